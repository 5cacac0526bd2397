"""Who is looked at: wave and filters in the sidebar, one line at the top, the gate in between."""

from collections.abc import Mapping

import streamlit as st

from crm_analytics.errors import Hidden, SurveyError
from crm_analytics.report.section import Provenance, provenance
from crm_analytics.survey.over_time import WaveView, known_demographics, over_time
from crm_analytics.survey.view import Filters, View
from crm_analytics.ui import frame, link, settling, state
from crm_analytics.ui.plain import plain
from crm_analytics.ui.study import OpenStudy

Chosen = dict[str, tuple[str, ...]]
Demographics = Mapping[str, tuple[str, ...]]
_CHOSEN, _WAVES = "chosen filters", "waves looked at"


def study_or_stop() -> OpenStudy:
    """The visitor's study; without one that can be opened, say so and end the page here.

    What others changed meanwhile is said, and decided first where both changed it. Once a page.
    """
    frame.needed()
    try:
        study = state.study()
        settling.settled_or_stop(study)
        settling.told(study)
        return study
    except SurveyError as error:
        state.put_away()
        st.error(plain(str(error)))
        st.page_link("pages/data.py", label="Open Data")
        st.stop()


def view_or_stop() -> tuple[View, Provenance, str]:
    """The people of this page, their provenance and a key for caches; writes the line at the top.

    Ends the page with a sentence when the answers do not fit or may not be shown.
    """
    study = study_or_stop()
    if study.responses is None:
        st.error("These answers do not fit their questionnaire yet.")
        st.markdown("\n".join(f"- {plain(str(problem))}" for problem in study.problems[:20]))
        st.page_link("pages/questionnaire.py", label="Correct it on Questionnaire")
        line(study)
        st.stop()
    view = line(study)
    if view is None:
        st.stop()
    return view, _stamp(study, view), _looked_at()[0]


def view_or_none(study: OpenStudy) -> tuple[View, Provenance, str] | None:
    """The same for a page that can do without people; None when they may not be shown."""
    view = line(study)
    return None if view is None else (view, _stamp(study, view), _looked_at()[0])


def study() -> OpenStudy:
    """The study of this page; ask after `view_or_stop`."""
    return state.study()


def waves() -> tuple[WaveView, ...]:
    """Every wave of the study under the filters of this page; ask after `view_or_stop`."""
    return _looked_at()[1]


def line(study: OpenStudy) -> View | None:
    """Wave, filters and the line that says who is looked at; None when they may not be shown."""
    _turn(study)
    wave = study.wave if study.several else ""
    if study.responses is None:
        link.write(study.id, wave, ())
        return None
    chosen = _sidebar(known_demographics(study.answered.values()), study.id)
    link.write(study.id, wave, chosen)
    try:
        view = _view(study, chosen)
    except Hidden as reason:
        st.warning(plain(str(reason)))
        return None
    st.caption(plain(_stamp(study, view).line))
    if view.instrument.minimum_group == 1:
        st.badge("No anonymity promised: every group is shown", icon=":material/visibility:")
    return view


def named(study: OpenStudy) -> None:
    """Say the study and what was chosen in the link, on a page that looks at nobody."""
    remembered: tuple[str, Chosen] = state.get(_CHOSEN, ("", {}))
    chosen = remembered[1] if remembered[0] == study.id and study.responses else {}
    link.write(study.id, study.wave if study.several else "", tuple(chosen.items()))


def _looked_at() -> tuple[str, tuple[WaveView, ...]]:
    """A key for what is looked at, and the waves."""
    known: tuple[str, tuple[WaveView, ...]] = state.get(_WAVES, ("", ()))
    return known


def _turn(study: OpenStudy) -> None:
    """The choice of the wave that is looked at, where there are several with answers."""
    if len(study.files) > 1:
        key = f"wave {study.id}"
        state.put(key, study.wave)
        names = [name for name in study.waves if name in study.files]
        st.sidebar.selectbox("Wave", names, key=key, on_change=_turned, args=(key,))


def _turned(key: str) -> None:
    state.look_at(state.get(key, ""))


def _stamp(study: OpenStudy, view: View) -> Provenance:
    return provenance(view, study.files[study.wave].sha256, study.text, study.version)


def _view(study: OpenStudy, chosen: Filters) -> View:
    """The people of the wave looked at; all waves are remembered, in the session, with answers."""
    known = _looked_at()
    name = f"{study.key}/{chosen}"
    if known[0] != name:
        known = name, over_time(study.instrument, study.answered, chosen)
        state.put(_WAVES, known)
    (wave,) = (wave for wave in known[1] if wave.name == study.wave)
    if wave.view is None:
        raise Hidden(wave.hidden)
    return wave.view


def _sidebar(demographics: Demographics, study: str) -> Filters:
    """One choice per demographic; the link decides when it says something new.

    A widget forgets when its page is left, so what was chosen is remembered here and given to the
    widget each time.
    """
    remembered: tuple[str, Chosen] = state.get(_CHOSEN, ("", {}))
    chosen = remembered[1] if remembered[0] == study else {}
    asked = link.filters()
    if asked is not None and asked != chosen:
        chosen = _existing(demographics, asked)
    state.put(_CHOSEN, (study, chosen))
    if demographics:
        st.sidebar.markdown("**Who**")
    for name, names in demographics.items():
        key = f"filter {study} {name}"
        state.put(key, list(chosen.get(name, ())))
        st.sidebar.multiselect(
            plain(name),
            names,
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
    link.write(study, link.wave() or "", tuple(chosen.items()))


def _existing(demographics: Demographics, asked: Chosen) -> Chosen:
    """Categories that exist, in questionnaire order."""
    found = {
        name: tuple(c for c in names if c in asked.get(name, ()))
        for name, names in demographics.items()
    }
    return {name: kept for name, kept in found.items() if kept}
