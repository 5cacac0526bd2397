"""How a store reads and writes: one transaction a step, and every refusal in words."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from crm_analytics.errors import Problem, StoreTrouble
from crm_analytics.store import database
from crm_analytics.store.log import enter
from crm_analytics.store.study_row import change_study, hold
from crm_analytics.store.trouble import in_words


@dataclass(frozen=True, slots=True)
class Transactions:
    """where: the store as a person may see it, without a password."""

    where: str
    engine: Engine

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Looks at one moment of the store, whatever others do; makes nobody wait."""
        with in_words(self.where), database.reading(self.engine).begin() as connection:
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
            hold(connection, study_id)
            yield connection

    @contextmanager
    def _changing(
        self, study_id: str, what: str, about: str | int, who: str
    ) -> Iterator[Connection]:
        """As `_holding`; then the study was changed last, and the log says so."""
        with self._holding(study_id) as connection:
            yield connection
            change_study(connection, study_id)
            enter(connection, study_id, what, about, who)

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
