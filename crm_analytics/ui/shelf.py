"""What a study keeps beside its survey: each change is kept at once, and those of others are seen.

A study that keeps nothing of a kind shows a sample of it, which is kept with its first change. A
sample of a survey becomes a study of one's own then, as with every other change of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from crm_analytics.errors import Problem, Problems, StoreTrouble, refuse
from crm_analytics.survey.samples import sample
from crm_analytics.ui import state
from crm_analytics.ui.held import EARLIER, HELD, Held
from crm_analytics.ui.who import who

if TYPE_CHECKING:  # SQLAlchemy is imported when something is kept, not when the app starts
    from crm_analytics.store.study_rows import Edition

T = TypeVar("T")
REMOVED = Problem(
    "Your last change",
    "was not kept: somebody else removed meanwhile what it was made in.",
    "Bring it back if it should be kept.",
)
LEFT = Problem(
    "Your last change",
    "was made in a sample that is not open any more.",
    "Bring it back if it should be kept here.",
)


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
        found: Held[T] | None = state.get(HELD + self.name, None)
        return found

    def edition(self) -> "Edition | None":
        """Of what the study keeps now; None where it keeps nothing. Raises StoreTrouble."""
        study = state.study().id
        return None if sample(study) else state.kept_here().edition(study, self.name)

    def fresh(self) -> tuple[Held[T], bool]:
        """What is to be shown now, and whether it is another than before. Raises StoreTrouble.

        What could not be kept stays until a change of it was, whatever others kept meanwhile.
        """
        study, known, edition = state.study().id, self.held(), self.edition()
        told = edition.sha256 if edition else ""
        if known and known.study == study and (known.told == told or known.how == "unkept"):
            return known, False
        if known and known.how == "sample" and not (known.told or told):
            return self._hold(replace(known, study=study)), False
        if known and known.own and known.study != study:
            self._put_by(known.content)
        return self._hold(self._load(study, edition)), True

    def look_at(self, content: T) -> tuple[Problem, ...]:
        """Show a sample; nothing of it is kept, and what is kept stays. But see `keep`."""
        held = self.fresh()[0]
        if held.own:
            self._put_by(held.content)
        if held.how != "unread":
            self._hold(Held(held.study, held.edition, content, "sample"))
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
        """Keep something else instead of what the page showed; but see `keep`."""
        held = self.shown()
        if held.edition and not self.edition():  # removed, it is in nobody's way
            held = replace(held, edition=None)
        if held.own:
            self._put_by(held.content)
        return () if held.how == "unread" else self._keep(held, content)

    def bring_back(self) -> tuple[Problem, ...]:
        """Keep what `earlier` says instead."""
        was = self.earlier()
        problems = () if was is None else self.keep_instead(was)
        if self.earlier() is was and (held := self.held()) and held.content is was:
            state.forget(EARLIER + self.name)  # it is here: there is nothing else to bring back
        return problems

    def remove(self) -> tuple[Problem, ...]:
        """Let the study keep nothing of this kind any more; what is left of it, or all of it."""
        held, problems = self.fresh()[0], tuple[Problem, ...]()
        try:
            state.kept_here().remove_document(held.study, self.name, who=who())
        except Problems as error:
            problems = error.problems
        if problems and self.edition():
            return problems
        if held.own:
            self._put_by(held.content)
        state.forget(HELD + self.name)
        self.fresh()
        return problems

    def earlier(self) -> T | None:
        """What was here, or in the study before this one, as far as this window knows."""
        found: T | None = state.get(EARLIER + self.name, None)
        return found

    def shown(self) -> Held[T]:
        """What the page showed of the current study."""
        known = self.held()
        return known if known and known.study == state.study().id else self.fresh()[0]

    def _put_by(self, content: T) -> None:
        state.put(EARLIER + self.name, content)

    def _hold(self, held: Held[T]) -> Held[T]:
        state.put(HELD + self.name, held)
        return held

    def _load(self, study: str, edition: "Edition | None") -> Held[T]:
        try:
            blob = state.kept_here().document(study, self.name) if edition else b""
            # removed meanwhile, it has no bytes
            content = self.read(blob) if blob else None
        except Problems as error:
            return Held(study, edition, self.sample(), "unread", error.problems)
        if content is None:
            return Held(study, None, self.sample(), "sample")
        return Held(study, edition, content, "kept")

    def _keep(self, held: Held[T], content: T) -> tuple[Problem, ...]:
        try:
            held = _at_home(held)
            return self._kept(held, content)
        except Problems as error:
            mine = Held(held.study, held.edition, content, "unkept", error.problems, held.base)
            self._hold(mine)
            return ()  # said until it is kept

    def _kept(self, held: Held[T], mine: T) -> tuple[Problem, ...]:
        """Again, until nobody else was faster."""
        from crm_analytics.store.study_rows import digest

        content, lost = mine, tuple[Problem, ...]()
        study, store, told = held.study, state.kept_here(), held.told
        while True:
            blob = self.write(content)
            counts = store.keep_document(study, self.name, blob, told, who=who())
            if counts and counts.sha256 == digest(blob):
                self._hold(Held(study, counts, content, "kept"))
                return lost
            theirs = self._load(study, counts)
            refuse(StoreTrouble, theirs.trouble)
            self._put_by(mine)
            if theirs.how == "sample":
                self._hold(theirs)
                return (REMOVED,)
            content, lost = self.joined(held.base, theirs.content, mine)
            told = theirs.told


def _at_home(held: Held[T]) -> Held[T]:
    """Where a change of it is kept: a sample of a survey is made one's own."""
    if not sample(held.study):
        return held
    if held.study != state.study().id:
        raise StoreTrouble(LEFT)
    return replace(held, study=state.own().id)
