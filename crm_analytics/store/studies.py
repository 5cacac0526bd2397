"""A store of studies: a title, a questionnaire with its versions, and waves that never change.

`Store` says what can be done, each a transaction; the rows are read and written by the modules of
what they hold.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError

from crm_analytics.errors import Problem, StoreTrouble
from crm_analytics.files.file import SurveyFile
from crm_analytics.store import database, versions
from crm_analytics.store import study_rows as rows
from crm_analytics.store.schema import choice, now, study
from crm_analytics.store.study_rows import WaveEntry
from crm_analytics.store.trouble import in_words, opening


@dataclass(frozen=True, slots=True)
class StoredStudy:
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
class Store:
    """Where studies are kept. May be shared by threads; every method is one transaction.

    Whatever cannot be done is a StoreTrouble, and then nothing of that method was kept.
    where: the store as a person may see it, without a password.
    who: the person who does it, for the log, as the server knows them.
    """

    where: str
    engine: Engine

    def create(self, title: str, text: str, wave_name: str, file: SurveyFile, who: str = "") -> str:
        """Keep a new study with its questionnaire and first wave; the id cannot be guessed."""
        study_id = secrets.token_urlsafe(12)
        blob = rows.to_parquet(file)
        with self.writing() as connection:
            rows.add_study(connection, study_id, title)
            versions.add_questionnaire(connection, study_id, 1, text, who)
            rows.add_wave(connection, study_id, wave_name, blob, file.rows)
            rows.enter(connection, study_id, "study created", wave_name, who)
        return study_id

    def open(self, study_id: str) -> StoredStudy:
        """The study without its answers, which `wave` reads."""
        with self.snapshot() as connection:
            title, archived = rows.find_study(connection, study_id)
            version, text = versions.latest_questionnaire(connection, study_id)
            waves = rows.list_waves(connection, study_id)
        return StoredStudy(study_id, title, text, version, waves, archived)

    def wave(self, study_id: str, name: str) -> SurveyFile:
        """The answers of one wave, whatever happened to the others; refused when damaged."""
        with self._looking(study_id) as connection:
            return rows.read_wave(connection, study_id, name)

    def studies(self, archived: bool = False) -> tuple[rows.Listed, ...]:
        """Those that are archived, or those that are not; the last changed first."""
        with self.snapshot() as connection:
            return rows.list_studies(connection, archived)

    def latest(self) -> str | None:
        """Id of the study that was changed last and is not archived."""
        with self.snapshot() as connection:
            return rows.latest_study(connection)

    def save_questionnaire(
        self, study_id: str, text: str, based_on: int | None = None, who: str = ""
    ) -> int:
        """The version under which the text now counts; text that counts already adds nothing.

        based_on: the version that was edited; a Conflict when another one counts by now. After a
        wave was published `minimum_group` may be raised, never lowered.
        """
        with self._holding(study_id) as connection:
            version, is_new = versions.save_questionnaire(connection, study_id, text, based_on, who)
            if is_new:
                rows.change_study(connection, study_id)
                rows.enter(connection, study_id, "questionnaire saved", version, who)
        return version

    def version(self, study_id: str) -> versions.Version:
        """Which questionnaire counts now, without its text: cheap enough to ask on every rerun."""
        with self._looking(study_id) as connection:
            return versions.latest_version(connection, study_id)

    def questionnaires(self, study_id: str) -> tuple[versions.Version, ...]:
        """Every version that counted or counts, the first one first."""
        with self._looking(study_id) as connection:
            return versions.list_questionnaires(connection, study_id)

    def questionnaire(self, study_id: str, version: int) -> str:
        """The text of one version."""
        with self._looking(study_id) as connection:
            return versions.one_questionnaire(connection, study_id, version)

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
        blob = rows.to_parquet(file)
        with self._changing(study_id, "wave added", name, who) as connection:
            version, counts = versions.latest_questionnaire(connection, study_id)
            wanted = counts if text is None else text
            version, is_new = versions.save_questionnaire(
                connection, study_id, wanted, based_on, who
            )
            rows.add_wave(connection, study_id, name, blob, file.rows)
            if is_new:
                rows.enter(connection, study_id, "questionnaire saved", version, who)
        return version

    def delete_wave(self, study_id: str, name: str, who: str = "") -> None:
        """Remove one wave and its bytes; the only one, and a published one, are refused."""
        with self._changing(study_id, "wave deleted", name, who) as connection:
            rows.drop_wave(connection, study_id, name)
        self._forget()

    def publish(self, study_id: str, name: str, who: str = "") -> None:
        """Lock a wave: it stays as long as its study, and so does what `minimum_group` hides."""
        with self._holding(study_id) as connection:
            versions.smallest_group(versions.latest_questionnaire(connection, study_id)[1])
            if rows.lock_wave(connection, study_id, name):
                rows.change_study(connection, study_id)
                rows.enter(connection, study_id, "wave published", name, who)

    def rename(self, study_id: str, title: str, who: str = "") -> None:
        """Give a study another title."""
        with self._changing(study_id, "study renamed", "", who) as connection:
            rows.change_study(connection, study_id, title=title)

    def archive(self, study_id: str, who: str = "") -> None:
        """Take a study out of the list; it can be opened as before."""
        with self._changing(study_id, "study archived", "", who) as connection:
            rows.change_study(connection, study_id, archived=True)

    def unarchive(self, study_id: str, who: str = "") -> None:
        """Put a study back into the list."""
        with self._changing(study_id, "study unarchived", "", who) as connection:
            rows.change_study(connection, study_id, archived=False)

    def copy(self, study_id: str, title: str, who: str = "") -> str:
        """Id of a new study with all that belongs to this one, published waves too.

        Were they not, a copy could show what `minimum_group` hides. Its log begins anew.
        """
        copy_id = secrets.token_urlsafe(12)
        with self._holding(study_id) as connection:
            rows.add_study(connection, copy_id, title)
            rows.copy_study(connection, study_id, copy_id)
            rows.enter(connection, copy_id, "study copied from", study_id, who)
        return copy_id

    def delete(self, study_id: str, who: str = "") -> None:
        """Remove a study and its bytes; what the log says of it stays."""
        with self._changing(study_id, "study deleted", "", who) as connection:
            connection.execute(delete(study).where(study.c.id == study_id))
        self._forget()

    def note(self, study_id: str, section: str, text: str, based_on: int, who: str = "") -> int:
        """The version under which the text now stands beside a section; no text removes it.

        based_on: the version that was edited, 0 where there was none; a Conflict when another one
        counts by now.
        """
        with self._holding(study_id) as connection:
            edited = versions.SectionNote(section, text, based_on, now(), who)
            version, is_new = versions.save_note(connection, study_id, edited)
            if is_new:
                rows.change_study(connection, study_id)
                rows.enter(connection, study_id, "note saved", section, who)
        return version

    def notes(self, study_id: str) -> Mapping[str, versions.SectionNote]:
        """What stands beside the sections, by section."""
        with self._looking(study_id) as connection:
            return versions.read_notes(connection, study_id)

    def edition(self, study_id: str, name: str) -> versions.Edition | None:
        """Which document of this name counts now: cheap enough to ask on every rerun."""
        with self._looking(study_id) as connection:
            return versions.edition(connection, study_id, name)

    def document(self, study_id: str, name: str) -> bytes:
        """Its bytes, none where there is none; refused when damaged."""
        with self._looking(study_id) as connection:
            return versions.read_document(connection, study_id, name)

    def keep_document(
        self, study_id: str, name: str, blob: bytes, based_on: str = "", who: str = ""
    ) -> versions.Edition | None:
        """The document that counts afterwards: this one, if nobody changed it meanwhile.

        based_on: the SHA-256 of the one that was changed, "" where there was none. When another
        one counts by now it stays, and is returned.
        """
        with self._holding(study_id) as connection:
            counts = versions.edition(connection, study_id, name)
            told = counts.sha256 if counts else ""
            if told != based_on or told == versions.digest(blob):
                return counts
            saved = versions.save_document(connection, study_id, name, blob, who)
            rows.change_study(connection, study_id)
            rows.enter_once(connection, study_id, "document changed", name, who)
        if counts:
            self._forget_soon()
        return saved

    def remove_document(self, study_id: str, name: str, who: str = "") -> None:
        """Take a document and its bytes away, whoever changed it last."""
        with self._changing(study_id, "document removed", name, who) as connection:
            versions.drop_document(connection, study_id, name)
        self._forget()

    def log(self, study_id: str = "") -> tuple[rows.Entry, ...]:
        """Who did what to a study, deleted or not, or to all; the first entry first."""
        with self.snapshot() as connection:
            return rows.entries(connection, study_id)

    def keep_choice(self, study_id: str, name: str, value: str) -> None:
        """Remember what was chosen while looking; the study does not count as changed."""
        with self._holding(study_id) as connection:
            mine = (choice.c.study_id == study_id, choice.c.name == name)
            connection.execute(delete(choice).where(*mine))
            connection.execute(insert(choice).values(study_id=study_id, name=name, value=value))

    def choices(self, study_id: str) -> Mapping[str, str]:
        """What was last chosen, by name."""
        kept = select(choice.c.name, choice.c.value).where(choice.c.study_id == study_id)
        with self._looking(study_id) as connection:
            return {row.name: row.value for row in connection.execute(kept)}

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Looks at one moment of the store, whatever others do; makes nobody wait."""
        with in_words(self.where), database.reading(self.engine).begin() as connection:
            yield connection

    @contextmanager
    def _looking(self, study_id: str) -> Iterator[Connection]:
        """As `snapshot`, at a study that is there."""
        with self.snapshot() as connection:
            rows.find_study(connection, study_id)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Everything or nothing."""
        with in_words(self.where), database.writing(self.engine).begin() as connection:
            yield connection

    @contextmanager
    def _holding(self, study_id: str) -> Iterator[Connection]:
        """Everything or nothing, on a study that is there; others wait who change it too."""
        with self.writing() as connection:
            rows.hold(connection, study_id)
            yield connection

    @contextmanager
    def _changing(
        self, study_id: str, what: str, about: str | int, who: str
    ) -> Iterator[Connection]:
        """As `_holding`; then the study was changed last, and the log says so."""
        with self._holding(study_id) as connection:
            yield connection
            rows.change_study(connection, study_id)
            rows.enter(connection, study_id, what, about, who)

    def _forget(self) -> None:
        """Let go of the bytes of what was deleted, which is gone whatever happens here."""
        what = "has deleted it, but its bytes may still be on the disk."
        try:
            gone = database.forget_deleted(self.engine)
        except SQLAlchemyError as error:
            remedy = "Check the disk; they go when something else is deleted."
            raise StoreTrouble(Problem(self.where, what, remedy)) from error
        if not gone:
            remedy = "Another program was reading it; they go when something else is deleted."
            raise StoreTrouble(Problem(self.where, what, remedy))

    def _forget_soon(self) -> None:
        """As `_forget`, of what was replaced: at once where nobody reads, else later."""
        with suppress(SQLAlchemyError):  # what takes its place is kept
            database.forget_deleted(self.engine, patient=False)

    def close(self) -> None:
        """Let go of every connection; the next step makes a new one."""
        self.engine.dispose()
