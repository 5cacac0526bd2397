"""A wave, score by score: constructs, dimensions and items, or what was printed about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from crm_analytics.analysis import Unavailable
from crm_analytics.analysis.groups.summary import Summary
from crm_analytics.analysis.scores import Scores
from crm_analytics.analysis.waves.alike import alike
from crm_analytics.analysis.waves.common import LeftOut
from crm_analytics.analysis.waves.level import Found, level
from crm_analytics.errors import NotEnoughData
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.responses import FIRST_MISSING, LAST_MISSING, Answers
from crm_analytics.survey.view import View

Kind = Literal["construct", "dimension", "item"]
Named = tuple[Kind, str]


class Known(Protocol):
    """A score known only from print: its people, mean, and standard deviation (n − 1)."""

    @property
    def n(self) -> int: ...  # noqa: D102
    @property
    def mean(self) -> float: ...  # noqa: D102
    @property
    def sd(self) -> float: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class PrintedWave:
    """A wave without a file. scores: by the names of constructs and dimensions."""

    wave: str
    scores: Mapping[str, Known]


@dataclass(frozen=True, eq=False, slots=True)
class Measured:
    """The levels of one wave.

    levels: by kind and name, each a summary of one group; constructs, dimensions, items.
    weighted: whether people count differently.
    minimum: the smallest group that the questionnaire lets be shown.
    for_spread: the fewest people whose standard deviation may be shown.
    part: whether the view leaves out people of the wave.
    """

    wave: str
    levels: Mapping[Named, Found]
    weighted: bool = False
    minimum: int = 1
    for_spread: int = 1
    part: bool = False

    @classmethod
    def of(cls, view: View) -> "Measured":
        """Every score and item of the view's instrument."""
        scores, items = Scores.of(view), items_of(view)
        kinds = kinds_of(view.instrument)
        of_scores = {(kinds[name], name): level(scores, name, view.wave) for name in scores.names}
        levels: dict[Named, Found] = dict(of_scores)
        for item in items.names:
            levels["item", item] = level(items, item, view.wave)
        minimum, part = view.instrument.minimum_group, bool(view.filters)
        return cls(view.wave, levels, view.weighted, minimum, view.for_distributions, part)

    @classmethod
    def from_print(cls, printed: PrintedWave, kinds: Mapping[str, Kind]) -> "Measured":
        """The printed scores that `kinds` has, too."""
        levels: dict[Named, Found] = {
            (kinds[name], name): _printed(printed.wave, name, known)
            for name, known in printed.scores.items()
            if name in kinds
        }
        return cls(printed.wave, levels)


def kinds_of(instrument: Instrument) -> dict[str, Kind]:
    """What each score is; a dimension where it has a construct's name."""
    kinds: dict[str, Kind] = {c.name: "construct" for c in instrument.constructs}
    return kinds | {d.name: "dimension" for d in instrument.dimensions}


def items_of(view: View) -> Scores:
    """The answers to every item of the instrument, each as a score of its own."""
    columns = view.asked(view.instrument.dimensions)
    answers = _one_reason(view.answers_to(columns))
    grain = (1 if answers.dtype == np.int8 else 0,) * len(columns)
    fewest = view.instrument.minimum_group
    return Scores(columns, answers, grain, fewest, weights=view.weights)


def _one_reason(answers: Answers) -> Answers:
    """Missing answers with one code; why they are missing does not matter to a score."""
    if answers.dtype != np.int8 or not answers.size or answers.min() > LAST_MISSING:
        return answers
    return np.where(answers <= LAST_MISSING, np.int8(FIRST_MISSING), answers)


def _printed(wave: str, name: str, known: Known) -> Found:
    if known.n < 2:
        return Unavailable(name, f"'{name}' of {wave} was printed for fewer than two people.")
    mean, sd = np.array([float(known.mean)]), np.array([float(known.sd)])
    return Summary.printed((wave,), np.array([known.n]), mean, sd)


def measured(
    waves: Sequence[View | PrintedWave],
) -> tuple[tuple[Measured, ...], tuple[LeftOut, ...]]:
    """The waves in their order on what they asked alike, and what is left out.

    Raises NotEnoughData when they have nothing in common, or none of them has a file.
    """
    views = [wave for wave in waves if isinstance(wave, View)]
    if not views:
        raise NotEnoughData("Every wave is known only from print. Add the file of one.")
    same = alike(views)
    kinds: dict[str, Kind] = {}
    for view in same.views:
        kinds |= kinds_of(view.instrument)
    whole: dict[str, Kind] = {name: k for name, k in kinds.items() if name not in same.shortened}
    by_wave = {view.wave: view for view in same.views}
    found = tuple(
        Measured.from_print(wave, whole)
        if isinstance(wave, PrintedWave)
        else Measured.of(by_wave[wave.wave])
        for wave in waves
    )
    printed = [wave for wave in waves if isinstance(wave, PrintedWave)]
    unlike = [
        LeftOut(name, _unlike(name, p.wave)) for p in printed for name in p.scores
        if name in same.shortened
    ]  # fmt: skip
    return found, (*same.left_out, *unlike)


def _unlike(name: str, wave: str) -> str:
    return (
        f"'{name}' of {wave} was printed of all that was asked then, and the waves with files are "
        f"compared on less, so {wave} is left out of it."
    )
