"""The charts of Groups: the matrix as a heat map, one comparison as means and as levels."""

from collections.abc import Iterator, Sequence

import numpy as np

from crm_analytics.analyses.group_matrix import GroupComparison
from crm_analytics.analyses.group_tables import GroupsOptions, means
from crm_analytics.analyses.options import BANDS
from crm_analytics.analyses.registry import Context
from crm_analytics.report import words
from crm_analytics.report.chart import Chart, Dots, Heat, Interval, Likert, Share
from crm_analytics.statistics.counts import Counts, Numbers
from crm_analytics.statistics.group_tests import Comparison
from crm_analytics.survey.instrument import Instrument, Scale

LARGE = 14.0  # per cent explained; the colours reach at least this far (Cohen 1988)
ROUNDING = 1e-9  # of a step: a score on a border belongs above it


def charts(
    context: Context[GroupsOptions], cells: Sequence[GroupComparison], shown: GroupComparison
) -> Iterator[Chart]:
    """The whole matrix, then the comparison that is shown."""
    if any(isinstance(c.found, Comparison) for c in cells):
        yield _heat(cells)
    yield from _means(context, shown)
    yield from _levels(context, shown)


def _heat(cells: Sequence[GroupComparison]) -> Heat:
    rows = tuple(dict.fromkeys(c.variable for c in cells))
    columns = tuple(dict.fromkeys(c.demographic for c in cells))
    by_place = {(c.variable, c.demographic): c for c in cells}
    grid = [[by_place[row, column] for column in columns] for row in rows]
    values = tuple(tuple(_percent(c) for c in line) for line in grid)
    top = max(LARGE, *(value or 0.0 for line in values for value in line))
    return Heat(
        name="matrix",
        title="How much of the differences between people goes with each demographic",
        rows=rows,
        columns=columns,
        values=values,
        flags=tuple(tuple(words.flag(c.p_holm) for c in line) for line in grid),
        low=-top,
        high=top,
        note="* p < .05, ** p < .01 when all are tested together (Holm); empty: not comparable",
        measure="Explained, %",
    )


def _percent(cell: GroupComparison) -> float | None:
    return max(0.0, 100 * cell.found.explained) if isinstance(cell.found, Comparison) else None


def _means(context: Context[GroupsOptions], cell: GroupComparison) -> Iterator[Dots]:
    rows = [row for row in means(context, cell) if row[4] is not None]
    points = tuple(
        Interval(str(name), float(mean or 0), _number(low), _number(high))
        for _, _, name, _, mean, _, low, high, _, _ in rows
    )
    if points:
        scale = _scale(context.view.instrument, cell.variable)
        unit = f"on a scale of {scale}" if scale else "in scale points"
        yield Dots(
            name="means",
            title=f"{cell.variable} by {cell.demographic}",
            axis=f"Mean with {context.options.level:.0%} interval, {unit}",
            points=points,
            note=f"n = {cell.n:,}{_tested(cell)}",
        )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, float) else None


def _tested(cell: GroupComparison) -> str:
    if not isinstance(cell.found, Comparison):
        return ""
    e = cell.found.evidence
    return f", {e.test}: {words.p_value(e.p)} on its own"


def _levels(context: Context[GroupsOptions], cell: GroupComparison) -> Iterator[Likert]:
    scale = _scale(context.view.instrument, cell.variable)
    places = cell.showing(context.view.for_distributions)
    if scale is None or not places:
        return
    bands = BANDS
    counts = cell.counts.only(places)
    rows = zip(counts.names, _shares(counts, scale, bands), counts.n.tolist(), strict=True)
    yield Likert(
        name="levels",
        title=f"Levels of {cell.variable} by {cell.demographic}",
        rows=tuple(Share(name, tuple(shares.tolist()), n) for name, shares, n in rows),
        points=words.LEVELS[bands],
        middle=bands // 2,
        note=f"n = {int(counts.n.sum()):,}; {words.level_rule((scale.low, scale.high), bands)}",
        axis="% of people",
        detail=True,
    )


def _shares(counts: Counts, scale: Scale, bands: int) -> Numbers:
    """Per cent of each group in each equal band of the scale, shape (groups, bands)."""
    width = (scale.high - scale.low) / bands
    band = np.floor((counts.values - scale.low) / width + ROUNDING).astype(int)
    inside = np.clip(band, 0, bands - 1)[:, None] == np.arange(bands)
    weight = counts.weight if counts.weighted else counts.people
    shares: Numbers = 100 * (weight @ inside) / weight.sum(axis=1, keepdims=True)
    return shares


def _scale(instrument: Instrument, name: str) -> Scale | None:
    """The scale of a score; none for a construct whose dimensions have different ones."""
    for construct in instrument.constructs:
        of = {d.name: [d.scale] for d in construct.dimensions}
        if name in of or name == construct.name:
            scales = of.get(name) or [d.scale for d in construct.dimensions]
            same = len({(scale.low, scale.high) for scale in scales}) == 1
            return scales[0] if same else None
    return None
