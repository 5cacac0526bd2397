"""For whom: slopes at values of the moderator, as a sentence, a picture, tables and doubts."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from crm_analytics.analyses.inputs import scale_ends
from crm_analytics.analyses.paths.way import PathsOptions, Way
from crm_analytics.analyses.registry import Context
from crm_analytics.errors import NotEnoughData
from crm_analytics.report import words
from crm_analytics.report.chart import Line, Lines, Reading
from crm_analytics.report.table import Table
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.moderation import FEWEST, Moderation, Slope, by_category, moderation
from crm_analytics.statistics.regression import ALPHA
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.view import View

METHOD = (
    "Moderation by a score: the outcome on driver, moderator and their product, both centred at "
    "their means; simple slopes at mean − s, mean and mean + s (Aiken & West 1991), and the part "
    "of the moderator's scale where the slope differs from zero (Johnson & Neyman 1936). By a "
    "demographic: a slope per category that may be shown, equal slopes tested by F with the "
    "errors of all groups pooled.",
)
COLUMNS = ("b", "se", "f", "df1", "df2", "p", "r2", "r2_change")
SLOPES = ("b", "se", "t", "p", "low", "high")

Moderated = Moderation | str


def moderated(way: Way, context: Context[PathsOptions]) -> Moderated:
    """The moderation, or why there is none."""
    if not way.by:
        return "No moderator is left: it needs a second driver or a demographic."
    names, level = (way.start, way.by, way.end), context.options.level
    ends = scale_ends(context.view.instrument)
    try:
        if way.by in ends:
            return moderation(names, context.scores, ends[way.by], level)
        return by_demographic(names, context.view, context.scores, level)
    except NotEnoughData as reason:
        return str(reason)


def by_demographic(
    way: tuple[str, str, str], view: View, scores: Scores, level: float = 0.95
) -> Moderation:
    """A slope in each category that may be shown, judged among the people with both scores."""
    start, by, end = way
    there = ~np.isnan(scores.column(start) + scores.column(end))
    among = replace(view, demographics={by: view.demographics[by].among(there)})
    shown = among.groups(by, FEWEST)
    found = by_category(way, scores, (shown.names, shown.codes), level)
    hidden = (
        Unavailable(
            name, f"'{name}' is not shown: it, or a group found by subtraction, is too small."
        )
        for name in shown.hidden
    )
    return replace(found, unavailable=(*hidden, *found.unavailable))


def finding(m: Moderated) -> str:
    """Whether slopes differ, in one sentence."""
    if isinstance(m, str):
        return m
    if m.p >= ALPHA:
        p = words.p_value(m.p)
        return f"There is no evidence that the effect of {m.start} depends on {m.by} ({p})."
    low, high = min(m.slopes, key=_b), max(m.slopes, key=_b)
    return (
        f"The effect of {m.start} depends on {m.by} ({words.p_value(m.p)}): it is "
        f"{words.number(high.b)} {_where(high, m)} and {words.number(low.b)} {_where(low, m)}."
    )


def _b(slope: Slope) -> float:
    return slope.b


def _where(slope: Slope, m: Moderation) -> str:
    if slope.value is None:
        return f"for {slope.at}"
    middling = {"mean − s": "low", "mean": "middling", "mean + s": "high"}
    return f"where {m.by} is {middling[slope.at]}"


def charts(m: Moderated) -> Iterator[Lines]:
    """One line a value of the moderator, over one standard deviation to both sides."""
    if isinstance(m, str):
        return
    yield Lines(
        name="slopes",
        title=f"{m.end} by {m.start}, for values of {m.by}",
        x_axis=f"{m.start}, one SD around its mean",
        y_axis=f"{m.end}, expected",
        series=tuple(
            Line(
                slope.at if slope.value is None else f"{m.by}: {slope.at}",
                tuple(Reading(m.mean + by, slope.middle + slope.b * by) for by in (-m.sd, m.sd)),
            )
            for slope in m.slopes
        ),
        note=f"n = {m.n:,}; equal slopes: {words.p_value(m.p)}",
    )


def tables(m: Moderated, weighted: bool) -> Iterator[Table]:
    """The test of equal slopes, the slopes, and where they differ from zero."""
    if isinstance(m, str):
        return
    people = ("n", "n_effective") if weighted else ("n",)
    keys = (*people, *COLUMNS)
    yield Table.of(
        "moderation",
        "Do slopes differ?",
        ("path_from", "path_by", "path_to", *keys),
        [(m.start, m.by, m.end, *(getattr(m, key) for key in keys))],
        ("path_from", "path_by", "path_to", "n", "f", "df1", "df2", "p", "r2_change"),
        detail=True,
    )
    shown = ("at", "value", *people, *SLOPES)
    slopes = ((m.by, *(getattr(slope, key) for key in shown)) for slope in m.slopes)
    brief = (
        ("at", "b", "low", "high", "p") if m.b is not None else ("at", "n", "b", "low", "high", "p")
    )
    yield Table.of(
        "slopes", f"Effect of {m.start} for values of {m.by}", ("path_by", *shown), slopes, brief
    )
    if m.regions:
        regions = ((m.by, low, high) for low, high in m.regions)
        title = f"Where on {m.by} the effect differs from zero"
        yield Table.of("regions", title, ("path_by", "low", "high"), regions, detail=True)


def caveats(m: Moderated) -> Iterator[str]:
    """Categories without a slope."""
    if not isinstance(m, str):
        yield from (lacking.reason for lacking in m.unavailable)
