"""Through what: the indirect effects as a sentence, a picture, tables and doubts."""

from collections.abc import Iterator

from crm_analytics.analyses.paths.way import PathsOptions, Way
from crm_analytics.analyses.registry import Context
from crm_analytics.errors import NotEnoughData
from crm_analytics.report import words
from crm_analytics.report.chart import Dots, Interval
from crm_analytics.report.table import Table
from crm_analytics.statistics.mediation import USUAL, Mediation, PathEffect, mediation

METHOD = (
    "Mediation: a is the effect of the driver on the mediator, b that of the mediator on the "
    "outcome with the driver held equal, a·b the indirect effect, c′ the direct and c the total "
    f"one. The interval of a·b is the percentile bootstrap's of {USUAL.count:,} draws (seed "
    f"{USUAL.seed}; MacKinnon, Lockwood & Williams 2004), so zero outside it is evidence of "
    "mediation; Sobel's z stands beside it. Other intervals are those of t. The share is a·b / c, "
    "only where a·b and c′ have the same sign.",
)
COLUMNS = (
    "path_from",
    "path_through",
    "path_to",
    "path",
    "b",
    "se",
    "beta",
    "statistic",
    "p",
    "low",
    "high",
)
_WORDS = {
    "total": "total (c)",
    "direct": "direct (c′)",
    "a": "driver to mediator (a)",
    "b": "mediator to outcome (b)",
    "indirect": "indirect (a·b)",
}

Mediated = Mediation | str


def mediated(way: Way, context: Context[PathsOptions]) -> Mediated:
    """The mediation, or why there is none."""
    try:
        return mediation(
            (way.start, way.through, way.end),
            context.scores,
            context.options.level,
            USUAL,
            context.tick,
        )
    except NotEnoughData as reason:
        return str(reason)


def finding(m: Mediated) -> str:
    """Whether something goes through, in one sentence."""
    if isinstance(m, str):
        return m
    through, effect = words.listed(m.through), m.indirect
    if not effect.certain:
        return f"There is no evidence that {m.start} works on {m.end} through {through}."
    interval = (
        f"{words.number(effect.b)}, {m.level:.0%} interval {words.number(effect.low or 0)} to "
        f"{words.number(effect.high or 0)}"
    )
    if m.share is None:
        return (
            f"What {m.start} does for {m.end} through {through} ({interval}) runs against its "
            "direct effect."
        )
    return (
        f"{m.share:.0%} of what {m.start} does for {m.end} goes through {through} "
        f"(indirect effect {interval})."
    )


def charts(m: Mediated) -> Iterator[Dots]:
    """The total effect and its parts."""
    if isinstance(m, str):
        return
    parts = [e for e in m.effects if e.kind in ("total", "direct") or _own(e, m)]
    yield Dots(
        name="mediation",
        title=f"What {m.start} does for {m.end}, directly and through {words.listed(m.through)}",
        axis=f"Effect with {m.level:.0%} interval: points of the outcome per point of the driver",
        points=tuple(Interval(_label(e), e.b, e.low, e.high) for e in parts),
        marks=((0.0, "no effect"),),
        note=f"n = {m.n:,}; {m.draws:,} resamples for what goes through",
    )


def _own(effect: PathEffect, m: Mediation) -> bool:
    """Whether an indirect effect is a row of its own: all together only of several mediators."""
    return effect.kind == "indirect" and bool(effect.through or len(m.through) > 1)


def _label(effect: PathEffect) -> str:
    if effect.kind != "indirect":
        return effect.kind.capitalize()
    return f"Through {effect.through}" if effect.through else "Through all together"


def tables(m: Mediated, weighted: bool) -> Iterator[Table]:
    """Every path, then what they come to."""
    if isinstance(m, str):
        return
    rows = (
        (
            m.start,
            e.through or None,
            m.end,
            _WORDS[e.kind],
            e.b,
            e.se,
            e.beta,
            e.statistic,
            e.p,
            e.low,
            e.high,
        )
        for e in m.effects
        if e.kind != "indirect" or _own(e, m)
    )
    brief = ("path_through", "path", "b", "low", "high", "p")
    yield Table.of("mediation", "Directly and through what lies between", COLUMNS, rows, brief)
    people = ("n", "n_effective") if weighted else ("n",)
    yield Table.of(
        "mediation_share",
        "Share that goes through",
        ("path_from", "path_to", *people, "draws", "share"),
        [
            (
                m.start,
                m.end,
                *(getattr(m, key) for key in people),
                m.draws,
                None if m.share is None else 100 * m.share,
            )
        ],
        detail=True,
    )


def caveats(m: Mediated) -> Iterator[str]:
    """What weakens the indirect effect."""
    if isinstance(m, str):
        return
    if m.share is None:
        yield "Direct and indirect effects differ in sign, so there is no share of the total."
    if any(e.low is None for e in m.effects if e.kind == "indirect"):
        yield "Too many resamples give no number, so an indirect effect has no interval."
    if m.n < words.FEW_PEOPLE:
        yield f"Only {m.n} people have every score of the way; look at the intervals."
