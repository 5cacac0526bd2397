"""A backup: everything in a store at one moment, in one file that is itself a store.

Rows are copied one after the other and know nothing of the database below, so a backup of
PostgreSQL is a SQLite file too and can be brought back into either. The file of a backup appears
whole or not at all, and is only read.
"""

import os
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace as replaced
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, LargeBinary, Row, Table, func, insert, select

from crm_analytics.errors import Problem, StoreTrouble, refuse
from crm_analytics.store import SQLITE, VARIABLE, database, sqlite_file
from crm_analytics.store.schema import METADATA, log, make_anew, study
from crm_analytics.store.studies import Store, open_store
from crm_analytics.store.trouble import in_words, opening
from crm_analytics.store.verify import damage

JOURNALS = ("-wal", "-shm", "-journal")
ANOTHER = "Name another backup."
AT_ONCE = 500  # rows, where none holds a wave


def backup(store: Store, file: Path, replace: bool = False) -> None:
    """Keep the store as it is at this moment in a file which only its owner may read.

    The file appears when it is whole and on the disk, or not at all. Refused: a file that is
    there, unless `replace`; and a store with damage, for it could not be brought back.
    """
    _refuse_target(file, sqlite_file(store.engine.url.render_as_string()), replace)
    refuse(StoreTrouble, damage(store))
    with _appearing(file) as unfinished:
        fresh = _store_in(unfinished, f"Backup '{file}'")
        with fresh.writing() as target, store.snapshot() as source:
            _copy(source, store.where, target, fresh.where)
        refuse(StoreTrouble, damage(fresh))
        database.without_journal(fresh.engine)


def restore(file: Path, url: str, replace: bool = False) -> Store:
    """The store into which everything in a backup was brought, all of it or nothing.

    Refused: a backup with damage; a store that is not empty, unless `replace`, which removes its
    studies and its log. The backup itself is only read.
    """
    with _unpacked(file) as kept:
        refuse(StoreTrouble, (replaced(flaw, remedy=ANOTHER) for flaw in damage(kept)))
        store = open_store(url)
        with kept.snapshot() as source, store.writing() as target:
            _make_room(target, store.where, replace)
            _copy(source, kept.where, target, store.where)
            database.number_on(target)
    if replace:
        with in_words(store.where):
            database.forget_deleted(store.engine)
    return store


def _make_room(connection: Connection, where: str, replace: bool) -> None:
    database.let_others_wait(connection)
    used = any(connection.scalar(select(func.count()).select_from(t)) for t in (study, log))
    if used and not replace:
        remedy = "Name an empty store, or use --replace to put the backup in its place."
        raise StoreTrouble(Problem(where, "has studies, or a log of them.", remedy))
    if used:
        make_anew(connection, where)


def _copy(source: Connection, whence: str, target: Connection, where: str) -> None:
    with in_words(where):
        for table in METADATA.sorted_tables:
            for part in _parts(table, source, whence):
                target.execute(insert(table), [row._asdict() for row in part])


def _parts(
    table: Table, source: Connection, whence: str
) -> Iterator[Sequence[Row[tuple[object, ...]]]]:
    """The rows of a table, few at a time: waves are large, and are never all in memory."""
    holds_waves = any(isinstance(column.type, LargeBinary) for column in table.c)
    with in_words(whence):
        rows = source.execute(
            select(table), execution_options={"yield_per": 1 if holds_waves else AT_ONCE}
        )
        yield from rows.partitions()


def _refuse_target(file: Path, store_file: Path | None, replace: bool) -> None:
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
def _appearing(file: Path) -> Iterator[Path]:
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
def _unpacked(file: Path) -> Iterator[Store]:
    """The store in a backup, as a copy for oneself: an older one can be brought up to today."""
    where = f"Backup '{file}'"
    with TemporaryDirectory(prefix="backup-") as folder:
        copy = Path(folder) / "studies.sqlite"
        with _named_by_hand(), opening(where):
            _take(file, where, copy)
            store = _store_in(copy, where)
        yield store


@contextmanager
def _named_by_hand() -> Iterator[None]:
    """A backup is not what the variable names, so no remedy may be to name another store there."""
    try:
        yield
    except StoreTrouble as trouble:
        found = (
            replaced(problem, remedy=ANOTHER) if VARIABLE in problem.remedy else problem
            for problem in trouble.problems
        )
        raise StoreTrouble(*found) from trouble


def _store_in(file: Path, where: str) -> Store:
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
