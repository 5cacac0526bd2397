"""Who is looked at: wave and filters in the sidebar, one line at the top, the gate in between."""

from collections.abc import Mapping

import streamlit as st

from crm_analytics.errors import Hidden, SurveyError
from crm_analytics.report.section import provenance
from crm_analytics.survey.over_time import known_demographics, over_time
from crm_analytics.survey.view import Filters
from crm_analytics.ui import cache, frame, merge_conflicts, state
from crm_analytics.ui.messages import plain
from crm_analytics.ui.study import LookedAt, OpenStudy

Chosen = dict[str, tuple[str, ...]]
Demographics = Mapping[str, tuple[str, ...]]
_CHOSEN = "chosen filters"


def study_or_stop() -> OpenStudy:
    """The visitor's study; without one that can be opened, say so and end the page here.

    What others changed meanwhile is said, and decided first where both changed it. Once a page.
    """
    frame.needed()
    try:
        study = state.study()
        merge_conflicts.decided_or_stop(study)
        merge_conflicts.show_news(study)
        return study
    except SurveyError as error:
        state.put_away()
        st.error(plain(str(error)))
        st.page_link("pages/data.py", label="Open Data")
        st.stop()


def looked_at_or_stop() -> LookedAt:
    """The people of this page, under the line that says who they are.

    Ends the page with a sentence when the answers do not fit or may not be shown.
    """
    study = study_or_stop()
    if study.responses is None:
        st.error("These answers do not fit their questionnaire yet.")
        st.markdown("\n".join(f"- {plain(str(problem))}" for problem in study.problems[:20]))
        st.page_link("pages/questionnaire.py", label="Correct it on Questionnaire")
    found = looked_at(study)
    if found is None:
        st.stop()
    return found


def looked_at(study: OpenStudy) -> LookedAt | None:
    """Wave and filters in the sidebar, and the line that says who is looked at.

    None while the answers do not fit, or where they may not be shown.
    """
    _turn(study)
    wave = study.wave if study.several else ""
    if study.responses is None:
        state.write_link(study.id, wave, ())
        return None
    chosen = _sidebar(known_demographics(study.answered.values()), study.id)
    state.write_link(study.id, wave, chosen)
    try:
        found = _looked_at(study, chosen)
    except Hidden as reason:
        st.warning(plain(str(reason)))
        return None
    st.caption(plain(found.stamp.line))
    if found.view.instrument.minimum_group == 1:
        st.badge("No anonymity promised: every group is shown", icon=":material/visibility:")
    return found


def named(study: OpenStudy) -> None:
    """Say the study and what was chosen in the link, on a page that looks at nobody."""
    remembered: tuple[str, Chosen] = state.get(_CHOSEN, ("", {}))
    chosen = remembered[1] if remembered[0] == study.id and study.responses else {}
    state.write_link(study.id, study.wave if study.several else "", tuple(chosen.items()))


def _turn(study: OpenStudy) -> None:
    """The choice of the wave that is looked at, where there are several with answers."""
    if len(study.files) > 1:
        names = [name for name in study.waves if name in study.files]
        key = f"wave {study.id}"
        state.put(key, study.wave)
        st.sidebar.selectbox("Wave", names, key=key, on_change=_turned, args=(key,))


def _turned(key: str) -> None:
    state.look_at(state.get(key, ""))


def _looked_at(study: OpenStudy, chosen: Filters) -> LookedAt:
    """All waves are remembered, with their answers; raises Hidden where nobody may be shown."""
    key = f"{study.key}/{chosen}"
    waves = cache.in_session(
        "waves looked at", key, lambda: over_time(study.instrument, study.answered, chosen)
    )
    (wave,) = (wave for wave in waves if wave.name == study.wave)
    if wave.view is None:
        raise Hidden(wave.hidden)
    stamp = provenance(wave.view, study.files[study.wave].sha256, study.text, study.version)
    return LookedAt(study, wave.view, stamp, key, waves)


def _sidebar(demographics: Demographics, study: str) -> Filters:
    """One choice per demographic; the link decides when it says something new.

    A widget forgets when its page is left, so what was chosen is remembered here: a widget begins
    with it, and is told only what the link says anew, for a browser draws anew what it is told.
    """
    remembered: tuple[str, Chosen] = state.get(_CHOSEN, ("", {}))
    chosen = remembered[1] if remembered[0] == study else {}
    asked = state.linked_filters()
    told = asked is not None and asked != chosen
    chosen = _existing(demographics, asked if asked is not None else chosen)
    state.put(_CHOSEN, (study, chosen))
    if demographics:
        st.sidebar.markdown("**Who**")
    for name, names in demographics.items():
        key, own = f"filter {study} {name}", list(chosen.get(name, ()))
        if told:
            state.put(key, own)
        st.sidebar.multiselect(
            plain(name),
            names,
            default=None if told else own,
            key=key,
            on_change=_choose,
            args=(demographics, study, name, key),
            placeholder="Everyone",
        )
    return tuple(chosen.items())


def _choose(demographics: Demographics, study: str, name: str, key: str) -> None:
    """Remember a choice, and say it in the link; runs before the page."""
    remembered: tuple[str, Chosen] = state.get(_CHOSEN, (study, {}))
    picked: list[str] = state.get(key, [])
    chosen = _existing(demographics, {**remembered[1], name: tuple(picked)})
    state.put(_CHOSEN, (study, chosen))
    state.write_link(study, state.linked_wave(), tuple(chosen.items()))


def _existing(demographics: Demographics, asked: Chosen) -> Chosen:
    """Categories that exist, in questionnaire order."""
    found = {
        name: tuple(c for c in names if c in asked.get(name, ()))
        for name, names in demographics.items()
    }
    return {name: kept for name, kept in found.items() if kept}
