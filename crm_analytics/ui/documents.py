"""Documents that a study keeps beside its survey: each change is kept at once, others' are seen.

A study that keeps no document of a kind shows a sample of it, which is kept with its first change.
A sample of a survey becomes a study of one's own then, as with every other change of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

import streamlit as st

from crm_analytics.errors import Problem, Problems, StoreTrouble, refuse
from crm_analytics.survey.samples import sample
from crm_analytics.ui import state
from crm_analytics.ui.messages import plain, show_problems, when
from crm_analytics.ui.state import who

if TYPE_CHECKING:  # SQLAlchemy is imported when something is kept, not when the app starts
    from crm_analytics.store.versions import Edition

T = TypeVar("T")
KINDS = ("coding", "ism")  # of what a study keeps
_OPEN, _EARLIER = "held ", "earlier "  # before a kind: what is looked at, what can be brought back
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
class OpenDocument(Generic[T]):
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
        """What is kept, as far as it was seen: the next change is compared with it."""
        return self.content if self.begun is None else self.begun

    @property
    def sha256(self) -> str:
        """Of what is kept, by which the store knows it."""
        return self.edition.sha256 if self.edition else ""

    @property
    def own(self) -> bool:
        """Whether it is somebody's work, and no sample."""
        return self.how in ("kept", "unkept")


@dataclass(frozen=True, eq=False, slots=True)
class DocumentKind(Generic[T]):
    """One kind of what a study keeps.

    name: in the store and its log. write, read: to bytes and back. sample: what a study that keeps
    none shows. merge: of what two began with, theirs and mine: what holds, and what of mine does
    not.
    """

    name: str
    write: Callable[[T], bytes]
    read: Callable[[bytes], T]
    sample: Callable[[], T]
    merge: Callable[[T, T, T], tuple[T, tuple[Problem, ...]]]

    def last_shown(self) -> OpenDocument[T] | None:
        """What the page showed last, whatever others did since."""
        found: OpenDocument[T] | None = state.get(_OPEN + self.name, None)
        return found

    def edition(self) -> "Edition | None":
        """Of what the study keeps now; None where it keeps nothing. Raises StoreTrouble."""
        study = state.study().id
        return None if sample(study) else state.kept_here().edition(study, self.name)

    def current(self) -> tuple[OpenDocument[T], bool]:
        """What is to be shown now, and whether it is another than before. Raises StoreTrouble.

        What could not be kept stays until a change of it was, whatever others kept meanwhile.
        """
        study, known, edition = state.study().id, self.last_shown(), self.edition()
        newest = edition.sha256 if edition else ""
        if known and known.study == study and (known.sha256 == newest or known.how == "unkept"):
            return known, False
        if known and known.how == "sample" and not (known.sha256 or newest):
            return self._remember(replace(known, study=study)), False
        if known and known.own and known.study != study:
            self._remember_earlier(known.content)
        return self._remember(self._load(study, edition)), True

    def look_at(self, content: T) -> tuple[Problem, ...]:
        """Show a sample; nothing of it is kept, and what is kept stays. But see `keep`."""
        document = self.current()[0]
        if document.own:
            self._remember_earlier(document.content)
        if document.how != "unread":
            self._remember(OpenDocument(document.study, document.edition, content, "sample"))
        return ()

    def keep(self, content: T) -> tuple[Problem, ...]:
        """Keep a change of what the page showed; what of it somebody else changed meanwhile.

        What cannot be kept at all stays in this window. Nothing changes while what is kept cannot
        be read.
        """
        document = self.last_shown() or self.current()[0]
        same = document.how != "unkept" and self.write(content) == self.write(document.content)
        return () if same or document.how == "unread" else self._keep(document, content)

    def replace_by(self, content: T) -> tuple[Problem, ...]:
        """Keep something else instead of what the page showed; but see `keep`."""
        document = self.shown()
        if document.edition and not self.edition():  # removed, it is in nobody's way
            document = replace(document, edition=None)
        if document.own:
            self._remember_earlier(document.content)
        return () if document.how == "unread" else self._keep(document, content)

    def bring_back(self) -> tuple[Problem, ...]:
        """Keep what `earlier` says instead."""
        was = self.earlier()
        problems = () if was is None else self.replace_by(was)
        if self.earlier() is was and (document := self.last_shown()) and document.content is was:
            state.forget(_EARLIER + self.name)  # it is here: there is nothing else to bring back
        return problems

    def remove(self) -> tuple[Problem, ...]:
        """Let the study keep nothing of this kind any more; what is left of it, or all of it."""
        document, problems = self.current()[0], tuple[Problem, ...]()
        try:
            state.kept_here().remove_document(document.study, self.name, who=who())
        except Problems as error:
            problems = error.problems
        if problems and self.edition():
            return problems
        if document.own:
            self._remember_earlier(document.content)
        state.forget(_OPEN + self.name)
        self.current()
        return problems

    def earlier(self) -> T | None:
        """What was here, or in the study before this one, as far as this window knows."""
        found: T | None = state.get(_EARLIER + self.name, None)
        return found

    def shown(self) -> OpenDocument[T]:
        """What the page showed of the current study."""
        known = self.last_shown()
        return known if known and known.study == state.study().id else self.current()[0]

    def _remember_earlier(self, content: T) -> None:
        state.put(_EARLIER + self.name, content)

    def _remember(self, document: OpenDocument[T]) -> OpenDocument[T]:
        state.put(_OPEN + self.name, document)
        return document

    def _load(self, study: str, edition: "Edition | None") -> OpenDocument[T]:
        try:
            blob = state.kept_here().document(study, self.name) if edition else b""
            # removed meanwhile, it has no bytes
            content = self.read(blob) if blob else None
        except Problems as error:
            return OpenDocument(study, edition, self.sample(), "unread", error.problems)
        if content is None:
            return OpenDocument(study, None, self.sample(), "sample")
        return OpenDocument(study, edition, content, "kept")

    def _keep(self, document: OpenDocument[T], content: T) -> tuple[Problem, ...]:
        try:
            document = _in_own_study(document)
            return self._kept(document, content)
        except Problems as error:
            mine = OpenDocument(
                document.study, document.edition, content, "unkept", error.problems, document.base
            )
            self._remember(mine)
            return ()  # said until it is kept

    def _kept(self, document: OpenDocument[T], mine: T) -> tuple[Problem, ...]:
        """Again, until nobody else was faster."""
        from crm_analytics.store.versions import digest

        content, lost = mine, tuple[Problem, ...]()
        study, store, based_on = document.study, state.kept_here(), document.sha256
        while True:
            blob = self.write(content)
            counts = store.keep_document(study, self.name, blob, based_on, who=who())
            if counts and counts.sha256 == digest(blob):
                self._remember(OpenDocument(study, counts, content, "kept"))
                return lost
            theirs = self._load(study, counts)
            refuse(StoreTrouble, theirs.trouble)
            self._remember_earlier(mine)
            if theirs.how == "sample":
                self._remember(theirs)
                return (REMOVED,)
            content, lost = self.merge(document.base, theirs.content, mine)
            based_on = theirs.sha256


