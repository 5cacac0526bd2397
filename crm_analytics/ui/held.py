"""What a visitor looks at of what a study keeps beside its survey, as the session remembers it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from crm_analytics.errors import Problem
from crm_analytics.ui import state

if TYPE_CHECKING:  # SQLAlchemy is imported when something is kept, not when the app starts
    from crm_analytics.store.study_rows import Edition

T = TypeVar("T")
KINDS = ("coding", "ism")  # of what a study keeps
HELD, EARLIER = "held ", "earlier "  # before a kind: what is looked at, what can be brought back


@dataclass(frozen=True, eq=False, slots=True)
class Held(Generic[T]):
    """What a visitor looks at.

    study: its id. edition: of what is kept there, None where nothing is. content: that, else a
    sample, else what could not be kept. trouble: why what is kept cannot be read, or mine not kept.
    begun: what mine was changed from, where it could not be kept.
    """

    study: str
    edition: "Edition | None"
    content: T
    how: Literal["kept", "sample", "unread", "unkept"]
    trouble: tuple[Problem, ...] = ()
    begun: T | None = None

    @property
    def base(self) -> T:
        """What is kept, as far as it was seen: the next change is told from it."""
        return self.content if self.begun is None else self.begun

    @property
    def told(self) -> str:
        """By what the store tells what is kept."""
        return self.edition.sha256 if self.edition else ""

    @property
    def own(self) -> bool:
        """Whether it is somebody's work, and no sample."""
        return self.how in ("kept", "unkept")


def let_go(study: str) -> None:
    """Forget what this window holds of a study that is deleted: nobody shall bring it back."""
    for name in KINDS:
        held: Held[object] | None = state.get(HELD + name, None)
        if held and held.study == study:
            state.forget(HELD + name)
            state.forget(EARLIER + name)
