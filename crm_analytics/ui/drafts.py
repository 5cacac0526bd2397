"""Grids that are edited: the table an editor was given, and what it says by now.

Streamlit's editor remembers edits as differences to the table it was given, under its key. So the
table stays the same while only its own cells change; when anything else does, or when the visitor
comes back from another page, a new editor starts from what the grid says then.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar, cast

from crm_analytics.errors import Problem, Problems
from crm_analytics.survey import questionnaire
from crm_analytics.survey.instrument import Instrument
from crm_analytics.ui import state
from crm_analytics.ui.study import OpenStudy

R = TypeVar("R")
Edits = Mapping[int, Mapping[str, object]]  # of a row: what is said in which column
Problemed = tuple[tuple[R, ...], tuple[Problem, ...]]  # rows, and why they are not kept
QUESTIONNAIRE, HYPOTHESES = "questionnaire draft", "hypotheses draft"
_BEFORE = "questionnaires before"
STEPS = 30  # that can be undone


@dataclass(frozen=True, eq=False, slots=True)
class Draft(Generic[R]):
    """The grid of this name.

    about: what it is about; a grid about something else is another draft. base: the table given to
    the editor; rows: what it says after the edits. problems: why the edits are not kept yet.
    taken: the edits that were taken over, where they are taken one by one. outdated: whether the
    next editor starts anew.
    """

    name: str
    number: int
    about: object
    base: tuple[R, ...]
    rows: tuple[R, ...]
    problems: tuple[Problem, ...] = ()
    taken: Edits = field(default_factory=dict)
    outdated: bool = False

    @property
    def key(self) -> str:
        """The editor's key."""
        return f"{self.name} editor {self.number}"

    @property
    def left(self) -> bool:
        """Whether the editor is not on the page any more, with all that it remembered."""
        return state.get(self.key, None) is None

    def edits(self) -> Mapping[str, Any]:
        """The editor's differences to the base: edited, added and deleted rows."""
        found: Mapping[str, Any] = state.get(self.key, {})
        return found

    def edited_rows(self) -> Edits:
        """The cells that were changed."""
        return {int(row): dict(cells) for row, cells in self.edits().get("edited_rows", {}).items()}

    def edited(self) -> tuple[dict[str, Any], ...]:
        """The base after the editor's differences: cells changed, lines taken out, lines added."""
        return edited(cast(Sequence[Mapping[str, object]], self.base), self.edits())


def edited(
    base: Sequence[Mapping[str, object]], edits: Mapping[str, Any]
) -> tuple[dict[str, Any], ...]:
    """Rows after an editor's differences to them."""
    changed = {int(at): cells for at, cells in edits.get("edited_rows", {}).items()}
    gone = edits.get("deleted_rows", ())
    kept = [{**row, **changed.get(at, {})} for at, row in enumerate(base) if at not in gone]
    return (*kept, *(dict(row) for row in edits.get("added_rows", ()) if row))


def last(name: str) -> Draft[Any] | None:
    """The draft of this name, whatever it is about."""
    found: Draft[Any] | None = state.get(name, None)
    return found


def remember(draft: Draft[R]) -> Draft[R]:
    """Make it the draft of its name."""
    state.put(draft.name, draft)
    return draft


def begin(
    name: str, about: object, rows: tuple[R, ...], problems: tuple[Problem, ...] = ()
) -> Draft[R]:
    """A new draft under a new editor."""
    known = last(name)
    number = known.number + 1 if known else 1
    return remember(Draft(name, number, about, rows, rows, problems))


def renewed(draft: Draft[R]) -> Draft[R]:
    """The draft under a new editor, which starts from what the grid says now."""
    return replace(draft, number=draft.number + 1, base=draft.rows)


def table(name: str, about: object, now: tuple[R, ...]) -> Draft[R]:
    """The table to give to an editor.

    now: what the grid would say if it started anew, as it does when it was left meanwhile.
    """
    known = last(name)
    if known is None or known.outdated or known.about != about:
        return begin(name, about, now)
    if known.left and (known.base != now or known.taken):
        return begin(name, about, now, known.problems)
    return known


def new_edits(name: str) -> tuple[Draft[Any], Edits]:
    """The table an editor was given, and what was changed in it since this was asked last.

    What was taken over before is not said again: somebody else may have changed it by now.
    """
    known = last(name) or Draft(name, 0, None, (), ())
    changed = known.edited_rows()
    remember(replace(known, taken=changed))
    return known, {
        row: {
            column: cell
            for column, cell in cells.items()
            if (column, cell) not in known.taken.get(row, {}).items()
        }
        for row, cells in changed.items()
    }


def renew(name: str) -> None:
    """Let the next editor start from what is said then."""
    known = last(name)
    if known:
        remember(replace(known, outdated=True))


def of_questionnaire(
    name: str,
    study: OpenStudy,
    rows_of: Callable[[Instrument], tuple[R, ...]],
    carry: Callable[[Draft[R], tuple[R, ...], tuple[R, ...]], Problemed[R]],
) -> Draft[R]:
    """A part of the questionnaire as a grid; edits that are not kept yet survive another page.

    carry: an unfinished draft, what the part said when it began and what it says now, when others
    changed it: the rows that still wait, and why.
    """
    draft: Draft[R] | None = last(name)
    about = study.id, study.text
    if draft and draft.problems and draft.about != about:
        began = cast(tuple[str, str], draft.about)
        if began[0] == study.id:
            then, now = rows_of(questionnaire.read(began[1])), rows_of(study.instrument)
            if then == now:
                draft = remember(replace(draft, about=about))
            else:
                draft = begin(name, about, *carry(draft, then, now))
    known = draft and draft.about == about
    return table(name, about, draft.rows if draft and known else rows_of(study.instrument))


def keep(draft: Draft[R], make: Callable[[], Instrument]) -> None:
    """Keep the questionnaire that the rows make; while they make none, they wait, and why."""
    draft = replace(draft, problems=())
    try:
        kept = ask_as(make())
        draft = replace(draft, about=(kept.id, kept.text))
    except Problems as error:
        draft = replace(draft, problems=error.problems)
    remember(draft)


def ask_as(instrument: Instrument) -> OpenStudy:
    """Keep another questionnaire, and remember what it said before, for `before`."""
    study = state.study()
    state.ask_as(instrument)
    kept = state.study()
    if kept.text != study.text:
        # the first change of a sample makes a study of one's own: the same one, for this visitor
        earlier = [text for id, text in _undoable() if id == study.id]
        state.put(_BEFORE, tuple((kept.id, text) for text in [*earlier, study.text][-STEPS:]))
    return kept


def before(study: OpenStudy) -> str:
    """What the questionnaire said before this visitor's last change of it; empty without one."""
    texts = [text for id, text in _undoable() if id == study.id]
    return texts[-1] if texts else ""


def went_back() -> None:
    """Forget the change that was undone."""
    state.put(_BEFORE, _undoable()[:-1])


def _undoable() -> tuple[tuple[str, str], ...]:
    """Study and text of what was changed, the last change last."""
    return state.get(_BEFORE, ())


def drop(*names: str) -> None:
    """Forget unfinished edits: something else takes their place."""
    for name in names:
        state.forget(name)
