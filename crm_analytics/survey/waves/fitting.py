"""The answers of every wave of a study, and why some do not fit."""

from collections.abc import Mapping

from crm_analytics.errors import Problem, Problems
from crm_analytics.files.file import SurveyFile
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.waves.asked import as_asked


def fitted(
    instrument: Instrument, files: Mapping[str, SurveyFile]
) -> tuple[dict[str, Responses], dict[str, tuple[Problem, ...]]]:
    """Answers by wave, and by wave why they do not fit; each wave is in one of both."""
    answered: dict[str, Responses] = {}
    trouble: dict[str, tuple[Problem, ...]] = {}
    for name, file in files.items():
        try:
            answered[name] = Responses.fit(*as_asked(instrument, name, file))
        except Problems as error:
            trouble[name] = error.problems
    return answered, trouble
