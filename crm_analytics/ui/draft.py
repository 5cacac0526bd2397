"""The grid while it is being edited: a valid edit is kept at once, an unfinished one waits here.

Streamlit's editor remembers edits as differences to the table it was given, under its key. So the
table stays the same until an edit changed other rows too; then a new editor starts from what the
grid says now.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from crm_analytics.errors import Problem, Problems
from crm_analytics.survey import grid, questionnaire
from crm_analytics.survey.carrying import carried
from crm_analytics.survey.grid import Row
from crm_analytics.ui import state
from crm_analytics.ui.study import OpenStudy

_DRAFT = "questionnaire draft"
_NO_EDITS: dict[str, dict[int, dict[str, object]]] = {"edited_rows": {}}


@dataclass(frozen=True, slots=True)
class Draft:
    """study, text: what the draft belongs to; another questionnaire starts another draft.

    base: the table given to the editor `key`; rows: what it says after the edits.
    problems: why the edits are not kept yet.
    """

    study: str
    text: str
    number: int
    base: tuple[Row, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def key(self) -> str:
        """The editor's key."""
        return f"questionnaire editor {self.number}"


def current(study: OpenStudy) -> Draft:
    """The draft of this questionnaire; edits survive a visit to another page."""
    draft: Draft | None = state.get(_DRAFT, None)
    if draft and draft.problems and draft.study == study.id and draft.text != study.text:
        draft = _carried(draft, study)
    if draft is None or (draft.study, draft.text) != (study.id, study.text):
        rows = grid.rows(study.instrument, study.file)
        draft = Draft(study.id, study.text, _next(draft), rows, rows)
    elif draft.rows != draft.base and state.get(draft.key, None) is None:
        draft = fresh(draft)
    state.put(_DRAFT, draft)
    return draft


def _carried(draft: Draft, study: OpenStudy) -> Draft:
    """The questionnaire changed meanwhile, by a setting or by others; the edit still waits."""
    then = grid.rows(questionnaire.read(draft.text), study.file)
    now = grid.rows(study.instrument, study.file)
    if then == now:
        return replace(draft, text=study.text)
    rows, lost = carried(then, draft.rows, now)
    return Draft(study.id, study.text, _next(draft), rows, rows, (*draft.problems, *lost))


def drop() -> None:
    """Forget unfinished edits: another questionnaire takes their place."""
    state.forget(_DRAFT)


def _next(draft: Draft | None) -> int:
    return draft.number + 1 if draft else 1


def commit(study: OpenStudy, draft: Draft) -> None:
    """Take over what the editor says; runs before the page, once per edit."""
    edited = state.get(draft.key, _NO_EDITS)["edited_rows"]
    change(study, draft, {draft.base[place].column: cells for place, cells in edited.items()})


def change(study: OpenStudy, draft: Draft, edits: Mapping[str, Mapping[str, object]]) -> None:
    """Take over edits by column; keep the questionnaire when it is usable."""
    rows = draft.base
    for column, cells in edits.items():
        rows = grid.edit(rows, column, cells)
    alone = tuple(replace(row, **edits.get(row.column, {})) for row in draft.base)  # type: ignore[arg-type]
    draft = replace(draft, rows=rows, problems=())
    if rows != alone:
        draft = fresh(draft)
    try:
        state.ask_as(grid.instrument(rows, study.instrument))
        kept = state.study()
        draft = replace(draft, study=kept.id, text=kept.text)
    except Problems as error:
        draft = replace(draft, problems=error.problems)
    state.put(_DRAFT, draft)


def fresh(draft: Draft) -> Draft:
    """The draft with a new editor that starts from what the grid says now."""
    return replace(draft, number=_next(draft), base=draft.rows)
