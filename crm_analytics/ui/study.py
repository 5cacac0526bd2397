"""The study a visitor works on, and the people of it that a page looks at."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256

from crm_analytics.errors import Problem, Problems
from crm_analytics.files.file import SurveyFile
from crm_analytics.report.section import Provenance
from crm_analytics.survey import questionnaire
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.over_time import WaveView, in_time
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.view import View
from crm_analytics.survey.waves.entry import FIRST_WAVE, as_asked, fitted


# no slots: the file in the questionnaire's words is kept in the instance
@dataclass(frozen=True, eq=False)
class OpenStudy:
    """A study with everything of it that a page may need.

    id: in links. version: of the questionnaire; 0 for a sample, which is not kept.
    wave: the one looked at.
    files: every wave as it was delivered, in the order in which they were added.
    answered: answers by wave; one that does not fit is missing, and `trouble` says why.
    damaged: waves that are kept and cannot be read, and why.
    """

    id: str
    text: str
    version: int
    instrument: Instrument
    wave: str
    files: Mapping[str, SurveyFile]
    answered: Mapping[str, Responses]
    trouble: Mapping[str, tuple[Problem, ...]]
    damaged: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, id: str, text: str, version: int, files: Mapping[str, SurveyFile], wave: str = ""
    ) -> "OpenStudy":
        """A study from what is kept of it; looked at is the last wave unless one is named."""
        instrument = questionnaire.read(text)
        answered, trouble = fitted(instrument, files)
        names = [name for name in in_time(instrument, tuple(files)) if name in files]
        looked_at = wave if wave in files else names[-1]
        return cls(id, text, version, instrument, looked_at, files, answered, trouble)

    def asked_as(self, instrument: Instrument) -> "OpenStudy":
        """The same answers under another questionnaire."""
        answered, trouble = fitted(instrument, self.files)
        text = questionnaire.write(instrument)
        return replace(self, text=text, instrument=instrument, answered=answered, trouble=trouble)

    def with_wave(self, name: str, file: SurveyFile, instrument: Instrument) -> "OpenStudy":
        """The study with another wave, which is looked at, and the questionnaire that knows it."""
        grown = replace(self, files={**self.files, name: file}, wave=name)
        return grown.asked_as(instrument)

    def of_ones_own(self) -> "OpenStudy":
        """A sample as it is kept: its only wave has a name, as in `names`."""
        if "" not in self.files:
            return self
        return OpenStudy.of("", self.text, 0, {FIRST_WAVE: self.files[""]})

    @property
    def several(self) -> bool:
        """Whether there is more than one wave, known only from print or not."""
        return len(self.waves) > 1

    @property
    def waves(self) -> tuple[str, ...]:
        """Every wave from first to last, those known only from print among them."""
        return in_time(self.instrument, tuple(self.files))

    @property
    def first(self) -> str:
        """Hash of the first file: a sample keeps it when it becomes one's own."""
        return next(iter(self.files.values())).sha256

    @property
    def names(self) -> tuple[str, ...]:
        """The waves as they are called where they are kept."""
        return tuple(name or FIRST_WAVE for name in self.waves)

    @cached_property
    def file(self) -> SurveyFile:
        """The wave looked at, in the words of the questionnaire; as delivered if it has others."""
        delivered = self.files[self.wave]
        try:
            return as_asked(self.instrument, self.wave, delivered)[1]
        except Problems:
            return delivered

    @property
    def responses(self) -> Responses | None:
        """The answers of the wave looked at; None while they do not fit."""
        return self.answered.get(self.wave)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why the answers of the wave looked at do not fit."""
        return self.trouble.get(self.wave, ())

    @property
    def key(self) -> str:
        """Answers, questionnaire and the wave looked at by content, for caches."""
        parts = (self.text, self.wave, *(f"{n} {f.sha256}" for n, f in self.files.items()))
        return sha256("\n".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True, eq=False, slots=True)
class LookedAt:
    """The people of a page: of the wave looked at, and `waves`, everyone's under the same filters.

    key: who they are, by content, for caches. stamp: the same for readers, with what they answered.
    """

    study: OpenStudy
    view: View
    stamp: Provenance
    key: str
    waves: tuple[WaveView, ...]
