"""What the Answers page shows, counted once: items in asked order, and scores; and its tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from crm_analytics.analyses.options import demographic_names, dimension_names
from crm_analytics.analyses.registry import Context
from crm_analytics.report import words
from crm_analytics.report.options import Choice, Name, option
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.descriptives import Descriptives, descriptives
from crm_analytics.statistics.frequencies import (
    Frequency,
    Gap,
    Shares,
    Tally,
    frequencies,
    of_score,
    of_totals,
    of_values,
    shares,
    totals,
)
from crm_analytics.statistics.normality import Normality, normality
from crm_analytics.survey.instrument import Dimension, Item, Scale
from crm_analytics.survey.responses import CODES, FIRST_MISSING
from crm_analytics.survey.view import View

T = TypeVar("T")
DESCRIBED = (
    "missing", "mean", "se_mean", "median", "mode", "sd", "variance", "skewness", "se_skewness",
    "kurtosis", "se_kurtosis", "range", "minimum", "maximum", "sum", "p25", "p50", "p75",
)  # fmt: skip
BRIEF = ("n", "missing", "mean", "sd", "median")
FREQUENT = ("percent", "valid_percent", "cumulative_percent")
TESTED = ("ks_d", "lilliefors_p", "shapiro_w", "shapiro_p")
SHARED = ("top2", "bottom2", "net", "nps")


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
class AskedItem:
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
class AnswerCounts:
    """questions, items: by column, in asked order. dimensions, constructs: scores by name."""

    context: Context[AnswersOptions]
    questions: Mapping[str, AskedItem]
    items: Mapping[str, Tally]
    dimensions: Mapping[str, Tally]
    constructs: Mapping[str, Tally]

    @classmethod
    def of(cls, context: Context[AnswersOptions]) -> "AnswerCounts":
        """Count everything."""
        view = context.view
        of_column = {i.column: AskedItem(i, d) for _, d, i in view.instrument.dimension_of()}
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


@dataclass(frozen=True, slots=True)
class Results:
    """What was found, or why not, of items, dimensions and constructs."""

    items: tuple[Descriptives | Unavailable, ...]
    dimensions: tuple[Descriptives | Unavailable, ...]
    constructs: tuple[Descriptives | Unavailable, ...]
    shares: tuple[Shares | Unavailable, ...]
    frequencies: tuple[tuple[Frequency, ...] | Unavailable, ...]
    normality: tuple[Normality, ...]

    @classmethod
    def of(cls, counted: AnswerCounts, thorough: bool = True) -> "Results":
        """All that few people allow: see `descriptives` for those who are too few.

        thorough: normality too.
        """
        pointwise = [t for t in counted.items.values() if counted.pointwise(t)]
        scale = {column: q.scale for column, q in counted.questions.items()}
        return cls(
            _described(counted.items.values(), counted.view),
            _described(counted.dimensions.values(), counted.view),
            _described(counted.constructs.values(), counted.view),
            tuple(shares(t, scale[t.name].low, scale[t.name].high) for t in pointwise),
            tuple(
                frequencies(t, (own := scale[t.name]).low, own.high, own.word) for t in pointwise
            ),
            tuple(normality(t) for t in counted.all if thorough and counted.pointwise(t)),
        )

    @property
    def described(self) -> tuple[Descriptives | Unavailable, ...]:
        """Descriptives of everything."""
        return (*self.items, *self.dimensions, *self.constructs)


def _described(tallies: Iterable[Tally], view: View) -> tuple[Descriptives | Unavailable, ...]:
    rule = view.instrument.minimum_group, view.for_distributions
    return tuple(descriptives(tally, *rule) for tally in tallies)


def tables(counted: AnswerCounts, results: Results) -> Iterator[Table]:
    """Those of a manager first."""
    if known(results.shares):
        yield _shares(counted, results)
    for name, title in (
        ("items", "Questions"),
        ("dimensions", "Dimensions"),
        ("constructs", "Constructs"),
    ):
        rows = getattr(results, name)
        if rows:
            yield _descriptives(name, title, rows, counted)
    yield _frequencies(counted, results)
    if results.normality:
        yield _normality(counted, results)


def _n(view: View) -> tuple[str, ...]:
    return ("n", "n_effective") if view.weighted else ("n",)


def _descriptives(
    name: str, title: str, results: Sequence[Descriptives | Unavailable], counted: AnswerCounts
) -> Table:
    keys = (*_n(counted.view), *DESCRIBED)
    rows = ((r.name, *(getattr(r, key, None) for key in keys)) for r in results)
    return Table.of(name, f"{title}: descriptives", ("name", *keys), rows, ("name", *BRIEF))


def _shares(counted: AnswerCounts, results: Results) -> Table:
    keys = (*_n(counted.view), *SHARED)
    questions, found = counted.questions, known(results.shares)
    text = ("text",) if any(q.words != q.item.column for q in questions.values()) else ()
    ends = SHARED if any(s.nps is not None for s in found) else SHARED[:3]
    rows = (
        (
            s.name,
            *(questions[s.name].words for _ in text),
            *(getattr(s, key) for key in keys),
            *_missing(counted.items[s.name]),
        )
        for s in found
    )
    return Table.of(
        "shares",
        "How many chose the top and the bottom of the scale",
        ("name", *text, *keys, "missing", "reasons"),
        rows,
        ("name", *text, "n", *ends, "missing"),
    )


def _missing(tally: Tally) -> tuple[Value, Value]:
    return tally.missing, "; ".join(f"{gap.reason} {gap.people:,}" for gap in tally.gaps)


def _frequencies(counted: AnswerCounts, results: Results) -> Table:
    keys = (*_n(counted.view), *FREQUENT)
    rows = (
        (row.item, _whole(row.value), row.label, *(getattr(row, key) for key in keys))
        for rows in known(results.frequencies)
        for row in rows
    )
    columns = ("item", "value", "label", *keys)
    return Table.of("frequencies", "Frequencies", columns, rows, detail=True)


def _whole(value: float | None) -> float | int | None:
    return int(value) if value is not None and value.is_integer() else value


def _normality(counted: AnswerCounts, results: Results) -> Table:
    keys = _n(counted.view)
    tested = (tally for tally in counted.all if counted.pointwise(tally))
    rows = (
        (r.name, *(r.n, t.effective)[: len(keys)], *(getattr(r, key) for key in TESTED))
        for r, t in zip(results.normality, tested, strict=True)
    )
    return Table.of("normality", "Normality", ("name", *keys, *TESTED), rows, detail=True)
