"""What a file without rows is told: a row is a person, unless who reads it says otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from crm_analytics.errors import Problem, UnreadableSurvey

EMPTY, BARE = "is empty.", "has a header but no answers below it."
PEOPLE = "Upload a file with a header row and one row per person."


def nobody(where: str, headed: bool) -> Problem:
    """There is no row with an answer."""
    return Problem(where, BARE if headed else EMPTY, PEOPLE)


@contextmanager
def rows_of(cells: str, remedy: str) -> Iterator[None]:
    """Files whose rows are not people: one without any lacks these cells and has this remedy."""
    try:
        yield
    except UnreadableSurvey as error:
        found = (
            replace(problem, what=problem.what.replace("answers", cells), remedy=remedy)
            if problem.remedy == PEOPLE
            else problem
            for problem in error.problems
        )
        raise UnreadableSurvey(*found) from error
