import subprocess
import sys

from tests.browser.server import ROOT


def test_the_first_page_does_not_wait_for_pandas():
    """It takes a fifth of a second to import, and only grids that are edited need it."""
    program = "import sys; from crm_analytics.ui import page; print('pandas' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
