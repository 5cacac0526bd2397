"""What a study keeps beside its survey: each change is kept at once, and those of others are seen.

A study that keeps nothing of a kind shows a sample of it, which is kept with its first change. A
sample of a survey becomes a study of one's own then, as with every other change of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from crm_analytics.errors import Problem, Problems, StoreTrouble, refuse
from crm_analytics.survey.samples import sample
from crm_analytics.ui import state
from crm_analytics.ui.who import who

if TYPE_CHECKING:  # SQLAlchemy is imported when something is kept, not when the app starts
    from crm_analytics.store.documents import Edition

T = TypeVar("T")


KINDS = ("coding", "ism")  # of what a study keeps


@dataclass(frozen=True, eq=False, slots=True)
class Held(Generic[T]):
    """What a visitor looks at.

    study: its id. edition: of what is kept there, None where nothing is. content: that, else a
    sample, else what could not be kept. trouble: why what is kept cannot be read, or mine not kept.
    """

    study: str
    edition: "Edition | None"
    content: T
    how: Literal["kept", "sample", "unread", "unkept"]
    trouble: tuple[Problem, ...] = ()

    @property
    def told(self) -> str:
        """By what the store tells what is kept."""
        return self.edition.sha256 if self.edition else ""

    @property
    def own(self) -> bool:
        """Whether it is somebody's work, and no sample."""
        return self.how in ("kept", "unkept")


@dataclass(frozen=True, eq=False, slots=True)
class Shelf(Generic[T]):
    """One kind of what a study keeps.

    name: in the store and its log. write, read: to bytes and back. sample: what a study that keeps
    none shows. joined: of what two began with, theirs and mine: what holds, and what of mine does
    not.
    """

    name: str
    write: Callable[[T], bytes]
    read: Callable[[bytes], T]
    sample: Callable[[], T]
    joined: Callable[[T, T, T], tuple[T, tuple[Problem, ...]]]

    def held(self) -> Held[T] | None:
        """What the page showed last, whatever others did since."""
        found: Held[T] | None = state.get(f"held {self.name}", None)
        return found

    def edition(self) -> "Edition | None":
        """Of what the study keeps now; None where it keeps nothing. Raises StoreTrouble."""
        study = state.study().id
        return None if sample(study) else state.kept_here().edition(study, self.name)

    def fresh(self) -> tuple[Held[T], bool]:
        """What is to be shown now, and whether it is another than before. Raises StoreTrouble."""
        study, known, edition = state.study().id, self.held(), self.edition()
        told = edition.sha256 if edition else ""
        if known and (known.study, known.told) == (study, told):
            return known, False
        if known and known.how == "sample" and not (known.told or told):
            return self._hold(replace(known, study=study)), False
        if known and known.own and (known.study != study or known.how == "unkept"):
            self._put_by(known.content)
        return self._hold(self._load(study, edition)), True

    def look_at(self, content: T) -> tuple[Problem, ...]:
        """Show a sample; nothing of it is kept, and what is kept stays. But see `keep`."""
        held = self.fresh()[0]
        if held.own:
            self._put_by(held.content)
        if held.how != "unread":
            self._hold(replace(held, content=content, how="sample", trouble=()))
        return ()

    def keep(self, content: T) -> tuple[Problem, ...]:
        """Keep a change of what the page showed; what of it somebody else changed meanwhile.

        What cannot be kept at all stays in this window. Nothing changes while what is kept cannot
        be read.
        """
        held = self.held() or self.fresh()[0]
        same = held.how != "unkept" and self.write(content) == self.write(held.content)
        return () if same or held.how == "unread" else self._keep(held, content)

    def keep_instead(self, content: T) -> tuple[Problem, ...]:
        """Keep something else instead; but see `keep`."""
        held = self.fresh()[0]
        if held.own:
            self._put_by(held.content)
        return () if held.how == "unread" else self._keep(held, content)

    def bring_back(self) -> tuple[Problem, ...]:
        """Keep what `earlier` says instead."""
        was = self.earlier()
        problems = () if was is None else self.keep_instead(was)
        if self.earlier() is was and (held := self.held()) and held.content is was:
            state.forget(f"earlier {self.name}")  # it is here: there is nothing else to bring back
        return problems

    def remove(self) -> tuple[Problem, ...]:
        """Let the study keep nothing of this kind any more; why it still does."""
        held = self.fresh()[0]
        try:
            state.kept_here().remove_document(held.study, self.name, who=who())
        except Problems as error:
            return error.problems
        if held.own:
            self._put_by(held.content)
        self.fresh()
        return ()

    def earlier(self) -> T | None:
        """What was here, or in the study before this one, as far as this window knows."""
        found: T | None = state.get(f"earlier {self.name}", None)
        return found

    def _put_by(self, content: T) -> None:
        state.put(f"earlier {self.name}", content)

    def _hold(self, held: Held[T]) -> Held[T]:
        state.put(f"held {self.name}", held)
        return held

    def _load(self, study: str, edition: "Edition | None") -> Held[T]:
        if edition is None:
            return Held(study, None, self.sample(), "sample")
        try:
            content = self.read(state.kept_here().document(study, self.name))
        except Problems as error:
            return Held(study, edition, self.sample(), "unread", error.problems)
        return Held(study, edition, content, "kept")

    def _keep(self, held: Held[T], content: T) -> tuple[Problem, ...]:
        try:
            return self._kept(held, content)
        except Problems as error:
            self._hold(replace(held, content=content, how="unkept", trouble=error.problems))
            return ()  # said until it is kept

    def _kept(self, held: Held[T], mine: T) -> tuple[Problem, ...]:
        """Again, until nobody else was faster."""
        from crm_analytics.store.documents import digest

        content, lost = mine, tuple[Problem, ...]()
        study, store = state.own().id, state.kept_here()
        while True:
            blob = self.write(content)
            counts = store.keep_document(study, self.name, blob, held.told, who=who())
            if counts and counts.sha256 == digest(blob):
                self._hold(Held(study, counts, content, "kept"))
                return lost
            theirs = self._load(study, counts)
            refuse(StoreTrouble, theirs.trouble)
            if theirs.how == "kept":
                content, lost = self.joined(held.content, theirs.content, mine)
                self._put_by(mine)
            held = replace(held, edition=counts)


def let_go(study: str) -> None:
    """Forget what this window holds of a study that is deleted: nobody shall bring it back."""
    for name in KINDS:
        held: Held[object] | None = state.get(f"held {name}", None)
        if held and held.study == study:
            state.forget(f"held {name}")
            state.forget(f"earlier {name}")
