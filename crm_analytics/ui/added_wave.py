"""What became of a file that was added as a wave, in one sentence."""

import streamlit as st

from crm_analytics.errors import SurveyError
from crm_analytics.survey.view import View
from crm_analytics.ui import state
from crm_analytics.ui.importing import ARROW
from crm_analytics.ui.plain import plain
from crm_analytics.ui.study import OpenStudy

_ADDED = "wave added"


def remember(study: OpenStudy) -> None:
    """The wave looked at was just added."""
    state.put(_ADDED, (study.id, study.wave, _happened(study)))


def forget() -> None:
    """Something else happens now."""
    state.forget(_ADDED)


def say(study: OpenStudy) -> None:
    """The sentence, while the wave is there."""
    of, wave, sentence = state.get(_ADDED, ("", "", ""))
    if of == study.id and wave in study.files:
        st.success(plain(sentence))
        st.page_link("pages/waves.py", label="See what changed", icon=ARROW)


def _happened(study: OpenStudy) -> str:
    """How many people, and how many of them the nearest other wave has too."""
    people = f"{study.wave} is here: {study.file.rows:,} people"
    earlier = [name for name in study.waves if name in study.answered and name != study.wave]
    if not earlier or not study.instrument.id:
        return f"{people}."
    at = study.waves.index(study.wave)
    near = max(earlier, key=lambda name: (study.waves.index(name) < at, study.waves.index(name)))
    try:
        known = _known_again(study, near)
    except SurveyError:  # too few people may be shown: nothing is told about them
        return f"{people}."
    return f"{people}, {known} known again by '{study.instrument.id}' from {near}."


def _known_again(study: OpenStudy, earlier: str) -> str:
    from crm_analytics.analyses.waves.linking import link

    then, now = (View.of(study.answered[name]) for name in (earlier, study.wave))
    known, fewest = link(then.ids, now.ids).matched, study.instrument.minimum_group
    return f"{known:,}" if known == 0 or known >= fewest else f"fewer than {fewest}"
