"""The questionnaire, corrected live: what measures what, rules, the file, earlier versions."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import pandas as pd
import streamlit as st

from crm_analytics.analyses.inputs import reversed_items
from crm_analytics.errors import Problem, Problems, SurveyError, UnusableQuestionnaire
from crm_analytics.files.small_table import small_table
from crm_analytics.survey import codebook, questionnaire
from crm_analytics.survey import grid as survey_grid
from crm_analytics.survey.grid import ROLES, Row
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.merging import carried, difference
from crm_analytics.survey.mistakes import checked
from crm_analytics.survey.view import View
from crm_analytics.ui import cache, drafts, mapping, state
from crm_analytics.ui.drafts import HYPOTHESES, QUESTIONNAIRE, Draft, Problemed
from crm_analytics.ui.merge_conflicts import show_differences
from crm_analytics.ui.messages import plain, refusing, show_problems, show_refused, when
from crm_analytics.ui.show import XLSX
from crm_analytics.ui.study import OpenStudy

_REFUSED, _VERSION_REFUSED = "settings refused", "version refused"
_FILE = "questionnaire file"
_RULES = {"complete": "Every item", "half": "At least half"}


def grid(study: OpenStudy) -> None:
    """The grid; an edit that makes a usable questionnaire is kept at once."""
    draft = _draft(study)
    show_problems((*draft.problems, *study.problems))
    mapping.result(study, draft)
    mapping.several(study, draft)
    st.caption(
        f"{mapping.said(draft)}. Click a cell to correct it: construct, role and scale of a "
        "dimension change together; empty the dimension of a column to leave it out."
    )
    texts = any(row.text for row in draft.base)
    named = ("text", "column") if texts else ("column",)
    st.data_editor(
        pd.DataFrame([asdict(row) for row in draft.base]),
        key=draft.key,
        on_change=_commit,
        args=(study, draft),
        hide_index=True,
        num_rows="fixed",
        disabled=["column"],
        height="content",
        column_order=[named[0], "dimension", "construct", "role", "reversed", "scale", *named[1:]],
        alt="Which column measures which dimension of which construct",
        column_config={
            "column": st.column_config.TextColumn("Column", pinned=not texts),
            "text": st.column_config.TextColumn("Question", width="medium"),
            "dimension": st.column_config.TextColumn("Dimension"),
            "construct": st.column_config.TextColumn("Construct"),
            "role": st.column_config.SelectboxColumn("Role", options=ROLES, required=True),
            "reversed": st.column_config.CheckboxColumn("Reversed"),
            "scale": st.column_config.TextColumn("Scale"),
        },
    )


def warnings(study: OpenStudy) -> None:
    """Items that look reversed, with a button that marks them."""
    found = cache.in_session("reversed items", study.key, lambda: _look_reversed(study))
    for dimension, items in found.items():
        verb = "looks" if len(items) == 1 else "look"
        st.warning(plain(f"{', '.join(items)} of {dimension} {verb} reversed."))
        st.button(
            f"Mark {', '.join(map(plain, items))} as reversed",
            key=f"reverse {dimension}",
            on_click=_reverse,
            args=(study, items),
        )


def _look_reversed(study: OpenStudy) -> dict[str, tuple[str, ...]]:
    """Items by dimension, by the answers of everyone."""
    if study.responses is None:
        return {}
    try:
        return reversed_items(View.of(study.responses))
    except SurveyError:  # too few people may be shown: nothing is told about them
        return {}


def _reverse(study: OpenStudy, items: tuple[str, ...]) -> None:
    draft = _draft(study)
    mapping.keep(study, draft, survey_grid.turn(draft.rows, items))


def _draft(study: OpenStudy) -> Draft[Row]:
    def rows(instrument: Instrument) -> tuple[Row, ...]:
        return survey_grid.rows(instrument, study.file)

    return drafts.of_questionnaire(QUESTIONNAIRE, study, rows, _carry)


def _carry(draft: Draft[Row], then: tuple[Row, ...], now: tuple[Row, ...]) -> Problemed[Row]:
    """Others changed the questionnaire meanwhile, or a setting did: the edit still waits."""
    rows, lost = carried(then, draft.rows, now)
    return rows, (*draft.problems, *lost)


def _commit(study: OpenStudy, draft: Draft[Row]) -> None:
    """Take over what the editor says; runs before the page, once per edit."""
    edited = draft.edited_rows()
    _change(study, draft, {draft.base[place].column: cells for place, cells in edited.items()})


def _change(study: OpenStudy, draft: Draft[Row], edits: Mapping[str, Mapping[str, object]]) -> None:
    """Take over edits by column; a new editor begins where an edit changed other rows too."""
    rows = draft.base
    for column, cells in edits.items():
        rows = survey_grid.edit(rows, column, cells)
    alone = tuple(replace(row, **edits.get(row.column, {})) for row in draft.base)  # type: ignore[arg-type]
    draft = replace(draft, rows=rows)
    draft = drafts.renewed(draft) if rows != alone else draft
    drafts.keep(draft, lambda: survey_grid.instrument(rows, study.instrument))


def settings(study: OpenStudy) -> None:
    """Title, rules and codes; a change is kept at once."""
    st.subheader("Rules")
    show_refused(_REFUSED)
    instrument = study.instrument

    def asked(field: str) -> dict[str, Any]:
        """What every one of these widgets is given."""
        key = f"{field} {study.id} {study.version}"
        return {"key": key, "on_change": _changed, "args": (study, field, key)}

    left, right = st.columns(2)
    left.text_input("Title", instrument.title, **asked("title"))
    left.segmented_control(
        "A score needs",
        tuple(_RULES),
        default=instrument.missing,
        format_func=lambda rule: _RULES[rule],
        required=True,
        **asked("missing"),
    )
    right.number_input(
        "Fewest people that may be shown",
        1,
        value=instrument.minimum_group,
        help="5 is usual, 3 the least. 1 promises no anonymity: the whole file is your own.",
        **asked("minimum_group"),
    )
    right.text_area(
        "Codes for no answer, one a line",
        "\n".join(f"{code:g} = {why}" for code, why in instrument.missing_codes.items()),
        placeholder="99 = not applicable",
        **asked("missing_codes"),
    )


def _changed(study: OpenStudy, field: str, key: str) -> None:
    with refusing(_REFUSED):
        value = state.get(key, None)
        given = _codes_read(str(value)) if field == "missing_codes" else value
        drafts.ask_as(checked(replace(study.instrument, **{field: given})))  # type: ignore[arg-type]


def _codes_read(written: str) -> dict[float, str]:
    codes, problems = {}, []
    for line in filter(None, map(str.strip, written.splitlines())):
        code, _, reason = line.partition("=")
        try:
            codes[float(code)] = reason.strip() or "missing"
        except ValueError:
            problems.append(
                Problem(f"Code '{line}'", "has no number.", "Write for example 99 = refused.")
            )
    if problems:
        raise UnusableQuestionnaire(*problems)
    return codes


def files(study: OpenStudy) -> None:
    """The questionnaire as a file and as a code book, out and in."""
    st.subheader("Questionnaire file")
    left, right = st.columns(2)
    with left.container(horizontal=True):
        st.download_button(
            "Save as YAML",
            study.text,
            f"{study.instrument.title}.yaml",
            "application/yaml",
            key="download questionnaire",
            on_click="ignore",
            icon=":material/description:",
        )
        st.download_button(
            "Code book (Excel)",
            lambda: _codebook(study),
            f"{study.instrument.title} code book.xlsx",
            XLSX,
            key="download code book",
            on_click="ignore",
            icon=":material/table:",
        )
    left.caption(
        "The file serves the command line, the next wave and another organisation. The code book "
        "is a table to fill in; both can be loaded again."
    )
    right.file_uploader(
        "Load a questionnaire file or a code book",
        ("yaml", "yml", "xlsx", "csv"),
        key=_FILE,
        on_change=_load,
        args=(study,),
        max_upload_size=5,
    )


def _codebook(study: OpenStudy) -> bytes:
    from crm_analytics.export.codebook import codebook_workbook

    choices = {"role": ROLES, "reversed": ("yes", "no")}
    return codebook_workbook(codebook.written(study.instrument, study.file), choices)


def _load(study: OpenStudy) -> None:
    """Runs before the page, once for a new file."""
    uploaded = state.get(_FILE, None)
    with refusing(_REFUSED):
        if uploaded is None:
            return
        drafts.ask_as(_loaded(study, uploaded.getvalue(), uploaded.name))
        drafts.drop(QUESTIONNAIRE)


def _loaded(study: OpenStudy, raw: bytes, name: str) -> Instrument:
    """The questionnaire of a file, or of the sheet of a code book."""
    if not name.casefold().endswith((".yaml", ".yml")):
        sheets = small_table(raw, name)
        return codebook.read(next(iter(sheets.values())), study.instrument, study.file)
    try:
        return questionnaire.read(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        problem = Problem(name, "is not UTF-8 text.", "Save it as UTF-8.")
        raise UnusableQuestionnaire(problem) from error


def earlier(study: OpenStudy) -> None:
    """Every earlier version with its day, who made it, and what it says differently."""
    if study.version < 2:
        return
    with st.expander("Earlier versions", key="earlier versions"):
        show_refused(_VERSION_REFUSED)
        known = state.kept_here().questionnaires(study.id)
        names = {
            one.number: " · ".join(filter(None, (str(one.number), when(one.created), one.who)))
            for one in known[::-1]
            if one.number < study.version
        }
        chosen = st.selectbox(
            "Version",
            tuple(names),
            index=None,
            format_func=lambda number: names[number],
            placeholder=f"Choose one of {len(names)}",
            key=f"version {study.id} {study.version}",
        )
        if chosen:
            _look(study, chosen)


def _look(study: OpenStudy, number: int) -> None:
    try:
        text = state.kept_here().questionnaire(study.id, number)
        found = difference(questionnaire.read(text), study.instrument)
    except Problems as error:
        st.error(plain(str(error)))
        return
    if not found:
        st.caption("It says the same as the one that counts.")
        return
    sides = {"Then": [one.theirs for one in found], "Now": [one.mine for one in found]}
    show_differences(sides, list(found))
    st.button("Bring this version back", key="bring back", on_click=_bring_back, args=(text,))


def _bring_back(text: str) -> None:
    """As a new version: what counts now becomes an earlier one."""
    with refusing(_VERSION_REFUSED):
        state.ask_as(questionnaire.read(text))
        drafts.drop(QUESTIONNAIRE, HYPOTHESES)
