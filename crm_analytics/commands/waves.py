"""The waves of a study from files: what stands in for the Data page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from crm_analytics.errors import Hidden, Problem, UnreadableSurvey, refuse
from crm_analytics.files.file import SurveyFile
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.over_time import WaveView
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.view import View
from crm_analytics.survey.waves.fitting import fitted
from crm_analytics.survey.waves.passing import named, pass_gate


def answers(
    instrument: Instrument, first: SurveyFile, more: Sequence[tuple[str, SurveyFile]]
) -> tuple[Instrument, dict[str, Responses]]:
    """The questionnaire that knows every wave, and the answers by wave.

    A study of one file has one wave without a name. Raises UnusableQuestionnaire with everything
    that stops a wave at the gate, UnreadableSurvey with all answers that do not fit.
    """
    if not more and not instrument.waves:
        return instrument, {"": Responses.fit(instrument, first)}
    files = named(instrument, first, more)
    study = pass_gate(instrument, files)
    answered, trouble = fitted(study, files)
    refuse(UnreadableSurvey, (p for name, problems in trouble.items() for p in _of(name, problems)))
    return study, answered


def _of(wave: str, problems: Iterable[Problem]) -> Iterator[Problem]:
    return (replace(p, where=f"Wave '{wave}', {p.where}") for p in problems)


def looked_at(waves: Sequence[WaveView], answered: Mapping[str, Responses]) -> View:
    """The last wave that has answers; raises Hidden when it may not be shown."""
    *_, last = (wave for wave in waves if wave.name in answered)
    if last.view is None:
        raise Hidden(last.hidden)
    return last.view
