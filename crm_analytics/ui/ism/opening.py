"""What is laid out instead of what is there: files, a sample, names of factors, what was before."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from crm_analytics.errors import Problem, Problems, UnusableMatrix, refuse
from crm_analytics.ism import Relations, Source, Work, read, write
from crm_analytics.ism.reading import SEVEN, Words
from crm_analytics.ism.reading.square import FEWEST
from crm_analytics.ism.relations import numbered
from crm_analytics.report.words import counted
from crm_analytics.ui import state
from crm_analytics.ui.ism import desk as desks
from crm_analytics.ui.ism.desk import DOCUMENT

LIST = "The list of factors"
NAMED = "Factors named here"  # on slides and beside "Bring back"; no such file was ever given
_UNTAKEN = "ism not taken"


def files(given: list[tuple[str, bytes]], words: Words = SEVEN) -> None:
    """Files; what cannot be used is said and leaves everything as it was."""
    _lay(lambda: DOCUMENT.replace_by(desks.opened(given, words)))


def sample(name: str) -> None:
    """A file that ships with the app; nothing of it is kept before it is changed."""
    _lay(lambda: DOCUMENT.look_at(desks.sample(name)))


def names(text: str) -> None:
    """An empty grid of named factors, one a line."""
    _lay(lambda: DOCUMENT.replace_by(_named(text)))


def _named(text: str) -> Work:
    """Raises UnusableMatrix, in words of the list that was written."""
    said = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    refuse(UnusableMatrix, _unfit(said))
    leads = np.zeros((len(said), len(said)), dtype=bool)
    text = write(Relations(numbered(said), leads))
    return Work.of(Source.of([(NAMED, text.encode())]), read({NAMED: text}))


def _unfit(said: Sequence[str]) -> Iterator[Problem]:
    if len(said) < FEWEST:
        what = f"has {counted(len(said), 'name')}."
        yield Problem(LIST, what, "Write two or more, each on a line of its own.")
    for name, times in Counter(name.casefold() for name in said).items():
        if times > 1:
            written = next(one for one in said if one.casefold() == name)
            what = f"has '{written}' {times} times."
            yield Problem(LIST, what, "Give every factor a name of its own.")


def earlier() -> None:
    """What was here before."""
    _lay(DOCUMENT.bring_back)


def nothing() -> None:
    """The study keeps no judgements any more."""
    _lay(DOCUMENT.remove)


def untaken() -> bool:
    """Whether what is refused now was to be laid out, and was not."""
    refused = desks.refused()
    return bool(refused) and state.get(_UNTAKEN, None) is refused


def _lay(step: Callable[[], tuple[Problem, ...]]) -> None:
    """A step with its refusal; editors start anew where it was done."""
    try:
        desks.refuse(step())
    except Problems as error:
        desks.refuse(error.problems)
        state.put(_UNTAKEN, error.problems)
    else:
        desks.turn_to(0)
        desks.start_anew()
