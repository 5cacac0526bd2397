"""What a database reports, said to the person who wanted to save or open a study."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    NoResultFound,
    OperationalError,
    SQLAlchemyError,
    StatementError,
    TimeoutError,
)

from crm_analytics.errors import Problem, StoreTrouble

WRITABLE = "Allow writing to the file and its folder, or name another file in CRM_STORE."
BACKUP = "Put a backup in its place, or name another file in CRM_STORE."
AGAIN = "Nothing of this step was kept; wait a moment and try again."
FULL = (
    "has no room left on its disk.",
    "Nothing of this step was kept, all else is whole; free some space and try again.",
)
DAMAGED = ("is damaged.", BACKUP)
DIFFERS = "is damaged: what is kept is not what was saved."
RESTORE = "Restore the store from a backup."
# what to do about a part that differs
SAVE_AGAIN = "Restore the store from a backup, or save the questionnaire again."
IMPORT_AGAIN = "Restore the store from a backup, or delete this wave and import its file again."
PUT_IN_AGAIN = "Restore the store from a backup, or remove it and put it in again."
BUSY = ("is being changed by another program.", AGAIN)
UNREADABLE = (
    "cannot be read from or written to its disk.",
    "Nothing of this step was kept; check the disk and try again.",
)

# By the first two words of SQLite's result codes, https://www.sqlite.org/rescode.html
SQLITE = {
    "SQLITE_FULL": FULL,
    "SQLITE_READONLY": ("may not be changed by this program.", WRITABLE),
    "SQLITE_PERM": ("may not be changed by this program.", WRITABLE),
    "SQLITE_CANTOPEN": ("cannot be opened.", WRITABLE),
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_NOTADB": ("is a file of another kind, not a store of studies.", BACKUP),
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_IOERR": UNREADABLE,
}

RIGHTS = (
    "may not be changed by this program.",
    "Let the user in CRM_STORE make tables and write to them, on a server that is not read-only.",
)
STRANGER = (
    "does not accept the user or the password.",
    "Correct them in CRM_STORE, or let the user in on the server.",
)
NOWHERE = (
    "names a database that is not there.",
    "Make it with CREATE DATABASE, or name another in CRM_STORE.",
)
CROWDED = ("has no connection left.", AGAIN)
CLOSED = ("cannot be reached.", "Check that PostgreSQL runs there, and host and port in CRM_STORE.")
LOST = (
    "was lost in the middle of this step.",
    "Check that PostgreSQL runs, open the study again and see whether the step was kept.",
)
LETTERS = (
    "cannot keep these letters in its encoding.",
    "Make its database anew with ENCODING 'UTF8'.",
)
BROKEN = ("is damaged.", RESTORE)

# By SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html
POSTGRESQL = {
    "22P05": LETTERS,
    "25006": RIGHTS,
    "28000": STRANGER,
    "28P01": STRANGER,
    "3D000": NOWHERE,
    "3F000": RIGHTS,
    "40001": BUSY,
    "40P01": BUSY,
    "42501": RIGHTS,
    "53100": FULL,
    "53300": CROWDED,
    "55P03": BUSY,
    "57P01": LOST,
    "57P02": LOST,
    "57P03": CLOSED,
    "58030": UNREADABLE,
    "XX001": BROKEN,
    "XX002": BROKEN,
}

# Of a refused connection the driver knows no SQLSTATE; by the words of the server, in this order.
REFUSED = (
    ("too many", CROWDED),
    ("remaining connection slots", CROWDED),
    ("starting up", CLOSED),
    ("shutting down", CLOSED),
    ("in recovery mode", CLOSED),
    ("not yet accepting", CLOSED),
    ('database "', NOWHERE),
    ("", STRANGER),
)


@contextmanager
def in_words(where: str) -> Iterator[None]:
    """Turn whatever the database refuses into a StoreTrouble about `where`."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, UnicodeDecodeError) as error:
        if isinstance(error, StatementError) and isinstance(error.orig, StoreTrouble):
            raise error.orig from error  # a word that cannot be kept
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
    return _reason(error) in (SQLITE["SQLITE_NOTADB"], DAMAGED, BROKEN)


def _reason(error: Exception) -> tuple[str, str]:
    if isinstance(error, ArgumentError):
        return "is not an address of a store.", "Name a file in CRM_STORE."
    if isinstance(error, UnicodeDecodeError | NoResultFound):  # a damaged name, a row that is lost
        return DAMAGED
    if isinstance(error, TimeoutError):
        return CROWDED
    if isinstance(error, DBAPIError):
        return _known(error) or _unknown(error.orig)
    return SQLITE.get(_code(error)) or _unknown(error)


def _known(error: DBAPIError) -> tuple[str, str] | None:
    state = getattr(error.orig, "sqlstate", "")
    if found := SQLITE.get(_code(error.orig)) or POSTGRESQL.get(str(state)):
        return found
    if error.connection_invalidated:
        return LOST
    if state is None and isinstance(error, OperationalError):
        return _refused(str(error.orig))
    return None


def _code(cause: BaseException | None) -> str:
    return "_".join(str(getattr(cause, "sqlite_errorname", "")).split("_")[:2])


def _refused(told: str) -> tuple[str, str]:
    by_server, words = told.rpartition("FATAL:")[1:]
    return next(reason for sign, reason in REFUSED if sign in words) if by_server else CLOSED


def _unknown(cause: BaseException | None) -> tuple[str, str]:
    # Only the kind is told: a database's own words may quote what somebody answered.
    what = f"did not do what was asked ({type(cause).__name__})."
    return what, "Check that the database is running and reachable, and try again."
