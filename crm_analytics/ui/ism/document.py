"""The judgements a visitor works on: kept in the study with every change, in no cache of others."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import Problem, Problems, UnusableMatrix, refuse
from crm_analytics.files.printed import printed_files
from crm_analytics.ism import (
    DirectRelations,
    FuzzyPanel,
    IsmDocument,
    Panel,
    SourceFiles,
    read,
    write,
)
from crm_analytics.ism.document import from_json, merged, to_json
from crm_analytics.ism.judgements import Flags, numbered
from crm_analytics.ism.reading import SEVEN, LinguisticScale
from crm_analytics.ism.square import FEWEST
from crm_analytics.report.words import counted
from crm_analytics.survey.samples import FOLDER
from crm_analytics.ui import state
from crm_analytics.ui.documents import DocumentKind, OpenDocument
from crm_analytics.ui.drafts import renew

GRIDS = GRID, REASONS = "judgements", "reasons"  # editors: of letters or strengths, of reasons
FIRST = "ism_loyalty.csv"  # the sample that a study without judgements shows: it has no circle
_REFUSED, _EXPERT = "ism refused", "ism expert in the grid"
LIST = "The list of factors"
NAMED = "Factors named here"  # on slides and beside "Bring back"; no such file was ever given
_UNTAKEN = "ism not taken"
Begun = tuple[SourceFiles, str]
GONE = Problem(
    "Your last change",
    "was made in other judgements, which are not here any more.",
    "Make it again where it still holds.",
)


def read_files(files: list[tuple[str, bytes]], words: LinguisticScale = SEVEN) -> IsmDocument:
    """Files as judgements; raises UnusableMatrix. words: what words of strength mean."""
    return IsmDocument.of(SourceFiles.of(files), read(printed_files(files), words))


def sample(name: str = FIRST) -> IsmDocument:
    """Judgements that ship with the app."""
    return read_files([(name, (FOLDER / name).read_bytes())])


DOCUMENT = DocumentKind("ism", to_json, from_json, sample, merged)


def current() -> OpenDocument[IsmDocument]:
    """What is to be shown now, asked once a page; grids start anew where it is something else."""
    held, another = DOCUMENT.current()
    if another:
        renew_grids()
    return held


def last_shown() -> IsmDocument:
    """What the page showed last."""
    held = DOCUMENT.last_shown()
    return held.content if held else current().content


def keep(changed: IsmDocument) -> bool:
    """Keep a change of it; whether this is what is there now, and nobody else changed it, too."""
    if problems := DOCUMENT.keep(changed):
        refuse_with(problems)
    alone = last_shown() is changed
    if not alone:
        renew_grids()
    return alone


def renew_grids() -> None:
    """Let the editors start from what is said now."""
    for name in GRIDS:
        renew(name)


def refused() -> tuple[Problem, ...]:
    """Why the last thing that was asked for in this study could not be done."""
    problems: tuple[Problem, ...] = state.get(f"{_REFUSED} {state.here()}", ())
    return problems


def refuse_with(problems: tuple[Problem, ...] = ()) -> None:
    """Remember why the last thing could not be done; without problems, that it could."""
    state.put(f"{_REFUSED} {state.here()}", problems)


def unchanged_since(begun: Begun) -> bool:
    """Whether what was on the screen is there; a step in judgements that are gone is refused.

    A step may come before the page is drawn that shows what somebody else put in meanwhile.
    """
    same = last_shown().begun == begun
    if not same:
        refuse_with((GONE,))
        renew_grids()
    return same


def expert(document: IsmDocument) -> int:
    """Whose judgements are in the grid."""
    return min(state.get(_EXPERT, 0), len(document.judgements.experts) - 1)


def show_expert(chosen: int) -> None:
    """Another expert's judgements in the grid."""
    state.put(_EXPERT, chosen)


def keep_letters(expert: int, leads: Flags) -> bool:
    """What an expert says from now on; as `keep`. leads: shape (n, n)."""
    here = last_shown()
    if not isinstance(here.judgements, Panel):
        return False
    refuse_with()  # what was refused before is no longer about what is done now
    every = here.judgements.leads.copy()
    every[expert] = leads
    return keep(replace(here, judgements=replace(here.judgements, leads=every)))


def keep_strengths(expert: int, strength: NDArray[np.float64]) -> None:
    """The same for strengths. strength: shape (n, n)."""
    here = last_shown()
    if isinstance(here.judgements, FuzzyPanel):
        refuse_with()
        every = here.judgements.strength.copy()
        every[expert] = strength
        keep(replace(here, judgements=replace(here.judgements, strength=every)))


def open_files(files: list[tuple[str, bytes]], words: LinguisticScale = SEVEN) -> None:
    """Files; what cannot be used is said and leaves everything as it was."""
    _open(lambda: DOCUMENT.replace_by(read_files(files, words)))


def open_sample(name: str) -> None:
    """A file that ships with the app; nothing of it is kept before it is changed."""
    _open(lambda: DOCUMENT.look_at(sample(name)))


def open_names(text: str) -> None:
    """An empty grid of named factors, one a line."""
    _open(lambda: DOCUMENT.replace_by(_named(text)))


def _named(text: str) -> IsmDocument:
    """Raises UnusableMatrix, in words of the list that was written."""
    said = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    refuse(UnusableMatrix, _unfit(said))
    leads = np.zeros((len(said), len(said)), dtype=bool)
    text = write(DirectRelations(numbered(said), leads))
    return IsmDocument.of(SourceFiles.of([(NAMED, text.encode())]), read({NAMED: text}))


def _unfit(said: Sequence[str]) -> Iterator[Problem]:
    if len(said) < FEWEST:
        what = f"has {counted(len(said), 'name')}."
        yield Problem(LIST, what, "Write two or more, each on a line of its own.")
    for name, times in Counter(name.casefold() for name in said).items():
        if times > 1:
            written = next(one for one in said if one.casefold() == name)
            what = f"has '{written}' {times} times."
            yield Problem(LIST, what, "Give every factor a name of its own.")


def bring_back() -> None:
    """What was here before."""
    _open(DOCUMENT.bring_back)


def remove() -> None:
    """The study keeps no judgements any more."""
    _open(DOCUMENT.remove)


def nothing_taken() -> bool:
    """Whether what is refused now was to be laid out, and was not."""
    now = refused()
    return bool(now) and state.get(_UNTAKEN, None) is now


def _open(step: Callable[[], tuple[Problem, ...]]) -> None:
    """A step with its refusal; editors start anew where it was done."""
    try:
        refuse_with(step())
    except Problems as error:
        refuse_with(error.problems)
        state.put(_UNTAKEN, error.problems)
    else:
        show_expert(0)
        renew_grids()
