"""Studies: a title, a questionnaire with its versions, and waves that never change."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, insert, select, update

from crm_analytics.store import database
from crm_analytics.store import questionnaires as texts
from crm_analytics.store.schema import choice, study
from crm_analytics.store.study_row import add_study, hold, mark_changed, title_of
from crm_analytics.store.trouble import in_words, opening
from crm_analytics.store.wave_blob import to_parquet
from crm_analytics.store.waves import Wave, add_wave, drop_wave, read_wave, read_waves
from crm_analytics.survey.file import SurveyFile


@dataclass(frozen=True, eq=False, slots=True)
class Study:
    """A study as it was at one moment.

    questionnaire: the YAML text that counts.
    version: of the questionnaire, from 1.
    waves: in the order in which they were added, at least one.
    """

    id: str
    title: str
    questionnaire: str
    version: int
    waves: tuple[Wave, ...]


def open_store(url: str) -> "Store":
    """The store at an SQLAlchemy URL; a SQLite file and its folder are made when missing."""
    with opening("Store"):
        where = f"Store '{database.shown(url)}'"
    with opening(where):
        return Store(where, database.open_engine(url))


@dataclass(frozen=True, slots=True)
class Store:
    """Where studies are kept. May be shared by threads; every method is one transaction.

    Whatever cannot be done is a StoreTrouble, and then nothing of that method was kept.
    """

    where: str
    engine: Engine

    def create(self, title: str, questionnaire_text: str, wave_name: str, file: SurveyFile) -> str:
        """Keep a new study with its first wave; the id cannot be guessed."""
        study_id = secrets.token_urlsafe(12)
        blob = to_parquet(file)
        with self._writing() as connection:
            add_study(connection, study_id, title)
            texts.add_questionnaire(connection, study_id, 1, questionnaire_text)
            add_wave(connection, study_id, wave_name, blob, file.rows)
        return study_id

    def open(self, study_id: str) -> Study:
        """The study with every wave; refused when one is damaged (`wave` reads the others)."""
        with self._reading() as connection:
            title = title_of(connection, study_id)
            version, text = texts.latest_questionnaire(connection, study_id)
            waves = read_waves(connection, study_id)
        return Study(study_id, title, text, version, waves)

    def wave(self, study_id: str, name: str) -> Wave:
        """One wave alone, whatever happened to the others."""
        with self._reading() as connection:
            title_of(connection, study_id)
            return read_wave(connection, study_id, name)

    def titles(self) -> tuple[tuple[str, str, str], ...]:
        """Id, title and time of the last change of every study, the last changed first."""
        listed = select(study.c.id, study.c.title, study.c.changed)
        with self._reading() as connection:
            rows = connection.execute(listed.order_by(study.c.changed.desc()))
            return tuple((row.id, row.title, row.changed) for row in rows)

    def latest(self) -> str | None:
        """Id of the study that was changed last."""
        with self._reading() as connection:
            return connection.scalar(select(study.c.id).order_by(study.c.changed.desc()).limit(1))

    def save_questionnaire(self, study_id: str, text: str, based_on: int | None = None) -> int:
        """The version under which the text now counts; text that counts already adds nothing.

        based_on: the version that was edited; refused when another one counts by now.
        """
        with self._writing() as connection:
            hold(connection, study_id)
            version, counts = texts.latest_questionnaire(connection, study_id)
            if text == counts:
                return version
            texts.refuse_conflict(version if based_on is None else based_on, version)
            texts.add_questionnaire(connection, study_id, version + 1, text)
            mark_changed(connection, study_id)
        return version + 1

    def rename(self, study_id: str, title: str) -> None:
        """Give a study another title."""
        with self._changing(study_id) as connection:
            connection.execute(update(study).where(study.c.id == study_id).values(title=title))

    def add_wave(self, study_id: str, name: str, file: SurveyFile) -> None:
        """Keep another wave; a name that is taken is refused."""
        blob = to_parquet(file)
        with self._changing(study_id) as connection:
            add_wave(connection, study_id, name, blob, file.rows)

    def delete_wave(self, study_id: str, name: str) -> None:
        """Remove one wave and its bytes; the only wave of a study is refused."""
        with self._changing(study_id) as connection:
            drop_wave(connection, study_id, name)
        self._forget()

    def delete(self, study_id: str) -> None:
        """Remove a study and its bytes."""
        with self._changing(study_id) as connection:
            connection.execute(delete(study).where(study.c.id == study_id))
        self._forget()

    def keep_choice(self, study_id: str, name: str, value: str) -> None:
        """Remember what was chosen while looking; the study does not count as changed."""
        with self._writing() as connection:
            hold(connection, study_id)
            mine = (choice.c.study_id == study_id, choice.c.name == name)
            connection.execute(delete(choice).where(*mine))
            connection.execute(insert(choice).values(study_id=study_id, name=name, value=value))

    def choices(self, study_id: str) -> Mapping[str, str]:
        """What was last chosen, by name."""
        kept = select(choice.c.name, choice.c.value).where(choice.c.study_id == study_id)
        with self._reading() as connection:
            title_of(connection, study_id)
            return {row.name: row.value for row in connection.execute(kept)}

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """Looks without making anybody wait."""
        with in_words(self.where), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Everything or nothing."""
        with in_words(self.where), database.writing(self.engine).begin() as connection:
            yield connection

    @contextmanager
    def _changing(self, study_id: str) -> Iterator[Connection]:
        """Everything or nothing, on a study that is there and then was changed last."""
        with self._writing() as connection:
            hold(connection, study_id)
            yield connection
            mark_changed(connection, study_id)

    def _forget(self) -> None:
        with in_words(self.where):
            database.forget_deleted(self.engine)
