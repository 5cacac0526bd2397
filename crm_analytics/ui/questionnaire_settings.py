"""What the grid does not hold: rules, the questionnaire as a file, and its earlier versions."""

from dataclasses import replace

import streamlit as st

from crm_analytics.errors import Problem, Problems, UnusableQuestionnaire
from crm_analytics.survey import questionnaire
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.merging import difference
from crm_analytics.survey.mistakes import checked
from crm_analytics.ui import drafts, state
from crm_analytics.ui.drafts import HYPOTHESES, QUESTIONNAIRE
from crm_analytics.ui.merge_conflicts import show_differences
from crm_analytics.ui.messages import plain, refusing, show_refused, when
from crm_analytics.ui.study import OpenStudy

_REFUSED, _VERSION_REFUSED = "settings refused", "version refused"
_FILE = "questionnaire file"
_RULES = {"complete": "Every item", "half": "At least half"}


def settings(study: OpenStudy) -> None:
    """Title, rules and codes; a change is kept at once."""
    st.subheader("Rules")
    show_refused(_REFUSED)
    instrument, key = study.instrument, f"{study.id} {study.version}"
    left, right = st.columns(2)
    with left:
        _ask(study, "title", st.text_input, "Title", key, value=instrument.title)
        _ask(
            study,
            "missing",
            st.segmented_control,
            "A score needs",
            key,
            options=tuple(_RULES),
            default=instrument.missing,
            format_func=lambda rule: _RULES[rule],
            required=True,
        )
    with right:
        _ask(
            study,
            "minimum_group",
            st.number_input,
            "Fewest people that may be shown",
            key,
            value=instrument.minimum_group,
            min_value=1,
            help="5 is usual, 3 the least. 1 promises no anonymity: the whole file is your own.",
        )
        _ask(
            study,
            "missing_codes",
            st.text_area,
            "Codes for no answer, one a line",
            key,
            value=_codes_written(instrument),
            placeholder="99 = not applicable",
        )


def _ask(
    study: OpenStudy, field: str, widget: object, label: str, key: str, **options: object
) -> None:
    own = f"{field} {key}"
    widget(label, key=own, on_change=_changed, args=(study, field, own), **options)  # type: ignore[operator]


def _changed(study: OpenStudy, field: str, key: str) -> None:
    with refusing(_REFUSED):
        value = state.get(key, None)
        given = _codes_read(str(value)) if field == "missing_codes" else value
        state.ask_as(checked(replace(study.instrument, **{field: given})))  # type: ignore[arg-type]


def _codes_written(instrument: Instrument) -> str:
    return "\n".join(f"{code:g} = {why}" for code, why in instrument.missing_codes.items())


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
    """The questionnaire as a file, out and in."""
    st.subheader("Questionnaire file")
    left, right = st.columns(2)
    left.download_button(
        "Save as YAML",
        study.text,
        f"{study.instrument.title}.yaml",
        "application/yaml",
        key="download questionnaire",
        on_click="ignore",
        icon=":material/description:",
    )
    left.caption("The same file serves the command line, the next wave and another organisation.")
    right.file_uploader(
        "Load a questionnaire file", ("yaml", "yml"), key=_FILE, on_change=_load, max_upload_size=1
    )


def _load() -> None:
    """Runs before the page, once for a new file."""
    uploaded = state.get(_FILE, None)
    with refusing(_REFUSED):
        if uploaded is None:
            return
        try:
            text = uploaded.getvalue().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            problem = Problem(uploaded.name, "is not UTF-8 text.", "Save it as UTF-8.")
            raise UnusableQuestionnaire(problem) from error
        state.ask_as(questionnaire.read(text))
        drafts.drop(QUESTIONNAIRE)


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
