"""What is worth remembering between reruns: sections for every visitor, all else in a session.

A section holds gated totals, never a person's answers, so it may serve every visitor who looks at
the same answers in the same way. The view itself is not hashed: Streamlit hashes only a sample of
large data, the key says it all. Whatever holds answers is remembered by `in_session`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from crm_analytics import __version__
from crm_analytics.analyses.battery import battery, build, summary
from crm_analytics.report.chart import Chart
from crm_analytics.report.section import Section
from crm_analytics.statistics.resampling import Tick, silent
from crm_analytics.ui import state
from crm_analytics.ui.study import LookedAt

if TYPE_CHECKING:  # plotly is heavy: it is imported when the first figure is drawn
    from plotly.graph_objects import Figure

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SectionRequest:
    """Which section: the analysis, an object of its options class, how thoroughly."""

    id: str
    options: object
    thorough: bool
    every_number: bool = False

    def key(self, people: LookedAt) -> str:
        """Short and complete."""
        return f"{people.key}/{self!r}/{people.stamp}/{__version__}"


def section(request: SectionRequest, people: LookedAt) -> Section:
    """A section, made once for the same people and options."""
    return _section(people, request, request.key(people))


def overview(people: LookedAt) -> tuple[Section, ...]:
    """The overview, then the sections it is made of."""
    return _overview(people, f"{people.key}/{people.stamp}/{__version__}")


@st.cache_data(max_entries=64, show_spinner=False)
def _overview(_people: LookedAt, key: str) -> tuple[Section, ...]:
    return battery(
        _people.view,
        _people.stamp,
        ("overview", *summary(_people.waves)),
        thorough=False,
        every_number=False,
        waves=_people.waves,
    )


@lru_cache(maxsize=128)
def figure(chart: Chart, dark: bool) -> "Figure":
    """A chart as plotly draws it, without title and note; nobody changes it.

    Making one takes as long as the rest of a page.
    """
    from crm_analytics.export.figures import figure

    return figure(chart, dark=dark, titled=False)


@st.cache_data(ttl=60, show_spinner=False)
def browser_found() -> bool:
    """Whether this machine can draw pictures; looked for once a minute, it takes a while."""
    from crm_analytics.export.picture import browser_found

    return browser_found()


@st.cache_data(max_entries=256, show_spinner=False)
def _section(_people: LookedAt, _request: SectionRequest, key: str) -> Section:
    return made(_request, _people)


def made(request: SectionRequest, people: LookedAt, tick: Tick = silent) -> Section:
    """A section, made now; `tick` hears how far long work is."""
    return build(
        request.id,
        people.view,
        people.stamp,
        request.options,
        thorough=request.thorough,
        every_number=request.every_number,
        tick=tick,
        waves=people.waves,
    )


def in_session(name: str, key: object, make: Callable[[], T], most: int = 1) -> T:
    """What `make` gives, made once for equal keys as long as the visitor's session lasts.

    most: so many of this name are remembered, the last ones.
    """
    known: tuple[tuple[object, T], ...] = state.get(f"remembered {name}", ())
    for other, value in known:
        if other == key:
            return value
    made = make()
    state.put(f"remembered {name}", (*known, (key, made))[-most:])
    return made


def forget_in_session(name: str) -> None:
    """Let go of all that was remembered under this name."""
    state.forget(f"remembered {name}")
