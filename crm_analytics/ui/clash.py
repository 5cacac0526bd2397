"""Two people changed one questionnaire: theirs is kept, mine waits here until somebody decides."""

from dataclasses import dataclass

from crm_analytics.errors import Conflict, Problem, UnusableQuestionnaire
from crm_analytics.survey import questionnaire
from crm_analytics.survey.difference import Difference, difference
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.joining import joined


@dataclass(frozen=True, eq=False, slots=True)
class Clash:
    """What a Conflict of the store tells, and what waits.

    study: an id. base: what both began with.
    version, who, when: of theirs, which counts.
    """

    study: str
    base: Instrument
    theirs: Instrument
    mine: Instrument
    version: int
    who: str
    when: str

    @classmethod
    def met(cls, study: str, base: Instrument, mine: Instrument, found: Conflict) -> "Clash":
        """The clash of a change with what the store found instead of its base."""
        theirs = questionnaire.read(found.text)
        return cls(study, base, theirs, mine, found.version, found.who, found.when)

    @property
    def differences(self) -> tuple[tuple[Difference, str], ...]:
        """Everything that is not the same in both, and what it was before."""
        before = {one.where: one.theirs for one in difference(self.base, self.mine)}
        found = difference(self.theirs, self.mine)
        return tuple((one, before.get(one.where, one.mine)) for one in found)

    def both(self) -> tuple[Instrument | None, tuple[Problem, ...]]:
        """Both changes in one questionnaire, or why they cannot be."""
        try:
            return joined(self.base, self.theirs, self.mine), ()
        except UnusableQuestionnaire as refused:
            return None, refused.problems
