"""What is worth remembering between reruns: sections, by what they are made of.

A section holds gated totals, never a person's answers, so it may serve every visitor who looks at
the same answers in the same way. The view itself is not hashed: Streamlit hashes only a sample of
large data, the key says it all.
"""

import streamlit as st

from crm_analytics import __version__
from crm_analytics.analyses.choices import DEFAULT, Choices
from crm_analytics.report.section import Provenance, Section
from crm_analytics.survey.over_time import WaveView
from crm_analytics.survey.view import View

Waves = tuple[WaveView, ...]


def section(  # noqa: PLR0913 - the people, how they are looked at, and their waves
    id: str,
    view: View,
    stamp: Provenance,
    key: str,
    choices: Choices = DEFAULT,
    waves: Waves = (),
) -> Section:
    """A section, made once for the same view and choices."""
    return _section(view, stamp, choices, waves, id, f"{key}/{choices.key}/{stamp}/{__version__}")


def overview(
    view: View, stamp: Provenance, key: str, waves: Waves
) -> tuple[Section, tuple[Section, ...]]:
    """The overview and the sections it is made of."""
    first, *others = _overview(view, stamp, waves, f"{key}/{stamp}/{__version__}")
    return first, tuple(others)


@st.cache_data(max_entries=64, show_spinner=False)
def _overview(_view: View, _stamp: Provenance, _waves: Waves, key: str) -> tuple[Section, ...]:
    from crm_analytics import analyses as sections

    quick = Choices(thorough=False)
    return sections.battery(_view, _stamp, sections.summary(_waves), quick, waves=_waves)


@st.cache_data(max_entries=256, show_spinner=False)
def _section(
    _view: View, _stamp: Provenance, _choices: Choices, _waves: Waves, id: str, key: str
) -> Section:
    from crm_analytics import analyses as sections

    return sections.build(id, _view, _stamp, _choices, waves=_waves)
