"""What a store keeps beside questionnaire and waves: notes, documents, choices, and the log."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from crm_analytics.store.documents import (
    Edition,
    digest,
    drop_document,
    edition,
    read_document,
    save_document,
)
from crm_analytics.store.log import Entry, enter, enter_once, entries
from crm_analytics.store.notes import Note, read_notes, save_note
from crm_analytics.store.schema import choice, now
from crm_analytics.store.study_row import change_study, find_study
from crm_analytics.store.transactions import Transactions


@dataclass(frozen=True, slots=True)
class Beside(Transactions):
    """A part of `Store`."""

    def note(self, study_id: str, section: str, text: str, based_on: int, who: str = "") -> int:
        """The version under which the text now stands beside a section; no text removes it.

        based_on: the version that was edited, 0 where there was none; a Conflict when another one
        counts by now.
        """
        with self._holding(study_id) as connection:
            edited = Note(section, text, based_on, now(), who)
            version, is_new = save_note(connection, study_id, edited)
            if is_new:
                change_study(connection, study_id)
                enter(connection, study_id, "note saved", section, who)
        return version

    def notes(self, study_id: str) -> Mapping[str, Note]:
        """What stands beside the sections, by section."""
        with self.snapshot() as connection:
            find_study(connection, study_id)
            return read_notes(connection, study_id)

    def edition(self, study_id: str, name: str) -> Edition | None:
        """Which document of this name counts now: cheap enough to ask on every rerun."""
        with self.snapshot() as connection:
            find_study(connection, study_id)
            return edition(connection, study_id, name)

    def document(self, study_id: str, name: str) -> bytes:
        """Its bytes, none where there is none; refused when damaged."""
        with self.snapshot() as connection:
            find_study(connection, study_id)
            return read_document(connection, study_id, name)

    def keep_document(
        self, study_id: str, name: str, blob: bytes, based_on: str = "", who: str = ""
    ) -> Edition | None:
        """The document that counts afterwards: this one, if nobody changed it meanwhile.

        based_on: the SHA-256 of the one that was changed, "" where there was none. When another
        one counts by now it stays, and is returned.
        """
        with self._holding(study_id) as connection:
            counts = edition(connection, study_id, name)
            told = counts.sha256 if counts else ""
            if told != based_on or told == digest(blob):
                return counts
            saved = save_document(connection, study_id, name, blob, who)
            change_study(connection, study_id)
            enter_once(connection, study_id, "document changed", name, who)
        if counts:
            self._forget_soon()
        return saved

    def remove_document(self, study_id: str, name: str, who: str = "") -> None:
        """Take a document and its bytes away, whoever changed it last."""
        with self._changing(study_id, "document removed", name, who) as connection:
            drop_document(connection, study_id, name)
        self._forget()

    def log(self, study_id: str = "") -> tuple[Entry, ...]:
        """Who did what to a study, deleted or not, or to all; the first entry first."""
        with self.snapshot() as connection:
            return entries(connection, study_id)

    def keep_choice(self, study_id: str, name: str, value: str) -> None:
        """Remember what was chosen while looking; the study does not count as changed."""
        with self._holding(study_id) as connection:
            mine = (choice.c.study_id == study_id, choice.c.name == name)
            connection.execute(delete(choice).where(*mine))
            connection.execute(insert(choice).values(study_id=study_id, name=name, value=value))

    def choices(self, study_id: str) -> Mapping[str, str]:
        """What was last chosen, by name."""
        kept = select(choice.c.name, choice.c.value).where(choice.c.study_id == study_id)
        with self.snapshot() as connection:
            find_study(connection, study_id)
            return {row.name: row.value for row in connection.execute(kept)}
