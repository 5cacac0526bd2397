"""Is everything in a store as it was given? Whatever is not is named, with its study and wave.

A wave, a version of a questionnaire, a document: each is whole when its SHA-256 is the one kept
beside it. Each part is read in a step of its own, so that one that is damaged hides no other.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Row, Select, func, select
from sqlalchemy.exc import SQLAlchemyError

from crm_analytics.errors import Problem, StoreTrouble, UnusableQuestionnaire
from crm_analytics.store import database
from crm_analytics.store.schema import (
    choice,
    document,
    log,
    note,
    questionnaire,
    sha256,
    study,
    wave,
    wave_file,
)
from crm_analytics.store.studies import Store
from crm_analytics.store.study_rows import from_parquet
from crm_analytics.store.trouble import (
    BACKUP,
    DIFFERS,
    IMPORT_AGAIN,
    PUT_IN_AGAIN,
    RESTORE,
    SAVE_AGAIN,
    in_words,
    is_damage,
)
from crm_analytics.survey.questionnaire import read

Found = TypeVar("Found")


def verify(store: Store) -> tuple[Problem, ...]:
    """All damage, and every questionnaire that this program cannot read."""
    return (*damage(store), *_not_understood(store))


def damage(store: Store) -> tuple[Problem, ...]:
    """Whatever is not as it was given; what is not named is whole."""
    with in_words(store.where), database.reading(store.engine).connect() as connection:
        inspection = _Inspection(store.where, connection)
        inspection.check_file()
        inspection.check_parts(inspection.check_studies())
    return tuple(inspection.found)


@dataclass(frozen=True, slots=True)
class _Inspection:
    place: str
    connection: Connection
    found: list[Problem] = field(default_factory=list)

    def report(self, where: str, what: str, remedy: str) -> None:
        self.found.append(Problem(where, what, remedy))

    def look(
        self, where: str, remedy: str, look: Callable[[Connection], Iterable[Found]]
    ) -> tuple[Found, ...]:
        """Everything that a look finds; nothing, and a problem, when it cannot be read."""
        try:
            with self.connection.begin():
                return tuple(look(self.connection))
        except (SQLAlchemyError, TypeError, ValueError, OverflowError, MemoryError) as error:
            if not is_damage(error):
                raise
            self.report(where, "is damaged and cannot be read.", remedy)
            return ()

    def rows(
        self, where: str, remedy: str, wanted: Select[tuple[object, ...]]
    ) -> tuple[Row[tuple[object, ...]], ...]:
        return self.look(where, remedy, lambda connection: connection.execute(wanted))

    def check_file(self) -> None:
        for flaw in self.look(self.place, BACKUP, database.flaws):
            self.report(self.place, f"is damaged: {flaw}.", BACKUP)
        for table in (choice, note, log):
            self.rows(f"{self.place}, table {table.name!r}", RESTORE, select(table))

    def check_studies(self) -> dict[str, str]:
        """The title of every study, by id."""
        counts = [
            select(func.count()).where(part.c.study_id == study.c.id).scalar_subquery().label(name)
            for name, part in (("questionnaire", questionnaire), ("wave", wave))
        ]
        where = f"{self.place}, list of studies"
        listed = self.rows(where, RESTORE, select(study.c.id, study.c.title, *counts))
        titles = {row.id: f"Study {row.title!r} ({row.id})" for row in listed}
        for row in listed:
            for name in ("questionnaire", "wave"):
                if not row._mapping[name]:
                    self.report(titles[row.id], f"has lost its {name}.", RESTORE)
        return titles

    def check_parts(self, titles: dict[str, str]) -> None:
        """Every version of a questionnaire, every wave and every document by itself."""
        for key, shown, kept, remedy in PARTS:
            part, mine = key.table, key.table.c.study_id
            wanted = select(mine, key.label("key"), shown.label("shown")).order_by(mine, key)
            listed = self.rows(f"{self.place}, list of {part.name}s", RESTORE, wanted)
            for study_id, place, name in listed:
                whose = titles.get(study_id, f"Study {study_id}")
                called = f"version {name}" if part is questionnaire else repr(name)
                where = f"{whose}, {part.name} {called}"
                for row in self.rows(where, remedy, kept.where(mine == study_id, key == place)):
                    for what in _faults(row, part is wave):
                        self.report(where, what, remedy)


# what is kept with its SHA-256: by which key, what it is called, where it is, what to do about it
PARTS: tuple[tuple[Column[Any], Column[Any], Select[Any], str], ...] = (
    (
        questionnaire.c.version,
        questionnaire.c.version,
        select(questionnaire.c.text.label("content"), questionnaire.c.sha256),
        SAVE_AGAIN,
    ),
    (
        wave.c.position,
        wave.c.name,
        select(wave_file.c.blob.label("content"), wave.c.sha256, wave.c.rows).join_from(
            wave, wave_file, isouter=True
        ),
        IMPORT_AGAIN,
    ),
    (
        document.c.name,
        document.c.name,
        select(document.c.blob.label("content"), document.c.sha256),
        PUT_IN_AGAIN,
    ),
)


def _faults(kept: Row[tuple[object, ...]], is_wave: bool) -> Iterator[str]:
    content = kept.content.encode() if isinstance(kept.content, str) else kept.content
    if not isinstance(content, bytes) or sha256(content) != kept.sha256:
        yield DIFFERS
        return
    if not is_wave:
        return
    try:
        people = from_parquet(content).rows
    except (ValueError, KeyError, OSError) as error:  # pyarrow's own are among them
        yield f"is as it was saved, but cannot be opened ({type(error).__name__})."
        return
    if people != kept.rows:
        yield f"has {people} rows and is listed with {kept.rows}."


def _not_understood(store: Store) -> Iterator[Problem]:
    for listed in (*store.studies(), *store.studies(archived=True)):
        try:
            read(store.open(listed.id).questionnaire)
        except UnusableQuestionnaire as error:
            first = error.problems[0]
            what = f"cannot be read: {first.where} {first.what}"
            where = f"Study {listed.title!r} ({listed.id}), questionnaire"
            yield Problem(where, what, "Correct it on the page Questionnaire.")
        except StoreTrouble:  # is among the damage
            continue
