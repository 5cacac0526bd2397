"""A backup: everything in a store at one moment, in one file that is itself a store.

Rows are copied one after the other and know nothing of the database below, so a backup of
PostgreSQL is a SQLite file too and can be brought back into either.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace as replaced
from pathlib import Path

from sqlalchemy import Connection, LargeBinary, Row, Table, func, insert, select

from crm_analytics.errors import Problem, StoreTrouble, refuse
from crm_analytics.store import database, sqlite_file, upgrade
from crm_analytics.store.backup_file import ANOTHER, appearing, refuse_target, store_in, unpacked
from crm_analytics.store.database.sqlite import without_journal
from crm_analytics.store.schema import METADATA, log, study
from crm_analytics.store.studies import Store, open_store
from crm_analytics.store.trouble import in_words
from crm_analytics.store.verify import damage

AT_ONCE = 500  # rows, where none holds a wave


def backup(store: Store, file: Path, replace: bool = False) -> None:
    """Keep the store as it is at this moment in a file which only its owner may read.

    The file appears when it is whole and on the disk, or not at all. Refused: a file that is
    there, unless `replace`; and a store with damage, for it could not be brought back.
    """
    refuse_target(file, sqlite_file(store.engine.url.render_as_string()), replace)
    refuse(StoreTrouble, damage(store))
    with appearing(file) as unfinished:
        fresh = store_in(unfinished, f"Backup '{file}'")
        with fresh.writing() as target, store.snapshot() as source:
            _copy(source, store.where, target, fresh.where)
        refuse(StoreTrouble, damage(fresh))
        without_journal(fresh.engine)


def restore(file: Path, url: str, replace: bool = False) -> Store:
    """The store into which everything in a backup was brought, all of it or nothing.

    Refused: a backup with damage; a store that is not empty, unless `replace`, which removes its
    studies and its log. The backup itself is only read.
    """
    with unpacked(file) as kept:
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
        upgrade.make_anew(connection, where)


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
