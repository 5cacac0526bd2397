"""What others changed in the questionnaire meanwhile: said on top, and decided before all else.

When two people changed it, theirs is kept, and mine waits in the session until somebody decides.
"""

from dataclasses import dataclass

import streamlit as st

from crm_analytics.errors import Conflict, Problem, Problems, UnusableQuestionnaire
from crm_analytics.survey import questionnaire
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.merging import Difference, difference, joined
from crm_analytics.ui import drafts, state
from crm_analytics.ui.drafts import HYPOTHESES, QUESTIONNAIRE
from crm_analytics.ui.messages import plain, show_refused, when
from crm_analytics.ui.state import who
from crm_analytics.ui.study import OpenStudy

SOMEBODY = "Another window"  # where nobody logs in, it is one's own
MOST = 50  # rows
_REFUSED = "decision refused"


@dataclass(frozen=True, eq=False, slots=True)
class MergeConflict:
    """base: what both began with. theirs: what the store keeps; kept: what the store says of it."""

    study: str
    base: Instrument
    theirs: Instrument
    mine: Instrument
    kept: Conflict

    def differences(self) -> tuple[tuple[Difference, str], ...]:
        """Everything that is not the same in both, and what it was before."""
        before = {one.where: one.theirs for one in difference(self.base, self.mine)}
        found = difference(self.theirs, self.mine)
        return tuple((one, before.get(one.where, one.mine)) for one in found)

    def both(self) -> tuple[Instrument | None, tuple[Problem, ...]]:
        """Both changes in one questionnaire, or why they cannot be."""
        try:
            return joined(self.base, self.theirs, self.mine), ()
        except UnusableQuestionnaire as refused:
            return None, refused.problems


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
    found = _waiting()
    if found is not None and found.study == study.id:
        _ask()
        st.stop()


def show_differences(sides: dict[str, list[str]], found: list[Difference]) -> None:
    """A table of differences: where, and what each side says."""
    columns = {"Where": [one.where for one in found], **sides}
    shown = {name: [plain(cell) for cell in cells[:MOST]] for name, cells in columns.items()}
    st.table(shown, hide_index=True, alt="What is not the same")
    if len(found) > MOST:
        st.caption(f"… and {len(found) - MOST} more.")


def _waiting() -> MergeConflict | None:
    waiting: tuple[str, Instrument, Instrument, Conflict] | None = state.get(state.CONFLICT, None)
    if waiting is None:
        return None
    study, base, mine, kept = waiting
    return MergeConflict(study, base, questionnaire.read(kept.text), mine, kept)


@st.dialog("Two changes of one questionnaire", width="large", dismissible=False)
def _ask() -> None:
    found = _waiting()
    if found is None:  # decided by the click that runs the dialog anew
        st.rerun()
    st.markdown(f"#### {plain(found.kept.who or SOMEBODY)} changed the questionnaire while you did")
    kept_on = when(found.kept.when)
    st.markdown(plain(f"Theirs was kept on {kept_on}. Yours waits here. Nothing is lost."))
    show_refused(_REFUSED)
    rows = found.differences()
    show_differences(
        {
            "Before": [before for _, before in rows],
            "Theirs": [one.theirs for one, _ in rows],
            "Mine": [one.mine for one, _ in rows],
        },
        [one for one, _ in rows],
    )
    both, problems = found.both()
    with st.container(horizontal=True):
        if both is not None:
            _choice("Keep both", found, both, type="primary")
        st.button("Keep theirs", key="keep theirs", on_click=_decided)
        _choice("Put mine over it", found, found.mine)
        st.download_button(
            "Save mine as a file",
            questionnaire.write(found.mine),
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


def _choice(label: str, found: MergeConflict, chosen: Instrument, **look: object) -> None:
    st.button(label, key=label.lower(), on_click=_put_over, args=(found, chosen), **look)  # type: ignore[arg-type]


def _put_over(found: MergeConflict, chosen: Instrument) -> None:
    """A new version on top of theirs, which stays among the earlier ones; or a conflict again."""
    store, by = state.kept_here(), who()
    try:
        text = questionnaire.write(chosen)
        store.save_questionnaire(found.study, text, based_on=found.kept.version, who=by)
        if chosen.title != found.theirs.title:
            store.rename(found.study, chosen.title, who=by)
        _decided()
    except Conflict as newer:
        state.put(state.CONFLICT, (found.study, found.theirs, chosen, newer))
    except Problems as error:
        state.put(_REFUSED, error.problems)


def _decided() -> None:
    """What is kept counts; unfinished edits were made on something else."""
    state.open_anew()
    state.forget(state.CONFLICT)
    state.put(_REFUSED, ())
    drafts.drop(QUESTIONNAIRE, HYPOTHESES)
