"""What can be wrong with a file of any format, in words."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pyarrow as pa
import pyarrow.compute as pc

from crm_analytics.errors import Problem, SurveyError, UnreadableSurvey


@contextmanager
def library(where: str, kind: str) -> Iterator[None]:
    """Run a parser on bytes from a stranger: whatever it stumbles over, the file is damaged."""
    try:
        yield
    except (MemoryError, SurveyError):
        raise
    except Exception as error:
        raise UnreadableSurvey(damaged(where, kind)) from error


def damaged(where: str, kind: str) -> Problem:
    """The bytes begin like this kind of file and do not go on like one."""
    return Problem(
        where,
        f"is damaged, incomplete or not really {kind}.",
        "Open it in the program it comes from, save it again and upload that.",
    )


def infinite(named: Iterable[tuple[str, pa.Array]]) -> Iterator[Problem]:
    """Columns of which no mean could be taken."""
    for name, column in named:
        if pa.types.is_floating(column.type) and pc.any(pc.is_inf(column)).as_py():
            yield Problem(
                f"Column '{name}'",
                "holds numbers that are infinite or too large.",
                "Correct or empty them.",
            )


def broken(name: str) -> Problem:
    """Its reader crashed."""
    return Problem(
        f"File '{name}'",
        "is damaged in a way that stops its reader.",
        "Save the answers as CSV UTF-8 and upload that.",
    )


def too_slow(name: str, seconds: float) -> Problem:
    """Its time is over."""
    return Problem(
        f"File '{name}'",
        f"takes longer than {seconds:g} seconds to read.",
        "Remove sheets, columns or rows that are not needed, or split the file.",
    )


def too_much(name: str, memory: int) -> Problem:
    """Its memory is full."""
    return Problem(
        f"File '{name}'",
        f"needs more than {memory / 1e9:g} GB of memory to read.",
        "Remove sheets, columns or rows that are not needed, or split the file.",
    )
