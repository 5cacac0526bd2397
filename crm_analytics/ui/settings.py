"""What the grid does not hold: title, missing answers, anonymity, and the questionnaire file."""

from dataclasses import replace

import streamlit as st

from crm_analytics.errors import Problem, Problems, UnusableQuestionnaire
from crm_analytics.survey import questionnaire
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.mistakes import checked
from crm_analytics.ui import draft, state
from crm_analytics.ui.plain import plain
from crm_analytics.ui.study import OpenStudy

_REFUSED, _FILE = "settings refused", "questionnaire file"
_RULES = {"complete": "Every item", "half": "At least half"}


def settings(study: OpenStudy) -> None:
    """Title, rules and codes; a change is kept at once."""
    st.subheader("Rules")
    refused: tuple[Problem, ...] = state.get(_REFUSED, ())
    for problem in refused:
        st.error(plain(str(problem)))
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
    state.put(_REFUSED, ())
    try:
        value = state.get(key, None)
        given = _codes_read(str(value)) if field == "missing_codes" else value
        state.ask_as(checked(replace(study.instrument, **{field: given})))  # type: ignore[arg-type]
    except Problems as error:
        state.put(_REFUSED, error.problems)


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
    given = state.get(_FILE, None)
    state.put(_REFUSED, ())
    if given is None:
        return
    try:
        state.ask_as(questionnaire.read(given.getvalue().decode("utf-8-sig")))
        draft.drop()
    except UnicodeDecodeError:
        state.put(_REFUSED, (Problem(given.name, "is not UTF-8 text.", "Save it as UTF-8."),))
    except Problems as error:
        state.put(_REFUSED, error.problems)
