"""Studies: a title, a questionnaire with its versions, and waves that never change."""

import secrets
from dataclasses import dataclass

from sqlalchemy import delete

from crm_analytics.files.file import SurveyFile
from crm_analytics.store import database
from crm_analytics.store import questionnaires as texts
from crm_analytics.store.beside import Beside
from crm_analytics.store.log import enter
from crm_analytics.store.schema import study
from crm_analytics.store.study_row import (
    Listed,
    add_study,
    change_study,
    copy_study,
    find_study,
    latest_study,
    list_studies,
)
from crm_analytics.store.trouble import opening
from crm_analytics.store.wave_blob import to_parquet
from crm_analytics.store.waves import (
    Wave,
    WaveEntry,
    add_wave,
    drop_wave,
    list_waves,
    lock_wave,
    read_wave,
)


@dataclass(frozen=True, slots=True)
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
    waves: tuple[WaveEntry, ...]
    archived: bool


def open_store(url: str) -> "Store":
    """The store at a URL of SQLite or PostgreSQL.

    A SQLite file and its folder are made when missing; tables that are missing or of an older
    version of this program are brought up without losing anything.
    """
    with opening("Store"):
        where = f"Store '{database.shown(url)}'"
    with opening(where):
        return Store(where, database.open_engine(url, where))


@dataclass(frozen=True, slots=True)
class Store(Beside):
    """Where studies are kept. May be shared by threads; every method is one transaction.

    Whatever cannot be done is a StoreTrouble, and then nothing of that method was kept.
    who: the person who does it, for the log, as the server knows them.
    """

    def create(self, title: str, text: str, wave_name: str, file: SurveyFile, who: str = "") -> str:
        """Keep a new study with its questionnaire and first wave; the id cannot be guessed."""
        study_id = secrets.token_urlsafe(12)
        blob = to_parquet(file)
        with self.writing() as connection:
            add_study(connection, study_id, title)
            texts.add_questionnaire(connection, study_id, 1, text, who)
            add_wave(connection, study_id, wave_name, blob, file.rows)
            enter(connection, study_id, "study created", wave_name, who)
        return study_id

    def open(self, study_id: str) -> Study:
        """The study without its answers, which `wave` reads."""
        with self.snapshot() as connection:
            title, archived = find_study(connection, study_id)
            version, text = texts.latest_questionnaire(connection, study_id)
            waves = list_waves(connection, study_id)
        return Study(study_id, title, text, version, waves, archived)

    def wave(self, study_id: str, name: str) -> Wave:
        """One wave with its answers, whatever happened to the others; refused when damaged."""
        with self.snapshot() as connection:
            find_study(connection, study_id)
            return read_wave(connection, study_id, name)

    def studies(self, archived: bool = False) -> tuple[Listed, ...]:
        """Those that are archived, or those that are not; the last changed first."""
        with self.snapshot() as connection:
            return list_studies(connection, archived)

    def latest(self) -> str | None:
        """Id of the study that was changed last and is not archived."""
        with self.snapshot() as connection:
            return latest_study(connection)

    def save_questionnaire(
        self, study_id: str, text: str, based_on: int | None = None, who: str = ""
    ) -> int:
        """The version under which the text now counts; text that counts already adds nothing.

        based_on: the version that was edited; a Conflict when another one counts by now. After a
        wave was published `minimum_group` may be raised, never lowered.
        """
        with self._holding(study_id) as connection:
            version, is_new = texts.save(connection, study_id, text, based_on, who)
            if is_new:
                change_study(connection, study_id)
                enter(connection, study_id, "questionnaire saved", version, who)
        return version

    def version(self, study_id: str) -> texts.Version:
        """Which questionnaire counts now, without its text: cheap enough to ask on every rerun."""
        with self.snapshot() as connection:
            find_study(connection, study_id)
            return texts.latest_version(connection, study_id)

    def questionnaires(self, study_id: str) -> tuple[texts.Version, ...]:
        """Every version that counted or counts, the first one first."""
        with self.snapshot() as connection:
            find_study(connection, study_id)
            return texts.list_questionnaires(connection, study_id)

    def questionnaire(self, study_id: str, version: int) -> str:
        """The text of one version."""
        with self.snapshot() as connection:
            find_study(connection, study_id)
            return texts.one_questionnaire(connection, study_id, version)

    def add_wave(  # noqa: PLR0913 - a wave and the questionnaire that knows it are one step
        self,
        study_id: str,
        name: str,
        file: SurveyFile,
        text: str | None = None,
        based_on: int | None = None,
        who: str = "",
    ) -> int:
        """Keep another wave, and the questionnaire that knows it; the version that now counts.

        A name that is taken is refused; for text and based_on see `save_questionnaire`.
        """
        blob = to_parquet(file)
        with self._changing(study_id, "wave added", name, who) as connection:
            version, counts = texts.latest_questionnaire(connection, study_id)
            wanted = counts if text is None else text
            version, is_new = texts.save(connection, study_id, wanted, based_on, who)
            add_wave(connection, study_id, name, blob, file.rows)
            if is_new:
                enter(connection, study_id, "questionnaire saved", version, who)
        return version

    def delete_wave(self, study_id: str, name: str, who: str = "") -> None:
        """Remove one wave and its bytes; the only one, and a published one, are refused."""
        with self._changing(study_id, "wave deleted", name, who) as connection:
            drop_wave(connection, study_id, name)
        self._forget()

    def publish(self, study_id: str, name: str, who: str = "") -> None:
        """Lock a wave: it stays as long as its study, and so does what `minimum_group` hides."""
        with self._holding(study_id) as connection:
            texts.smallest_group(texts.latest_questionnaire(connection, study_id)[1])
            if lock_wave(connection, study_id, name):
                change_study(connection, study_id)
                enter(connection, study_id, "wave published", name, who)

    def rename(self, study_id: str, title: str, who: str = "") -> None:
        """Give a study another title."""
        with self._changing(study_id, "study renamed", "", who) as connection:
            change_study(connection, study_id, title=title)

    def archive(self, study_id: str, who: str = "") -> None:
        """Take a study out of the list; it can be opened as before."""
        with self._changing(study_id, "study archived", "", who) as connection:
            change_study(connection, study_id, archived=True)

    def unarchive(self, study_id: str, who: str = "") -> None:
        """Put a study back into the list."""
        with self._changing(study_id, "study unarchived", "", who) as connection:
            change_study(connection, study_id, archived=False)

    def copy(self, study_id: str, title: str, who: str = "") -> str:
        """Id of a new study with all that belongs to this one, published waves too.

        Were they not, a copy could show what `minimum_group` hides. Its log begins anew.
        """
        copy_id = secrets.token_urlsafe(12)
        with self._holding(study_id) as connection:
            add_study(connection, copy_id, title)
            copy_study(connection, study_id, copy_id)
            enter(connection, copy_id, "study copied from", study_id, who)
        return copy_id

    def delete(self, study_id: str, who: str = "") -> None:
        """Remove a study and its bytes; what the log says of it stays."""
        with self._changing(study_id, "study deleted", "", who) as connection:
            connection.execute(delete(study).where(study.c.id == study_id))
        self._forget()
