"""The judgements a visitor works on: kept in the study with every change, in no cache of others."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import Problem
from crm_analytics.files.printed import printed_files
from crm_analytics.ism import FuzzyPanel, Panel, Source, Work, read
from crm_analytics.ism.joining import joined
from crm_analytics.ism.keeping import from_json, to_json
from crm_analytics.ism.reading import SEVEN, Words
from crm_analytics.ism.relations import Flags
from crm_analytics.survey.samples import FOLDER
from crm_analytics.ui import state
from crm_analytics.ui.documents import DocumentKind, OpenDocument
from crm_analytics.ui.drafts import renew

GRIDS = GRID, REASONS = "judgements", "reasons"  # editors: of letters or strengths, of reasons
FIRST = "ism_loyalty.csv"  # the sample that a study without judgements shows: it has no circle
_REFUSED, _EXPERT = "ism refused", "ism expert in the grid"
Begun = tuple[Source, str]
GONE = Problem(
    "Your last change",
    "was made in other judgements, which are not here any more.",
    "Make it again where it still holds.",
)


def opened(files: list[tuple[str, bytes]], words: Words = SEVEN) -> Work:
    """Files as judgements; raises UnusableMatrix. words: what words of strength mean."""
    return Work.of(Source.of(files), read(printed_files(files), words))


def sample(name: str = FIRST) -> Work:
    """Judgements that ship with the app."""
    return opened([(name, (FOLDER / name).read_bytes())])


DOCUMENT = DocumentKind("ism", to_json, from_json, sample, joined)


def fresh() -> OpenDocument[Work]:
    """What is to be shown now, asked once a page; grids start anew where it is something else."""
    held, another = DOCUMENT.current()
    if another:
        start_anew()
    return held


def desk() -> Work:
    """What the page showed last."""
    held = DOCUMENT.last_shown()
    return held.content if held else fresh().content


def put(changed: Work) -> bool:
    """Keep a change of it; whether this is what is there now, and nobody else changed it, too."""
    if problems := DOCUMENT.keep(changed):
        refuse(problems)
    alone = desk() is changed
    if not alone:
        start_anew()
    return alone


def start_anew() -> None:
    """Let the editors start from what is said now."""
    for name in GRIDS:
        renew(name)


def refused() -> tuple[Problem, ...]:
    """Why the last thing that was asked for in this study could not be done."""
    problems: tuple[Problem, ...] = state.get(f"{_REFUSED} {state.here()}", ())
    return problems


def refuse(problems: tuple[Problem, ...] = ()) -> None:
    """Remember why; nothing clears it."""
    state.put(f"{_REFUSED} {state.here()}", problems)


def still(begun: Begun) -> bool:
    """Whether what was on the screen is there; a step in judgements that are gone is refused.

    A step may come before the page is drawn that shows what somebody else put in meanwhile.
    """
    same = desk().begun == begun
    if not same:
        refuse((GONE,))
        start_anew()
    return same


def expert(here: Work) -> int:
    """Whose judgements are in the grid."""
    return min(state.get(_EXPERT, 0), len(here.given.experts) - 1)


def turn_to(chosen: int) -> None:
    """Another expert's judgements in the grid."""
    state.put(_EXPERT, chosen)


def rejudge(expert: int, leads: Flags) -> bool:
    """What an expert says from now on; as `put`. leads: shape (n, n)."""
    here = desk()
    if not isinstance(here.given, Panel):
        return False
    refuse()  # what was refused before is no longer about what is done now
    every = here.given.leads.copy()
    every[expert] = leads
    return put(replace(here, given=replace(here.given, leads=every)))


def restrengthen(expert: int, strength: NDArray[np.float64]) -> None:
    """The same for strengths. strength: shape (n, n)."""
    here = desk()
    if isinstance(here.given, FuzzyPanel):
        refuse()
        every = here.given.strength.copy()
        every[expert] = strength
        put(replace(here, given=replace(here.given, strength=every)))
