"""A wave, score by score: constructs, dimensions and items, or what was printed about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.groups.summary import Summary
from crm_analytics.statistics.scores import Scores
from crm_analytics.statistics.waves.alike import alike
from crm_analytics.statistics.waves.common import LeftOut
from crm_analytics.statistics.waves.level import Found, level
from crm_analytics.survey.instrument import Instrument, Printed
from crm_analytics.survey.over_time import WaveView
from crm_analytics.survey.responses import FIRST_MISSING, LAST_MISSING, Answers
from crm_analytics.survey.view import View

Kind = Literal["construct", "dimension", "item"]
Named = tuple[Kind, str]


@dataclass(frozen=True, eq=False, slots=True)
class Scored:
    """A wave with the scores of its people, made once for all that is told of it.

    view: on what the waves asked alike. items: the answers, each as a score of its own.
    """

    view: View
    scores: Scores
    items: Scores

    @classmethod
    def of(cls, view: View) -> "Scored":
        """Every score and item of the view's instrument."""
        return cls(view, Scores.of(view), items_of(view))


@dataclass(frozen=True, eq=False, slots=True)
class Measured:
    """The levels of one wave.

    levels: by kind and name, each a summary of one group; constructs, dimensions, items.
    weighted: whether people count differently.
    minimum: the smallest group that the questionnaire lets be shown.
    for_spread: the fewest people whose standard deviation may be shown.
    part: whether the view leaves out people of the wave.
    scored: its people; None where it is known only from print.
    """

    wave: str
    levels: Mapping[Named, Found]
    weighted: bool = False
    minimum: int = 1
    for_spread: int = 1
    part: bool = False
    scored: Scored | None = None

    @classmethod
    def of(cls, wave: Scored) -> "Measured":
        """Every score and item of the wave."""
        view, scores, items = wave.view, wave.scores, wave.items
        kinds = kinds_of(view.instrument)
        of_scores = {(kinds[name], name): level(scores, name, view.wave) for name in scores.names}
        levels: dict[Named, Found] = dict(of_scores)
        for item in items.names:
            levels["item", item] = level(items, item, view.wave)
        minimum, part = view.instrument.minimum_group, bool(view.filters)
        return cls(view.wave, levels, view.weighted, minimum, view.for_distributions, part, wave)

    @classmethod
    def from_print(cls, wave: WaveView, kinds: Mapping[str, Kind]) -> "Measured":
        """The printed scores that `kinds` has, too."""
        levels: dict[Named, Found] = {
            (kinds[name], name): _printed(wave.name, name, figures)
            for name, figures in wave.printed.items()
            if name in kinds
        }
        return cls(wave.name, levels)


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


def _printed(wave: str, name: str, figures: Printed) -> Found:
    if figures.n < 2:
        return Unavailable(name, f"'{name}' of {wave} was printed for fewer than two people.")
    mean, sd = np.array([float(figures.mean)]), np.array([float(figures.sd)])
    return Summary.printed((wave,), np.array([figures.n]), mean, sd)


def measured(waves: Sequence[WaveView]) -> tuple[tuple[Measured, ...], tuple[LeftOut, ...]]:
    """The waves in their order on what they asked alike, and what is left out.

    Raises NotEnoughData when they have nothing in common, or none has answers that may be shown.
    """
    views = [wave.view for wave in waves if wave.view]
    if not views:
        raise NotEnoughData("No wave has answers that may be shown, so nothing can be compared.")
    same = alike(views)
    kinds = {name: kind for view in same.views for name, kind in kinds_of(view.instrument).items()}
    whole = {name: kind for name, kind in kinds.items() if name not in same.shortened}
    by_wave = {view.wave: view for view in same.views}
    found = tuple(
        Measured.of(Scored.of(by_wave[wave.name]))
        if wave.view
        else Measured.from_print(wave, whole)
        for wave in waves
    )
    hidden = [LeftOut(wave.name, wave.hidden) for wave in waves if wave.hidden]
    unlike = [
        LeftOut(name, _unlike(name, wave.name))
        for wave in waves
        for name in wave.printed
        if name in same.shortened
    ]
    return found, (*same.left_out, *hidden, *unlike)


def _unlike(name: str, wave: str) -> str:
    return (
        f"'{name}' of {wave} was printed of all that was asked then, and the waves with answers "
        f"are compared on less, so {wave} is left out of it."
    )
