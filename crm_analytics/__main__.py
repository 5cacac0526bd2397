"""`python -m crm_analytics`: the command line, see `cli`."""

import sys

from crm_analytics.cli import main

if __name__ == "__main__":
    sys.exit(main())
