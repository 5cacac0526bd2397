"""When something happened, on the clock of whoever looks."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st


def when(utc: str) -> str:
    """For example "22 Nov 2026, 10:32"; says UTC where the browser does not tell its zone."""
    moment, zone = datetime.fromisoformat(utc), st.context.timezone
    try:
        here = moment.astimezone(ZoneInfo(zone) if zone else UTC)
    except (LookupError, ValueError, OSError):  # a zone that this machine does not know
        zone, here = None, moment.astimezone(UTC)
    return f"{here.day} {here:%b %Y, %H:%M}{'' if zone else ' UTC'}"
