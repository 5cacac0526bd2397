"""Text as a page shows it: words of strangers, refusals, when something happened."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from crm_analytics.errors import Problem, Problems
from crm_analytics.ui import state

MOST = 20  # problems that a person reads
SOMEBODY = "Another window"  # where nobody logs in, it is one's own
APART = "\u2060"  # takes no room
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&^=])")
# a browser would make links of addresses even so; a mark that takes no room keeps them apart
_ADDRESS = re.compile(r"(?<=://)|(?<=@)|(?<=www)(?=\.)", re.IGNORECASE)


def plain(text: str) -> str:
    """Markdown that shows exactly this text: nothing in it becomes markup, a link or a picture."""
    return _MARKUP.sub(r"\\\1", _ADDRESS.sub(APART, text.replace("\n", " ")))


def when(utc: str) -> str:
    """For example "22 Nov 2026, 10:32"; says UTC where the browser does not tell its zone."""
    moment, zone = datetime.fromisoformat(utc), st.context.timezone
    try:
        here = moment.astimezone(ZoneInfo(zone) if zone else UTC)
    except (LookupError, ValueError, OSError):  # a zone that this machine does not know
        zone, here = None, moment.astimezone(UTC)
    return f"{here.day} {here:%b %Y, %H:%M}{'' if zone else ' UTC'}"


def show_problems(problems: Sequence[Problem]) -> None:
    """Each problem as a sentence, as many as a person reads, and how many more there are."""
    for problem in problems[:MOST]:
        st.error(plain(str(problem)))
    if len(problems) > MOST:
        st.error(f"… and {len(problems) - MOST:,} more.")


@contextmanager
def refusing(key: str) -> Iterator[None]:
    """Around what a click does: what is refused is remembered under this key, else nothing is."""
    state.put(key, ())
    try:
        yield
    except Problems as error:
        state.put(key, error.problems)


def show_refused(key: str) -> None:
    """Why the last click could not be done; see `refusing`."""
    show_problems(state.get(key, ()))
