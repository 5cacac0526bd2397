"""The numbers of a printed wave while they are typed in; unfinished ones survive another page.

Streamlit's editor remembers edits as differences to the table it was given, under its key. So the
table stays the same until the page is left; then a new editor starts from what was typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from crm_analytics.errors import Problem, UnusableQuestionnaire, refuse
from crm_analytics.survey.instrument import Instrument, Printed
from crm_analytics.ui import pending, state
from crm_analytics.ui.study import OpenStudy

FIGURES = ("n", "mean", "sd")
_DRAFT = "printed wave draft"
Figures = dict[str, float | None]


@dataclass(frozen=True, eq=False, slots=True)
class Draft:
    """first: of its study; names: of its rows. own: the wave that is corrected, "" for a new one.

    base: the table given to the editor; rows: what it said when it was last asked.
    """

    first: str
    names: tuple[str, ...]
    own: str
    name: str
    number: int
    base: tuple[Figures, ...]
    rows: tuple[Figures, ...]

    @property
    def key(self) -> str:
        """The editor's key."""
        return f"printed wave editor {self.number}"

    @property
    def begun(self) -> bool:
        """Whether there is something to give up."""
        return bool(self.own or self.name) or any(
            value is not None for row in self.rows for value in row.values()
        )


def current(study: OpenStudy) -> Draft:
    """The draft of this study; unfinished numbers survive a visit to another page."""
    draft = _now()
    names = tuple(measured(study.instrument))
    gone = draft is not None and draft.own and draft.own not in study.waves
    if draft is None or gone or (draft.first, draft.names) != (study.first, names):
        return start(study, "")
    if draft.rows != draft.base and state.get(draft.key, None) is None:
        draft = replace(draft, number=draft.number + 1, base=draft.rows)
    state.put(_DRAFT, draft)
    return draft


def start(study: OpenStudy, own: str) -> Draft:
    """A new draft: of a wave that is corrected, or of a new one where `own` is ""."""
    last, names = _now(), tuple(measured(study.instrument))
    told = study.instrument.wave(own).printed
    rows = tuple(_figures(told.get(name)) for name in names)
    draft = Draft(study.first, names, own, own, last.number + 1 if last else 1, rows, rows)
    state.put(_DRAFT, draft)
    return draft


def measured(instrument: Instrument) -> dict[str, str]:
    """Everything that has a score → its scale; a construct after its dimensions."""
    found: dict[str, str] = {}
    for construct in instrument.constructs:
        found |= {d.name: str(d.scale) for d in construct.dimensions}
        ends = {str(d.scale) for d in construct.dimensions}
        found.setdefault(construct.name, " or ".join(sorted(ends)))
    return found


def rename(name: str) -> None:
    """Another name for the wave."""
    if draft := _now():
        state.put(_DRAFT, replace(draft, name=name.strip()))


def commit() -> None:
    """Remember what the editor says; runs before the page, once per edit."""
    if draft := _now():
        state.put(_DRAFT, replace(draft, rows=_rows(draft)))


def _now() -> Draft | None:
    draft: Draft | None = state.get(_DRAFT, None)
    return draft


def printed(study: OpenStudy, draft: Draft) -> dict[str, Printed]:
    """The rows that say something; refused with every one that says only half."""
    problems = pending.misnamed(study, draft.name, draft.own)
    printed: dict[str, Printed] = {}
    for name, row in zip(draft.names, _rows(draft), strict=True):
        n, mean, sd = (row.get(figure) for figure in FIGURES)
        if n is not None and mean is not None and sd is not None:
            printed[name] = Printed(int(n), float(mean), float(sd))
        elif (n, mean, sd) != (None, None, None):
            lacks = [f for f in FIGURES if row.get(f) is None]
            what = f"has no {' and no '.join(lacks)}."
            problems.append(Problem(f"The row of '{name}'", what, "Fill it in, or empty the row."))
    if not printed and not problems:
        problems.append(Problem("The wave", "has no numbers yet.", "Fill in a row."))
    refuse(UnusableQuestionnaire, problems)
    return printed


def _rows(draft: Draft) -> tuple[Figures, ...]:
    """The grid after the editor's differences."""
    edits: Mapping[str, Mapping[int, Figures]] = state.get(draft.key, {})
    edited = edits.get("edited_rows", {})
    return tuple({**row, **edited.get(place, {})} for place, row in enumerate(draft.base))


def _figures(told: Printed | None) -> Figures:
    return {figure: getattr(told, figure) if told else None for figure in FIGURES}
