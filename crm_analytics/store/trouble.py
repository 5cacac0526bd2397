"""What a database reports, said to the person who wanted to save or open a study."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from crm_analytics.errors import Problem, StoreTrouble

WRITABLE = "Allow writing to the file and its folder, or name another file in CRM_STORE."
BACKUP = "Put a backup in its place, or name another file in CRM_STORE."
AGAIN = "Nothing of this step was kept; wait a moment and try again."

# By the first two words of SQLite's result codes, https://www.sqlite.org/rescode.html
SQLITE = {
    "SQLITE_FULL": (
        "has no room left on its disk.",
        "Nothing of this step was kept, all else is whole; free some space and try again.",
    ),
    "SQLITE_READONLY": ("may not be changed by this program.", WRITABLE),
    "SQLITE_PERM": ("may not be changed by this program.", WRITABLE),
    "SQLITE_CANTOPEN": ("cannot be opened.", WRITABLE),
    "SQLITE_BUSY": ("is being changed by another program.", AGAIN),
    "SQLITE_LOCKED": ("is being changed by another program.", AGAIN),
    "SQLITE_NOTADB": ("is a file of another kind, not a store of studies.", BACKUP),
    "SQLITE_CORRUPT": ("is damaged.", BACKUP),
    "SQLITE_IOERR": (
        "cannot be read from or written to its disk.",
        "Nothing of this step was kept; check the disk and try again.",
    ),
}


@contextmanager
def in_words(where: str) -> Iterator[None]:
    """Turn whatever the database refuses into a StoreTrouble about `where`."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise StoreTrouble(Problem(where, *_reason(error))) from error


@contextmanager
def opening(where: str) -> Iterator[None]:
    """As `in_words`, and for whatever can be wrong before there is a database to speak to."""
    try:
        with in_words(where):
            yield
    except ImportError as error:
        what = f"needs the driver {error.name!r}, which is not installed."
        remedy = "Install the driver, or name a file in CRM_STORE."
        raise StoreTrouble(Problem(where, what, remedy)) from error
    except OSError as error:
        what = f"cannot be made ({error.strerror})."
        raise StoreTrouble(Problem(where, what, WRITABLE)) from error


def is_damage(error: Exception) -> bool:
    """Whether something was reached and cannot be read; every other reason is none of the store."""
    if not isinstance(error, SQLAlchemyError):  # a value of another kind than was saved
        return True
    cause = _cause(error)
    damaged = _code(cause) in ("SQLITE_CORRUPT", "SQLITE_NOTADB")
    # class XX: data_corrupted, index_corrupted and what else must not happen
    return damaged or str(getattr(cause, "sqlstate", "")).startswith("XX")


def _cause(error: Exception) -> BaseException | None:
    return error.orig if isinstance(error, DBAPIError) else error


def _code(cause: BaseException | None) -> str:
    return "_".join(str(getattr(cause, "sqlite_errorname", "")).split("_")[:2])


def _reason(error: Exception) -> tuple[str, str]:
    if isinstance(error, ArgumentError):
        return "is not an address of a store.", "Name a file in CRM_STORE."
    cause = _cause(error)
    # Only the kind is told: a database's own words may quote what somebody answered.
    unknown = (
        f"did not do what was asked ({type(cause).__name__}).",
        "Check that the database is running and reachable, and try again.",
    )
    return SQLITE.get(_code(cause), unknown)
