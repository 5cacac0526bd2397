"""The study a visitor works on: its file, its questionnaire, and the answers they make together."""

from dataclasses import dataclass, replace
from hashlib import sha256

from crm_analytics.errors import Problem, Problems
from crm_analytics.survey import questionnaire
from crm_analytics.survey.file import SurveyFile
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.responses import Responses

FIRST_WAVE = "Wave 1"


@dataclass(frozen=True, eq=False, slots=True)
class OpenStudy:
    """id: in links. responses: None while the answers do not fit, then `problems` says why."""

    id: str
    text: str
    version: int
    wave: str
    file: SurveyFile
    instrument: Instrument
    responses: Responses | None
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, id: str, text: str, version: int, wave: str, file: SurveyFile) -> "OpenStudy":
        """A study from what is kept of it."""
        instrument = questionnaire.read(text)
        responses, problems = fitted(instrument, file)
        return cls(id, text, version, wave, file, instrument, responses, problems)

    def asked_as(self, instrument: Instrument) -> "OpenStudy":
        """The same answers under another questionnaire."""
        responses, problems = fitted(instrument, self.file)
        text = questionnaire.write(instrument)
        return replace(
            self, text=text, instrument=instrument, responses=responses, problems=problems
        )

    @property
    def key(self) -> str:
        """Answers and questionnaire by content, for caches."""
        return f"{self.file.sha256[:16]}/{sha256(self.text.encode()).hexdigest()[:16]}"


def fitted(
    instrument: Instrument, file: SurveyFile
) -> tuple[Responses | None, tuple[Problem, ...]]:
    """The answers, or why they do not fit."""
    try:
        return Responses.fit(instrument, file), ()
    except Problems as error:
        return None, error.problems
