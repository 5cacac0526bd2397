"""Is everything in a store as it was given? Whatever is not is named, with its study and wave.

A wave, a version of a questionnaire, a document: each is whole when its SHA-256 is the one kept
beside it. Each part is read in a step of its own, so that one that is damaged hides no other.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection, Row, Select, func, select
from sqlalchemy.exc import SQLAlchemyError

from crm_analytics.errors import Problem, StoreTrouble, UnusableQuestionnaire
from crm_analytics.store import database
from crm_analytics.store.schema import (
    choice,
    document,
    log,
    note,
    questionnaire,
    study,
    wave,
    wave_file,
)
from crm_analytics.store.studies import Store
from crm_analytics.store.trouble import BACKUP, in_words, is_damage
from crm_analytics.store.waves import from_parquet
from crm_analytics.survey.questionnaire import read

RESTORE = "Restore the store from a backup."
IMPORT_AGAIN = "Restore the store from a backup, or delete this wave and import its file again."
SAVE_AGAIN = "Restore the store from a backup, or save the questionnaire again."
PUT_IN_AGAIN = "Restore the store from a backup, or remove it and put it in again."
DIFFERS = "is damaged: what is kept is not what was saved."

Found = TypeVar("Found")


def verify(store: Store) -> tuple[Problem, ...]:
    """All damage, and every questionnaire that this program cannot read."""
    return (*damage(store), *_not_understood(store))


def damage(store: Store) -> tuple[Problem, ...]:
    """Whatever is not as it was given; what is not named is whole."""
    with in_words(store.where), database.reading(store.engine).connect() as connection:
        inspection = _Inspection(store.where, connection)
        inspection.check_file()
        titles = inspection.check_studies()
        inspection.check_questionnaires(titles)
        inspection.check_waves(titles)
        inspection.check_documents(titles)
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

    def check_questionnaires(self, titles: dict[str, str]) -> None:
        key = (questionnaire.c.study_id, questionnaire.c.version)
        where = f"{self.place}, list of questionnaires"
        for study_id, version in self.rows(where, RESTORE, select(*key).order_by(*key)):
            where = f"{_whose(titles, study_id)}, questionnaire version {version}"
            kept = select(questionnaire.c.text, questionnaire.c.sha256)
            mine = kept.where(key[0] == study_id, key[1] == version)
            for row in self.rows(where, SAVE_AGAIN, mine):
                if not isinstance(row.text, str) or _sha256(row.text.encode()) != row.sha256:
                    self.report(where, DIFFERS, SAVE_AGAIN)

    def check_waves(self, titles: dict[str, str]) -> None:
        key = (wave.c.study_id, wave.c.position)
        where = f"{self.place}, list of waves"
        listed = self.rows(where, RESTORE, select(*key, wave.c.name).order_by(*key))
        for study_id, position, name in listed:
            where = f"{_whose(titles, study_id)}, wave {name!r}"
            kept = select(wave.c.sha256, wave.c.rows, wave_file.c.blob)
            mine = kept.join_from(wave, wave_file, isouter=True)
            for row in self.rows(
                where, IMPORT_AGAIN, mine.where(key[0] == study_id, key[1] == position)
            ):
                for what in _faults(row):
                    self.report(where, what, IMPORT_AGAIN)

    def check_documents(self, titles: dict[str, str]) -> None:
        key = (document.c.study_id, document.c.name)
        where = f"{self.place}, list of documents"
        for study_id, name in self.rows(where, RESTORE, select(*key).order_by(*key)):
            where = f"{_whose(titles, study_id)}, document {name!r}"
            kept = select(document.c.blob, document.c.sha256)
            mine = kept.where(key[0] == study_id, key[1] == name)
            for row in self.rows(where, PUT_IN_AGAIN, mine):
                if not isinstance(row.blob, bytes) or _sha256(row.blob) != row.sha256:
                    self.report(where, DIFFERS, PUT_IN_AGAIN)


def _faults(kept: Row[tuple[object, ...]]) -> Iterator[str]:
    if not isinstance(kept.blob, bytes) or _sha256(kept.blob) != kept.sha256:
        yield DIFFERS
        return
    try:
        people = from_parquet(kept.blob).rows
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


def _whose(titles: dict[str, str], study_id: str) -> str:
    return titles.get(study_id, f"Study {study_id}")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
