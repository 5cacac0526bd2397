"""When was a wave? Names of new waves, and the order of time."""

import re
from collections.abc import Sequence
from dataclasses import replace

from crm_analytics.survey.instrument import AskedWave, Instrument

FIRST_WAVE = "Wave 1"  # what a study's only wave is called once there is another
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def year(text: str) -> str:
    """The last year that stands in a name, or ""."""
    found = _YEAR.findall(text)
    return found[-1] if found else ""


def proposed_name(file_name: str, taken: Sequence[str]) -> str:
    """A year in the file's name, else "Wave N"; never a name that is taken."""
    number = len(taken) + 1
    while f"Wave {number}" in taken:
        number += 1
    found = year(file_name)
    return found if found and found not in taken else f"Wave {number}"


def proposed_place(names: Sequence[str], new: str, otherwise: int) -> int:
    """How many of the other waves are earlier, by the years in their names.

    names: from first to last. otherwise: where a name has no year.
    """
    mine, others = year(new), [year(name) for name in names]
    if not mine or not all(others):
        return otherwise
    return sum(other <= mine for other in others)


def placed(instrument: Instrument, names: Sequence[str], wave: AskedWave, at: int) -> Instrument:
    """The questionnaire with the entry of a wave, after the first `at` of the others.

    names: the other waves, from first to last. All get an entry, because waves without one come
    after those that have one.
    """
    others = [name for name in names if name != wave.name]
    entries = [instrument.wave(name) for name in others]
    return _listed(instrument, [*entries[:at], wave, *entries[at:]])


def ordered(instrument: Instrument, names: Sequence[str]) -> Instrument:
    """The questionnaire with its waves in this order."""
    return _listed(instrument, [instrument.wave(name) for name in names])


def without(instrument: Instrument, name: str) -> Instrument:
    """The questionnaire without the entry of a wave."""
    return replace(instrument, waves=tuple(w for w in instrument.waves if w.name != name))


def _listed(instrument: Instrument, entries: Sequence[AskedWave]) -> Instrument:
    """Entries of waves that are not here now stay, at the end."""
    known = {entry.name for entry in entries}
    absent = (wave for wave in instrument.waves if wave.name not in known)
    return replace(instrument, waves=(*entries, *absent))
