"""A file that waits to become a wave: in this session only, until it is added or given up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from crm_analytics.errors import Problem, UnreadableSurvey, UnusableQuestionnaire, refuse
from crm_analytics.files.file import Note, SurveyFile
from crm_analytics.survey.instrument import AskedWave, Instrument
from crm_analytics.survey.waves.entry import ordered, proposed_name, without
from crm_analytics.survey.waves.gate import Before, Gate, gate
from crm_analytics.ui import cache, state
from crm_analytics.ui.study import OpenStudy

_PENDING, _GATE = "wave to add", "gate of the wave to add"
NOT_ASKED = ""
SAME = "same:"  # how questions of the gate about one column begin
_NAMELESS = "This wave"  # until it has a name of its own


@dataclass(frozen=True, eq=False, slots=True)
class Pending:
    """What a person has said so far of the file, and what was dropped of it.

    first: hash of the first file of its study; a sample keeps it when it becomes one's own.
    read_from: column of the questionnaire → column of the file, or NOT_ASKED.
    answers: question of the gate → choice.
    """

    first: str
    file: SurveyFile
    dropped: tuple[Note, ...]
    name: str
    read_from: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


def current(study: OpenStudy) -> Pending | None:
    """What waits for this study."""
    pending: Pending | None = state.get(_PENDING, None)
    return pending if pending and pending.first == study.first else None


def take(study: OpenStudy, file: SurveyFile, dropped: tuple[Note, ...]) -> None:
    """Let a file wait; raises UnreadableSurvey for one that asks nothing of the study."""
    name = proposed_name(file.name, _taken(study))
    entry = study.instrument.wave(name)
    read_from = {**entry.columns, **dict.fromkeys(entry.left_out, NOT_ASKED)}
    pending = Pending(study.first, file, dropped, name, read_from)
    refuse(UnreadableSurvey, _nothing_in_common(file, compared(study, pending)))
    state.put(_PENDING, pending)


def change(changed: Callable[[Pending], Pending]) -> None:
    """What a person says of the file that waits, if it still does."""
    pending: Pending | None = state.get(_PENDING, None)
    if pending:
        state.put(_PENDING, changed(pending))


def forget() -> None:
    """Give the file up."""
    state.forget(_PENDING)
    cache.forget_in_session(_GATE)


def _taken(study: OpenStudy) -> tuple[str, ...]:
    """Names that another wave has."""
    return (*study.names, *study.damaged)


def compared(study: OpenStudy, pending: Pending) -> Gate:
    """What differs between the file and the study; compared once for the same words of a person.

    Raises UnreadableSurvey when the last wave does not fit its own entry.
    """

    def look() -> Gate:
        last = [name for name in study.waves if name in study.files][-1]
        before = Before(study.names, study.files[last])
        name = _NAMELESS if wrong_name(study, pending.name) else pending.name
        return gate(_with_columns(study.instrument, pending, name), before, pending.file, name)

    words = (study.key, pending.file.sha256, pending.name, dict(pending.read_from))
    return cache.in_session(_GATE, words, look)


def settled(study: OpenStudy, pending: Pending, found: Gate, earlier: int) -> Instrument:
    """The questionnaire that knows the wave, after so many of the others.

    Raises UnusableQuestionnaire with every question that is open.
    """
    asked = {q.id: {choice.id for choice in q.choices} for q in found.questions}
    answers = {id: own for id, own in pending.answers.items() if own in asked.get(id, ())}
    names = list(study.names)
    names.insert(earlier, pending.name)
    refuse(UnusableQuestionnaire, wrong_name(study, pending.name))
    return ordered(found.settled(answers), names)


def wrong_name(study: OpenStudy, name: str, own: str = "") -> list[Problem]:
    """What is wrong with the name of a wave, whose name is `own` so far."""
    if not name.strip():
        return [Problem("The wave", "has no name.", "Give it one.")]
    if name != own and name in _taken(study):
        what = "is the name of another wave of this study."
        return [Problem(f"'{name}'", what, "Choose another name.")]
    return []


def _with_columns(instrument: Instrument, pending: Pending, name: str) -> Instrument:
    """The questionnaire with what a person said of the columns of this wave."""
    columns = {column: own for column, own in pending.read_from.items() if own != NOT_ASKED}
    left_out = tuple(column for column, own in pending.read_from.items() if own == NOT_ASKED)
    others = without(instrument, name)
    entry = AskedWave(name, columns=columns, left_out=left_out)
    return replace(others, waves=(*others.waves, entry))


def _nothing_in_common(file: SurveyFile, found: Gate) -> list[Problem]:
    if not any(change.what == "no item found" for change in found.changes):
        return []
    what = "has no question in common with this study."
    remedy = "Start a study of its own with it, or call its columns as this study does."
    return [Problem(f"File '{file.name}'", what, remedy)]
