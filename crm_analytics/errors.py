"""What can go wrong, said so that the person who uploaded the file can act.

SurveyError
├── NotEnoughData      an analysis needs more items, more people or answers that vary
├── Hidden             these people may not be shown: the group, or the rest, is too small
└── Problems           something cannot be used; carries every problem, not the first
    ├── UnreadableSurvey        the survey file
    ├── UnusableQuestionnaire   the questionnaire
    ├── UnusableTable           a printed table
    ├── UnusableCoding          coders' files, or a code book
    ├── UnusableMatrix          which factor leads to which, as it was judged
    └── StoreTrouble            the place where studies are kept
        └── Conflict            somebody else saved the same meanwhile; carries what
"""

from collections.abc import Iterable
from dataclasses import dataclass


class SurveyError(ValueError):
    """The message is shown to the user as it is."""


class NotEnoughData(SurveyError):
    """Too few items, too few people, or answers that never vary."""


class Hidden(SurveyError):
    """Showing these people could tell what one of them answered."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where it is, what it is, what to do about it."""

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.remedy}"


class Problems(SurveyError):
    """Something cannot be used. All problems are reported together, one on a line."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class UnreadableSurvey(Problems):
    """The survey file cannot be used."""


class UnusableQuestionnaire(Problems):
    """The questionnaire cannot be used."""


class UnusableTable(Problems):
    """The printed table cannot be used."""


class UnusableCoding(Problems):
    """What coders coded, or their code book, cannot be used."""


class UnusableMatrix(Problems):
    """The matrix of what leads to what cannot be used."""


class StoreTrouble(Problems):
    """The store cannot be read or written."""


class Conflict(StoreTrouble):
    """Somebody else saved the same meanwhile; theirs counts and nothing was overwritten.

    version, text, who, when: what counts now, who saved it ("" when unknown) and when (UTC).
    """

    def __init__(self, problem: Problem, version: int, text: str, who: str, when: str) -> None:
        super().__init__(problem)
        self.version, self.text, self.who, self.when = version, text, who, when


def refuse(error: type[Problems], problems: Iterable[Problem]) -> None:
    """Raise the error when there is any problem to report."""
    found = tuple(problems)
    if found:
        raise error(*found)
