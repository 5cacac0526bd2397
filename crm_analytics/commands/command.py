"""What a command is, and what it says when it is done."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """What a command tells when it is done.

    out: for standard output; every line ends with a line feed.
    code: the exit code.
    aside: for standard error: what a person should know and no program has to read.
    """

    out: str
    code: int = 0
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """One command of `python -m crm_analytics`.

    summary: its line in the help.
    arguments: declares what may be asked of it.
    run: does it; a SurveyError when the input cannot be used, and then nothing is said.
    """

    name: str
    summary: str
    arguments: Callable[[ArgumentParser], object]
    run: Callable[[Namespace], Said]
