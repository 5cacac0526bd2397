"""The file of a backup: it appears whole or not at all, and is only read."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_analytics.errors import Problem, StoreTrouble
from crm_analytics.store import SQLITE, VARIABLE, database
from crm_analytics.store.studies import Store
from crm_analytics.store.trouble import opening

JOURNALS = ("-wal", "-shm", "-journal")
ANOTHER = "Name another backup."


def refuse_target(file: Path, store_file: Path | None, replace: bool) -> None:
    """Nothing is written over by accident, and never the store itself."""
    where = f"Backup '{file}'"
    if not file.parent.is_dir():
        raise StoreTrouble(Problem(where, "has no folder to be in.", "Make the folder first."))
    if store_file and file.exists() and file.samefile(store_file):
        raise StoreTrouble(Problem(where, "is the store itself.", "Name another file."))
    if file.exists() and not replace:
        remedy = "Name another file, or use --replace."
        raise StoreTrouble(Problem(where, "is there already.", remedy))
    in_use = [name for kind in JOURNALS if file.with_name(name := file.name + kind).exists()]
    if in_use:  # SQLite would take what they hold for changes of the new file
        what = f"is open in another program, which keeps {in_use[0]!r} beside it."
        raise StoreTrouble(Problem(where, what, "End that program, or name another file."))


@contextmanager
def appearing(file: Path) -> Iterator[Path]:
    """A place beside `file` to write in; what was written becomes `file` once it is on the disk."""
    unfinished = file.absolute().with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with opening(f"Backup '{file}'"):
            yield unfinished
            _to_disk(unfinished)
            unfinished.replace(file)
            _to_disk(file.absolute().parent)
    finally:
        for kind in ("", *JOURNALS):
            unfinished.with_name(unfinished.name + kind).unlink(missing_ok=True)


@contextmanager
def unpacked(file: Path) -> Iterator[Store]:
    """The store in a backup, as a copy for oneself: an older one can be brought up to today."""
    where = f"Backup '{file}'"
    with TemporaryDirectory(prefix="backup-") as folder:
        copy = Path(folder) / "studies.sqlite"
        with _named_by_hand(), opening(where):
            _take(file, where, copy)
            store = store_in(copy, where)
        yield store


@contextmanager
def _named_by_hand() -> Iterator[None]:
    """A backup is not what the variable names, so no remedy may be to name another store there."""
    try:
        yield
    except StoreTrouble as trouble:
        found = (
            replace(problem, remedy=ANOTHER) if VARIABLE in problem.remedy else problem
            for problem in trouble.problems
        )
        raise StoreTrouble(*found) from trouble


def store_in(file: Path, where: str) -> Store:
    """The store in a file that has another name for the person who asked for it."""
    with opening(where):
        return Store(where, database.open_engine(f"{SQLITE}{file.as_posix()}", where))


def _take(file: Path, where: str, copy: Path) -> None:
    """Byte by byte, with what a journal beside it adds; refused when it is no store."""
    if not file.is_file():
        raise StoreTrouble(Problem(where, "is not there.", "Check its name."))
    address = f"{file.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as kept:
        if not kept.execute("SELECT 1 FROM sqlite_master WHERE name = 'study'").fetchone():
            raise StoreTrouble(Problem(where, "is no store of studies.", "Name another file."))
        with closing(sqlite3.connect(copy)) as taken:
            kept.backup(taken)


def _to_disk(place: Path) -> None:
    """Wait until a file, or a change of names in a folder, is on the disk."""
    if place.is_dir() and os.name != "posix":  # only there can a folder be opened
        return
    descriptor = os.open(place, os.O_RDONLY if place.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
