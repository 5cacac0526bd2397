"""What is laid out instead of what is there: files, a sample, names of factors, what was before."""

from collections.abc import Callable

import numpy as np

from crm_analytics.errors import Problem, Problems
from crm_analytics.structure import Relations, write
from crm_analytics.structure.reading import SEVEN, Words
from crm_analytics.structure.relations import numbered
from crm_analytics.ui.structure import desk as desks
from crm_analytics.ui.structure.desk import SHELF


def files(given: list[tuple[str, bytes]], words: Words = SEVEN) -> None:
    """Files; what cannot be used is said and leaves everything as it was."""
    _lay(lambda: SHELF.keep_instead(desks.opened(given, words)))


def sample(name: str) -> None:
    """A file that ships with the app; nothing of it is kept before it is changed."""
    _lay(lambda: SHELF.look_at(desks.sample(name)))


def names(text: str) -> None:
    """An empty grid of named factors, one a line."""
    said = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    leads = np.zeros((len(said), len(said)), dtype=bool)
    files([("New factors.csv", write(Relations(numbered(said), leads)).encode())])


def earlier() -> None:
    """What was here before."""
    _lay(SHELF.bring_back)


def nothing() -> None:
    """The study keeps no judgements any more."""
    _lay(SHELF.remove)


def _lay(step: Callable[[], tuple[Problem, ...]]) -> None:
    """A step with its refusal; editors start anew where it was done."""
    try:
        desks.refuse(step())
    except Problems as error:
        desks.refuse(error.problems)
    else:
        desks.turn_to(0)
        desks.start_anew()
