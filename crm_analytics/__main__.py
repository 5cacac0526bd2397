"""The same numbers from the command line.

    python -m crm_analytics analyse DATA --questionnaire Q.yaml [--wave NAME=DATA ...]
        [--only reliability,priority] [--where gender=female] [--json FILE] [--xlsx FILE]
        [--pptx FILE]
    python -m crm_analytics suggest DATA > Q.yaml
    python -m crm_analytics agreement CODES.csv [MORE.csv ...] [--book BOOK.csv] [--without NAME]
        [--printed .83] [--json FILE] [--xlsx FILE] [--pptx FILE]
    python -m crm_analytics check TABLE.csv [--json FILE] [--xlsx FILE]
    python -m crm_analytics ism SSIM.csv [more, one per expert] [--levels PRINTED.csv]
        [--json FILE] [--xlsx FILE] [--pptx FILE]
    python -m crm_analytics backup FILE [--store URL] [--replace]
    python -m crm_analytics restore FILE [--store URL] [--replace]
    python -m crm_analytics verify [--store URL]

Exit code 0: done. 2: the input cannot be used; every problem is on standard error, one a line, and
nothing is on standard output. 1: anything else; `check` exits with it when printed numbers
contradict each other, and prints for each its row, its column, what is printed and what it would
have to be, with tabs between; `verify` when something in the store is damaged, one problem a line.
"""

import argparse
import sys
from collections.abc import Sequence

from crm_analytics.commands import agreement, analyse, backup, check, ism, restore, suggest, verify
from crm_analytics.errors import SurveyError

COMMANDS = (
    analyse.COMMAND,
    suggest.COMMAND,
    agreement.COMMAND,
    check.COMMAND,
    ism.COMMAND,
    backup.COMMAND,
    restore.COMMAND,
    verify.COMMAND,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    options = _parser().parse_args(arguments)
    try:
        said = options.run(options)
    except SurveyError as error:
        print(error, file=sys.stderr)
        return 2
    print(said.aside, end="", file=sys.stderr)
    print(said.out, end="")
    return int(said.code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m crm_analytics", description="Survey analytics that managers trust."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        added = commands.add_parser(command.name, help=command.summary)
        command.arguments(added)
        added.set_defaults(run=command.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
