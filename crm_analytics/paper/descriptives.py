"""What the descriptive statistics of a variable say about one another, and ranks about them all."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from math import inf, sqrt

from crm_analytics.paper.number import (
    EVERYTHING,
    Bounds,
    at_least,
    at_most,
    exactly,
    root,
    square,
)
from crm_analytics.paper.relation import (
    ColumnRelation,
    Relation,
    contradictions,
    fixed,
    ordered,
)
from crm_analytics.paper.table import PrintedCell, PrintedRow, PrintedTable


def _se_skewness(n: Bounds) -> Bounds:
    """Joanes & Gill (1998)."""
    if n.low < 3 or n.low != n.high:
        return EVERYTHING
    n_ = n.low
    return exactly(sqrt(6 * n_ * (n_ - 1) / ((n_ - 2) * (n_ + 1) * (n_ + 3))))


def _se_kurtosis(n: Bounds) -> Bounds:
    """Twice that of the skewness times √((n² − 1) / ((n − 3)(n + 5)))."""
    if n.low < 4 or n.low != n.high:
        return EVERYTHING
    return _se_skewness(n) * 2 * sqrt((n.low**2 - 1) / ((n.low - 3) * (n.low + 5)))


def _largest_sd(n: Bounds, mean: Bounds, minimum: Bounds, maximum: Bounds) -> Bounds:
    """Bhatia & Davis (2000), with the divisor n − 1."""
    if n.low < 2:
        return EVERYTHING
    below, above = (mean - minimum).high, (maximum - mean).high
    if min(below, above) < 0:  # the mean is outside: another rule says so
        return EVERYTHING
    return at_most(sqrt(n.low / (n.low - 1) * below * above))


RULES = (
    ColumnRelation(
        "SE is s / √n",
        se_mean=lambda sd, n: sd / root(n),
        sd=lambda se_mean, n: se_mean * root(n),
        n=lambda sd, se_mean: square(sd / se_mean),
    ),
    ColumnRelation(
        "the variance is s²",
        variance=lambda sd: square(sd),
        sd=lambda variance: root(variance),
    ),
    ColumnRelation(
        "the range is maximum − minimum",
        range=lambda maximum, minimum: maximum - minimum,
        maximum=lambda minimum, range: minimum + range,
        minimum=lambda maximum, range: maximum - range,
    ),
    ColumnRelation(
        "the sum is n · mean",
        sum=lambda n, mean: n * mean,
        mean=lambda sum, n: sum / n,
        n=lambda sum, mean: sum / mean,
    ),
    ColumnRelation(
        "CV % is 100 · s / mean",
        cv=lambda sd, mean: 100 * sd / mean,
        sd=lambda cv, mean: cv * mean / 100,
        mean=lambda sd, cv: 100 * sd / cv,
    ),
    ColumnRelation(
        "relative importance % is 100 · mean / the scale's maximum",
        relative_importance=lambda mean, scale_maximum: 100 * mean / scale_maximum,
        mean=lambda relative_importance, scale_maximum: relative_importance * scale_maximum / 100,
    ),
    ColumnRelation("the SE of the skewness follows from n", se_skewness=_se_skewness),
    ColumnRelation("the SE of the kurtosis follows from n", se_kurtosis=_se_kurtosis),
    ColumnRelation(
        "the median is the 50th percentile", p50=lambda median: median, median=lambda p50: p50
    ),
    ColumnRelation(
        "s is at most √(n/(n−1) · (mean − minimum)(maximum − mean))",
        sd=_largest_sd,
    ),
    ColumnRelation(
        "s is at least the range / √(2(n−1))",
        sd=lambda range, n: (
            at_least(range.low / sqrt(2 * (n.high - 1))) if n.low > 1 else EVERYTHING
        ),
    ),
    ColumnRelation(
        "the median is at most s away from the mean",
        median=lambda mean, sd: mean + Bounds(-sd.high, sd.high),
        mean=lambda median, sd: median + Bounds(-sd.high, sd.high),
    ),
    ColumnRelation(
        "no mean exceeds the scale's maximum",
        mean=lambda scale_maximum: at_most(scale_maximum.high),
    ),
)


# rank → what it may be a rank of, and the sign that makes the first the smallest
RANKED = {
    "rank_cv": (("cv", 1.0),),
    "rank_mean": (("mean", -1.0),),
    "rank": (("cv", 1.0), ("relative_importance", -1.0), ("mean", -1.0)),
}


def relations(row: PrintedRow) -> Iterator[Relation]:
    """All that apply to a row."""
    for rule in RULES:
        yield from rule.on(row)
    low, high = row.get("minimum"), row.get("maximum")
    percentiles = sorted(
        (int(key[1:]), key) for key in row.cells if key[1:].isdigit() and key[0] == "p"
    )
    steps = [row.get(key) for _, key in percentiles]
    if "p50" not in row and "median" in row:
        below = sum(percent < 50 for percent, _ in percentiles)
        steps.insert(below, row.get("median"))
    yield from ordered("percentiles rise from the minimum to the maximum", low, *steps, high)
    for key in ("mean", "mode"):
        if key in row and (low or high):
            text = f"the {key} lies between minimum and maximum"
            yield from ordered(text, low, row.get(key), high)
    yield from _whole(row)


def _whole(row: PrintedRow) -> Iterator[Relation]:
    """GRIM (Brown & Heathers 2017): a mean of whole numbers is a whole number over their count."""
    if not {"n", "mean", "whole_items"} <= set(row.cells):
        return
    mean, cases = row["mean"], row["n"].interval.high * row["whole_items"].interval.high
    if not (1 <= cases < inf and mean.interval.bounded):
        return
    total = (mean.interval * cases).whole()
    near = exactly(round(mean.interval.middle * cases) / cases)
    rule = "a mean of whole-number answers is a whole number divided by their count"
    yield Relation(rule, (mean,), lambda cell, known: known[cell] if total else near,
        f"no whole-number total of {cases:,.0f} answers has this mean.")  # fmt: skip


def ranks(table: PrintedTable, wrong: Set[PrintedCell]) -> Iterator[Relation]:
    """One for each printed rank; of what a bare "rank" is the rank, the numbers themselves say."""
    for rank, candidates in RANKED.items():
        tried = [
            [
                relation
                for rows in _ranked_together(table.rows, rank)
                for relation in _ranks([r for r in rows if r.get(of) not in wrong], rank, of, sign)
            ]
            for of, sign in candidates
            if table.has(rank, of)
        ]
        yield from min(tried, key=contradictions, default=())


def _ranks(rows: Sequence[PrintedRow], rank: str, of: str, sign: float) -> Iterator[Relation]:
    both = [(row[rank], row[of].interval * sign) for row in rows if rank in row and of in row]
    lows, highs = sorted(i.low for _, i in both), sorted(i.high for _, i in both)
    order = "from the smallest" if sign > 0 else "from the largest"
    some = _some_of_many(both)
    for cell, value in both:
        before = bisect_left(highs, value.low)
        most = inf if some else float(bisect_right(lows, value.high))
        allowed = Bounds(1.0 + before, most)
        measured = next(row[of] for row in rows if row.get(rank) is cell)
        why = f"Ranks count {measured.column} {order}; here {measured.said}."
        yield fixed(f"ranks count {of.replace('_', ' ')} {order}", cell, allowed, why)


def _some_of_many(both: Sequence[tuple[PrintedCell, Bounds]]) -> bool:
    """Whether these are a few rows of a longer table: in order, with ranks beyond their number."""
    ordered = sorted(both, key=lambda pair: pair[0].interval.middle)
    inverted = any(b.high < a.low for (_, a), (_, b) in pairwise(ordered))
    return bool(ordered) and ordered[-1][0].interval.low > len(ordered) and not inverted


def _ranked_together(rows: Sequence[PrintedRow], rank: str) -> Iterator[list[PrintedRow]]:
    """Rows ranked among themselves: of one construct, or until ranks begin again."""
    group: list[PrintedRow] = []
    for row in rows:
        if group and (rank not in row or _begins_again(group, row, rank)):
            yield group
            group = []
        if rank in row:
            group.append(row)
    if group:
        yield group


def _begins_again(group: Sequence[PrintedRow], row: PrintedRow, rank: str) -> bool:
    if group[-1].texts.get("construct") != row.texts.get("construct"):
        return True
    ranks = sorted(r[rank].interval.middle for r in group)
    complete = ranks == [float(i) for i in range(1, len(ranks) + 1)]
    return complete and row[rank].interval.middle in ranks
