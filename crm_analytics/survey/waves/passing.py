"""The waves of a study from several files: those without an entry pass the gate, or are refused.

This is what the command line does with `--wave NAME=DATA`: nobody is there to be asked, so what
stops is said with the lines of the questionnaire that would settle it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import yaml

from crm_analytics.errors import Problem, UnusableQuestionnaire, refuse
from crm_analytics.files.file import SurveyFile
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.questionnaire.waves_key import write_wave
from crm_analytics.survey.waves.change import Choice, Question
from crm_analytics.survey.waves.gate import Before, Gate, gate
from crm_analytics.survey.waves.order import FIRST_WAVE
from crm_analytics.survey.waves.settling import in_time


def named(
    instrument: Instrument, first: SurveyFile, more: Sequence[tuple[str, SurveyFile]]
) -> dict[str, SurveyFile]:
    """Name → file of every wave, in the order of time.

    first: the study's first wave; the questionnaire's first wave with a file that is not among
        the others gives it its name, else it is "Wave 1".
    more: as given; those that the questionnaire lists come in its order, before the others.
    Raises UnusableQuestionnaire for a name that is taken, or is known from print only.
    """
    names = [name for name, _ in more]
    listed = [wave.name for wave in instrument.waves if not wave.printed]
    own = next((name for name in listed if name not in names), FIRST_WAVE)
    refuse(UnusableQuestionnaire, _unusable(instrument, [own, *names]))
    files = {own: first, **dict(more)}
    order = [own, *(name for name in listed if name in names), *names]
    return {name: files[name] for name in dict.fromkeys(order)}


def _unusable(instrument: Instrument, names: Sequence[str]) -> Iterator[Problem]:
    for place, name in enumerate(names):
        if name in names[:place]:
            yield Problem(f"Wave '{name}'", "has two files.", "Call one of them something else.")
        if not name.strip():
            yield Problem("A wave", "has no name.", "Write --wave NAME=DATA.")
        if instrument.wave(name).printed:
            what = "is known from print only, and has a file."
            yield Problem(f"Wave '{name}'", what, "Call one of them something else.")


def pass_gate(instrument: Instrument, files: Mapping[str, SurveyFile]) -> Instrument:
    """The questionnaire with an entry for every wave; `files` are in the order of time.

    The first wave is the study; one with an entry is as the entry says. Any other takes what the
    gate proposes when nothing stops it. Raises UnusableQuestionnaire with everything that stops.
    """
    problems: list[Problem] = []
    names = list(files)
    study, last = instrument, names[0]
    for place, name in enumerate(names[1:], start=1):
        if any(wave.name == name for wave in study.waves):
            last = name
            continue
        before = Before(_before(study, names[:place], last), files[last])
        found = gate(study, before, files[name], name)
        if found.open:
            study, last = found.settled({}), name
        else:
            problems += _stops(found)
    refuse(UnusableQuestionnaire, problems)
    return replace(study, waves=in_time(study.waves, names)) if len(names) > 1 else instrument


def _before(study: Instrument, names: Sequence[str], last: str) -> tuple[str, ...]:
    """The waves up to the last one that joined."""
    return tuple(names[: names.index(last) + 1])


def _stops(found: Gate) -> Iterator[Problem]:
    """Every question with what to write for each answer; then what is certain already."""
    where = f"Wave '{found.proposed.name}'"
    for question in found.questions:
        if question.stops:
            yield Problem(f"{where}, {question.where}", question.why, _remedies(question))
    asked = {column for question in found.questions for column in question.columns}
    for change in found.changes:
        if change.weight == "stop" and change.where not in asked:
            what = f"does not fit the study: {change.what}."
            yield Problem(f"{where}, {change.where}", what, "Name its columns in the entry.")
    entry = _line(write_wave(found.proposed))
    remedy = f"Write under 'waves:' of the questionnaire: - {entry}, and add to it what you chose."
    yield Problem(where, "needs a person's word.", remedy)


def _remedies(question: Question) -> str:
    return " ".join(f"{choice.label}: {_written(choice)}." for choice in question.choices)


def _written(choice: Choice) -> str:
    if choice.codes:
        codes = {f"{code:g}": "no answer" for code in choice.codes}
        return f"write for the study missing_codes: {_line(codes)}"
    said = {key: told for key, told in write_wave(choice.says).items() if key != "name"}
    return f"write {_line(said)[1:-1]}" if said else "write nothing more"


def _line(entry: object) -> str:
    """YAML on one line."""
    text = yaml.safe_dump(
        entry, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**6
    )
    return str(text).strip()
