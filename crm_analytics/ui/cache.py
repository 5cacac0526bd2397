"""What is worth remembering between reruns: sections, by what they are made of.

A section holds gated totals, never a person's answers, so it may serve every visitor who looks at
the same answers in the same way. The view itself is not hashed: Streamlit hashes only a sample of
large data, the key says it all.
"""

from dataclasses import dataclass

import streamlit as st

from crm_analytics import __version__
from crm_analytics.analyses.battery import battery, build, summary
from crm_analytics.report.section import Provenance, Section
from crm_analytics.survey.over_time import WaveView
from crm_analytics.survey.view import View

Waves = tuple[WaveView, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which section is asked for: the analysis, an object of its options class, how thoroughly."""

    id: str
    options: object
    thorough: bool

    def key(self, people: str, stamp: Provenance) -> str:
        """Short and complete; `people` says who is looked at."""
        return f"{people}/{self!r}/{stamp}/{__version__}"


def section(asked: Asked, view: View, stamp: Provenance, key: str, waves: Waves) -> Section:
    """A section, made once for the same people and options."""
    return _section(view, stamp, asked, waves, asked.key(key, stamp))


def overview(
    view: View, stamp: Provenance, key: str, waves: Waves
) -> tuple[Section, tuple[Section, ...]]:
    """The overview and the sections it is made of."""
    first, *others = _overview(view, stamp, waves, f"{key}/{stamp}/{__version__}")
    return first, tuple(others)


@st.cache_data(max_entries=64, show_spinner=False)
def _overview(_view: View, _stamp: Provenance, _waves: Waves, key: str) -> tuple[Section, ...]:
    ids = ("overview", *summary(_waves))
    return battery(_view, _stamp, ids, thorough=False, waves=_waves)


@st.cache_data(max_entries=256, show_spinner=False)
def _section(_view: View, _stamp: Provenance, _asked: Asked, _waves: Waves, key: str) -> Section:
    return build(_asked.id, _view, _stamp, _asked.options, thorough=_asked.thorough, waves=_waves)
