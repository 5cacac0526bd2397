"""Everything the Answers page shows, counted once: items in asked order, and scores."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from crm_analytics.analyses.options import demographic_names, dimension_names
from crm_analytics.analyses.registry import Context
from crm_analytics.report import words
from crm_analytics.report.options import Choice, Name, option
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.frequencies import Gap, Tally, of_score, of_totals, of_values, totals
from crm_analytics.survey.instrument import Dimension, Item, Scale
from crm_analytics.survey.responses import CODES, FIRST_MISSING
from crm_analytics.survey.view import View

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AnswersOptions:
    """How the questions are drawn, whose answers are compared, and which dimension is looked into.

    highest_first: items by their top-two share, not as asked.
    split: neutral answers lie on both sides of the middle, not apart.
    by: a demographic whose categories are compared, or empty.
    dimension: the one to look into, or empty for all.
    """

    highest_first: bool = option(False, Choice("Order", {False: "As asked", True: "Highest first"}))
    split: bool = option(
        True,
        Choice(
            "Neutral answers",
            {True: "Both sides", False: "Apart"},
            "The middle of the scale half on each side of the line, or beside the bars.",
        ),
    )
    by: str = option("", Name("Compare by", "nobody", "demographic", demographic_names))
    dimension: str = option("", Name("Dimension", "all", "dimension", dimension_names))


@dataclass(frozen=True, slots=True)
class Question:
    """An item with the dimension it belongs to."""

    item: Item
    dimension: Dimension

    @property
    def scale(self) -> Scale:
        """What it is answered on."""
        return self.dimension.scale

    @property
    def words(self) -> str:
        """The question as a reader knows it; whether its answers were turned round."""
        turned = " (reversed)" if self.item.reversed else ""
        return (self.item.text or self.item.column) + turned


@dataclass(frozen=True, eq=False, slots=True)
class Counted:
    """questions, items: by column, in asked order. dimensions, constructs: scores by name."""

    context: Context[AnswersOptions]
    questions: Mapping[str, Question]
    items: Mapping[str, Tally]
    dimensions: Mapping[str, Tally]
    constructs: Mapping[str, Tally]

    @classmethod
    def of(cls, context: Context[AnswersOptions]) -> "Counted":
        """Count everything."""
        view = context.view
        of_column = {i.column: Question(i, d) for _, d, i in view.instrument.dimension_of()}
        dimensions = [d.name for d in view.instrument.dimensions]
        constructs = [c.name for c in view.instrument.constructs if c.name not in dimensions]
        items = zip(view.columns, of_items(view, view.columns), strict=True)
        return cls(
            context,
            {column: of_column[column] for column in view.columns},
            dict(items),
            {name: of_score(context.scores, name) for name in dimensions},
            {name: of_score(context.scores, name) for name in constructs},
        )

    @property
    def view(self) -> View:
        """The people who were counted."""
        return self.context.view

    @property
    def all(self) -> tuple[Tally, ...]:
        """Items, then dimensions, then constructs."""
        return (*self.items.values(), *self.dimensions.values(), *self.constructs.values())

    def pointwise(self, tally: Tally) -> bool:
        """Whether enough people are counted to show their answers one by one."""
        return tally.n >= self.view.for_distributions


def of_items(view: View, columns: Sequence[str]) -> Iterator[Tally]:
    """How often each answer was given to items, in the order of `columns`; gaps by reason."""
    for column in columns:
        answers, weights = view.answers[:, view.columns.index(column)], view.weights
        if answers.dtype != np.int8:
            yield of_values(column, answers.astype(np.float64), weights)
            continue
        # int8 and uint8 are the same bytes: −1 is counted as 255
        found = totals(np.ascontiguousarray(answers).view(np.uint8), 256, weights)
        of_reasons = found[:, FIRST_MISSING % 256 :][:, : len(view.reasons)].T
        gaps = tuple(
            Gap(reason, int(people), float(weight))
            for reason, (people, weight, _) in zip(view.reasons, of_reasons, strict=True)
            if people
        )
        there = found[:, np.array(CODES) % 256]
        yield of_totals(column, np.array(CODES, float), there, gaps, 1, bool(weights.size))


def known(results: Iterable[T | Unavailable]) -> list[T]:
    """The results that could be computed."""
    return [result for result in results if not isinstance(result, Unavailable)]


def reasons(results: Iterable[object]) -> dict[str, list[str]]:
    """Names by the reason why something of them is absent."""
    found: dict[str, dict[str, None]] = {}
    for result in results:
        if reason := getattr(result, "reason", ""):
            found.setdefault(reason, {})[getattr(result, "name", "")] = None
    return {reason: list(names) for reason, names in found.items()}


def told(found: Mapping[str, list[str]]) -> list[str]:
    """One sentence a reason, naming what it concerns."""
    return [
        reason if reason.endswith(".") else f"{words.listed(names)}: {reason}."
        for reason, names in found.items()
    ]
