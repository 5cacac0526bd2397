"""What others changed in the questionnaire meanwhile: said on top, and decided before all else.

When two people changed it, theirs is kept, and mine waits in the session until somebody decides.
"""

from typing import Literal

import streamlit as st

from crm_analytics.errors import Conflict, Problem, Problems, UnusableQuestionnaire
from crm_analytics.survey import questionnaire
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.merging import Difference, difference, joined
from crm_analytics.ui import drafts, state
from crm_analytics.ui.drafts import HYPOTHESES, QUESTIONNAIRE
from crm_analytics.ui.messages import SOMEBODY, plain, show_refused, when
from crm_analytics.ui.state import who
from crm_analytics.ui.study import OpenStudy

MOST = 50  # rows
_REFUSED = "decision refused"
# study, what both began with, mine, and what the store says of theirs
Waiting = tuple[str, Instrument, Instrument, Conflict]


def show_news(study: OpenStudy) -> None:
    """That another questionnaire counts by now, when it does. Raises StoreTrouble."""
    if not study.version:
        return
    counts = state.kept_here().version(study.id)
    if counts.number != study.version:
        st.warning(
            plain(
                f"{counts.who or SOMEBODY} changed the questionnaire on {when(counts.created)}. "
                "This page still shows the one before."
            )
        )
        st.button("Show the new one", key="reload", on_click=state.open_anew)


def decided_or_stop(study: OpenStudy) -> None:
    """While two changes of this study wait for a decision, ask for it and end the page."""
    waiting: Waiting | None = state.get(state.CONFLICT, None)
    if waiting is not None and waiting[0] == study.id:
        _ask()
        st.stop()


def show_differences(sides: dict[str, list[str]], found: list[Difference]) -> None:
    """A table of differences: where, and what each side says."""
    columns = {"Where": [one.where for one in found], **sides}
    shown = {name: [plain(cell) for cell in cells[:MOST]] for name, cells in columns.items()}
    st.table(shown, hide_index=True, alt="What is not the same")
    if len(found) > MOST:
        st.caption(f"… and {len(found) - MOST} more.")


@st.dialog("Two changes of one questionnaire", width="large", dismissible=False)
def _ask() -> None:
    waiting: Waiting | None = state.get(state.CONFLICT, None)
    if waiting is None:  # decided by the click that runs the dialog anew
        st.rerun()
    _, base, mine, kept = waiting
    theirs = questionnaire.read(kept.text)
    st.markdown(f"#### {plain(kept.who or SOMEBODY)} changed the questionnaire while you did")
    kept_on = when(kept.when)
    st.markdown(plain(f"Theirs was kept on {kept_on}. Yours waits here. Nothing is lost."))
    show_refused(_REFUSED)
    found = difference(theirs, mine)
    before = {one.where: one.theirs for one in difference(base, mine)}
    sides = {
        "Before": [before.get(one.where, one.mine) for one in found],
        "Theirs": [one.theirs for one in found],
        "Mine": [one.mine for one in found],
    }
    show_differences(sides, list(found))
    both, problems = None, tuple[Problem, ...]()
    try:
        both = joined(base, theirs, mine)
    except UnusableQuestionnaire as refused:
        problems = refused.problems
    with st.container(horizontal=True):
        if both is not None:
            _choice("Keep both", waiting, both, "primary")
        st.button("Keep theirs", key="keep theirs", on_click=_decided)
        _choice("Put mine over it", waiting, mine)
        st.download_button(
            "Save mine as a file",
            questionnaire.write(mine),
            "mine.yaml",
            "application/yaml",
            key="download mine",
            on_click="ignore",
            type="tertiary",
        )
    if problems:
        short = (f"{problem.where} {problem.what}".rstrip(".") for problem in problems)
        st.caption("Both cannot be kept together: " + plain("; ".join(short)))
    st.caption("Where mine is put over it, theirs stays among the earlier versions.")


def _choice(
    label: str,
    waiting: Waiting,
    chosen: Instrument,
    type: Literal["primary", "secondary"] = "secondary",
) -> None:
    given = waiting, chosen
    st.button(label, key=label.lower(), on_click=_put_over, args=given, type=type)


def _put_over(waiting: Waiting, chosen: Instrument) -> None:
    """A new version on top of theirs, which stays among the earlier ones; or a conflict again."""
    study, _, _, kept = waiting
    theirs, store, by = questionnaire.read(kept.text), state.kept_here(), who()
    try:
        text = questionnaire.write(chosen)
        store.save_questionnaire(study, text, based_on=kept.version, who=by)
        if chosen.title != theirs.title:
            store.rename(study, chosen.title, who=by)
        _decided()
    except Conflict as newer:
        state.put(state.CONFLICT, (study, theirs, chosen, newer))
    except Problems as error:
        state.put(_REFUSED, error.problems)


def _decided() -> None:
    """What is kept counts; unfinished edits were made on something else."""
    state.open_anew()
    state.forget(state.CONFLICT)
    state.put(_REFUSED, ())
    drafts.drop(QUESTIONNAIRE, HYPOTHESES)