def _in_own_study(document: OpenDocument[T]) -> OpenDocument[T]:
    """Where a change of it is kept: a sample of a survey is made one's own."""
    if not sample(document.study):
        return document
    if document.study != state.study().id:
        raise StoreTrouble(LEFT)
    return replace(document, study=state.own().id)


def forget_study(study: str) -> None:
    """Forget what this window holds of a study that is deleted: nobody shall bring it back."""
    for name in KINDS:
        document: OpenDocument[object] | None = state.get(_OPEN + name, None)
        if document and document.study == study:
            state.forget(_OPEN + name)
            state.forget(_EARLIER + name)


def status(
    document: OpenDocument[T],
    earlier: str,
    bring_back: Callable[[], None],
    remove: Callable[[], None],
) -> None:
    """A line, and buttons. earlier: what can be brought back, or nothing."""
    show_problems(document.trouble)
    st.caption(plain(_line(document)))
    with st.container(horizontal=True):
        if earlier:
            st.button(plain(f"Bring back {earlier}"), on_click=bring_back)
        if document.edition and document.how != "sample":
            with st.popover("Remove from this study"):
                st.markdown("It is removed for everyone who works on this study.")
                st.button("Remove it", on_click=remove, type="primary")


def nothing_taken(document: OpenDocument[T]) -> None:
    """After a refusal: whose numbers stand below, lest they be taken for those of the files."""
    still = "what was here before" if document.own else "the sample"
    # an uploader of several files goes on holding those that were refused
    st.caption(
        f"Nothing was taken from that: below is still {still}. Files in the list above count "
        "together with those you add; × takes one out."
    )


def _line(document: OpenDocument[T]) -> str:
    title = state.study().instrument.title
    if document.how == "unread":
        return "This is a sample. Remove what cannot be read before you put in anything else."
    if document.how == "unkept":
        return "What you see is in this window only; the next change tries to keep it again."
    if document.how == "kept" and document.edition:
        by = f" by {document.edition.who}" if document.edition.who else ""
        return f"Kept in “{title}” · last changed {when(document.edition.changed)}{by}"
    if document.edition:
        return f"This is a sample. A change of it takes the place of what “{title}” keeps."
    return f"This is a sample. A change of it is kept in “{title}”."
