"""What others changed while one looked or edited: said on top, and decided before all else."""

import streamlit as st

from crm_analytics.errors import Conflict, Problem, Problems
from crm_analytics.survey import questionnaire
from crm_analytics.survey.difference import Difference
from crm_analytics.survey.instrument import Instrument
from crm_analytics.ui import draft, state
from crm_analytics.ui.clash import Clash
from crm_analytics.ui.plain import plain
from crm_analytics.ui.study import OpenStudy
from crm_analytics.ui.times import when
from crm_analytics.ui.who import who

SOMEBODY = "Another window"  # where nobody logs in, it is one's own
MOST = 50  # rows
_REFUSED = "decision refused"


def told(study: OpenStudy) -> None:
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


def settled_or_stop(study: OpenStudy) -> None:
    """While two changes of this study wait for a decision, ask for it and end the page."""
    clash: Clash | None = state.get(state.CLASH, None)
    if clash is None or clash.study != study.id:
        return
    with st.container(border=True, key="clash"):
        _ask(clash)
    st.stop()


def _ask(clash: Clash) -> None:
    st.markdown(f"#### {plain(clash.who or SOMEBODY)} changed the questionnaire while you did")
    st.markdown(plain(f"Theirs was kept on {when(clash.when)}. Yours waits here. Nothing is lost."))
    refused: tuple[Problem, ...] = state.get(_REFUSED, ())
    for problem in refused:
        st.error(plain(str(problem)))
    rows = clash.differences
    compared(
        {
            "Before": [before for _, before in rows],
            "Theirs": [one.theirs for one, _ in rows],
            "Mine": [one.mine for one, _ in rows],
        },
        [one for one, _ in rows],
    )
    both, problems = clash.both()
    with st.container(horizontal=True):
        if both is not None:
            _choice("Keep both", clash, both, type="primary")
        st.button("Keep theirs", key="keep theirs", on_click=_decided)
        _choice("Put mine over it", clash, clash.mine)
        st.download_button(
            "Save mine as a file",
            questionnaire.write(clash.mine),
            "mine.yaml",
            "application/yaml",
            key="download mine",
            on_click="ignore",
            type="tertiary",
        )
    if problems:
        st.caption("Both cannot be kept together: " + plain("; ".join(map(_short, problems))))
    st.caption("Where mine is put over it, theirs stays among the earlier versions.")


def _short(problem: Problem) -> str:
    return f"{problem.where} {problem.what}".rstrip(".")


def compared(sides: dict[str, list[str]], found: list[Difference]) -> None:
    """A table of differences: where, and what each side says."""
    columns = {"Where": [one.where for one in found], **sides}
    shown = {name: [plain(said) for said in cells[:MOST]] for name, cells in columns.items()}
    st.table(shown, hide_index=True, alt="What is not the same")
    if len(found) > MOST:
        st.caption(f"… and {len(found) - MOST} more.")


def _choice(label: str, clash: Clash, chosen: Instrument, **look: object) -> None:
    st.button(label, key=label.lower(), on_click=_put_over, args=(clash, chosen), **look)  # type: ignore[arg-type]


def _put_over(clash: Clash, chosen: Instrument) -> None:
    """A new version on top of theirs, which stays among the earlier ones; or a clash again."""
    store, by = state.kept_here(), who()
    try:
        text = questionnaire.write(chosen)
        store.save_questionnaire(clash.study, text, based_on=clash.version, who=by)
        if chosen.title != clash.theirs.title:
            store.rename(clash.study, chosen.title, who=by)
        _decided()
    except Conflict as found:
        state.put(state.CLASH, Clash.met(clash.study, clash.theirs, chosen, found))
    except Problems as error:
        state.put(_REFUSED, error.problems)


def _decided() -> None:
    """What is kept counts; unfinished edits were made on something else."""
    from crm_analytics.ui import hypotheses  # its grid needs pandas, which takes long to import

    state.open_anew()
    state.forget(state.CLASH)
    state.put(_REFUSED, ())
    draft.drop()
    hypotheses.drop()
