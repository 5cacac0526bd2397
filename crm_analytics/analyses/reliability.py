"""Can the scales be trusted?"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from crm_analytics.analyses.inputs import item_answers, reliabilities
from crm_analytics.analyses.options import bootstrap_draws
from crm_analytics.analyses.registry import About, Analysis, Context, n_of
from crm_analytics.analyses.validity import HTMT, htmt_table, item_htmt
from crm_analytics.errors import NotEnoughData
from crm_analytics.report import words
from crm_analytics.report.chart import Dots, Interval
from crm_analytics.report.options import confidence
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.discriminant_validity import ScalePair
from crm_analytics.statistics.one_factor import OneFactor, one_factors
from crm_analytics.statistics.reliability import Ordinal, Reliability, ordinals
from crm_analytics.statistics.reliability_intervals import Bootstrapped, bootstraps
from crm_analytics.statistics.resampling import Draws

ABOUT = About("reliability", "Reliability", "Can the scales be trusted?")
COLUMNS = (
    "scale", "items", "n", "alpha", "alpha_low", "alpha_high", "alpha_standardised", "omega",
    "lambda2", "lambda6", "validity_coefficient", "cr", "ave", "verdict",
)  # fmt: skip
ENDS = (
    "alpha_bootstrap_low", "alpha_bootstrap_high", "omega_low", "omega_high", "lambda2_low",
    "lambda2_high", "cr_low", "cr_high", "ave_low", "ave_high",
)  # fmt: skip
BRIEF = ("scale", "items", "n", "alpha", "alpha_low", "alpha_high", "omega", "verdict")
METHOD = (
    "Cronbach's α, raw: k/(k−1) · (1 − sum of item variances / variance of the total), from the "
    "people who answered every item of the scale (Cronbach 1951). Its interval is Feldt's (1965). "
    "The standardised α uses the mean correlation of the items.",
    "√α is the index of reliability, the ceiling of a correlation with the true score. It is not "
    "evidence of validity.",
    "Ordinal α and ω are those of the polychoric correlations (Olsson 1979; Zumbo, Gadermann & "
    "Zeisser 2007): the reliability of what lies behind the steps, not of the answers context.",
    "Split-half: the items in asked order, odd against even and first against second half. "
    "Spearman–Brown 2r/(1+r) is for halves of equal length, Horst's (1951) formula for unequal "
    "ones; Guttman (1945) is 2(1 − (s²ₐ + s²ᵦ)/s²ₜ).",
    "ω total: (Σλ)²/((Σλ)² + Σθ) of a one-factor model by maximum likelihood (McDonald 1999); CR "
    "is the same of standardised items, AVE the mean of their squared loadings (Fornell & Larcker "
    "1981).",
    "λ2 and λ6: Guttman (1945).",
    HTMT,
    f"Words for α: {words.ALPHA.source}. A scale is called trusted from {words.TRUSTED} "
    "(Nunnally 1978).",
)
WEIGHTED = (
    "With case weights, every coefficient is of the weighted moments; the interval of α is "
    "linearised (delta method, Binder 1983), for Feldt's has no weighted form. The "
    "effective n is (Σw)²/Σw² (Kish 1965)."
)
KINDS = {"dimension": "Dimension", "construct": "Construct", "whole": "Whole questionnaire"}
HALVES = (
    "split", "items_a", "items_b", "alpha_a", "alpha_b", "r", "spearman_brown",
    "spearman_brown_unequal", "guttman",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReliabilityOptions:
    """level: of intervals. bootstrap: how many resamples of people intervals are made from."""

    level: float = confidence()
    bootstrap: int = bootstrap_draws()


def section(context: Context[ReliabilityOptions]) -> Section:
    """α of every scale, and what stands behind it."""
    view, moments, level = context.view, context.moments, context.options.level
    results = reliabilities(view, level, moments)
    known = [r for r in results if isinstance(r, Reliability)]
    lacking = [r for r in results if isinstance(r, Unavailable)]
    factors = one_factors([(r.scale, moments(_columns(r))) for r in known])
    intervals: tuple[Bootstrapped, ...] = ()
    if context.options.bootstrap:
        drawn = [(r.scale, partial(item_answers, view, _columns(r))) for r in known]
        intervals = bootstraps(drawn, level, Draws(context.options.bootstrap), context.tick)
    steps: tuple[Ordinal | Unavailable, ...] = ()
    if context.thorough:  # they take longer than all the rest
        steps = ordinals(context.polychorics, [(r.scale, _columns(r)) for r in known])
    table = _scales(known, factors, steps, intervals)
    scales = [context.with_effective(table, (r.effective for r in known))] if known else []
    pairs: tuple[ScalePair, ...] = ()
    with suppress(NotEnoughData):  # said by the scale of all items
        pairs = item_htmt(view, moments(view.columns))
    return ABOUT.section(
        context,
        _finding(known, lacking),
        charts=(_chart(known, level),) if known else (),
        tables=(*scales, *_tables(known), *([htmt_table(pairs)] if pairs else ())) if known else (),
        caveats=(
            *_caveats(known, lacking, view.people),
            *(
                words.of_those(f.reason, r.n, view.people)
                for r, f in zip(known, factors, strict=True)
                if f.reason
            ),
            *_of_steps(steps, factors),
        ),
        method=(*METHOD, *_drawn(intervals), *((WEIGHTED,) if view.weighted else ())),
    )


def _columns(r: Reliability) -> tuple[str, ...]:
    return tuple(item.item for item in r.items)


def _of_steps(
    steps: Sequence[Ordinal | Unavailable], factors: Sequence[OneFactor | Unavailable]
) -> Iterator[str]:
    yield from dict.fromkeys(s.reason for s in steps if isinstance(s, Unavailable))
    known = [s for s in steps if isinstance(s, Ordinal)]
    mended = [s.scale for s in known if s.smoothed]
    if mended:
        yield (
            f"No one group of people could have all polychoric correlations of "
            f"{words.listed(mended)} at once; ordinal ω is of the nearest ones that it could have."
        )
    with_factor = {f.scale for f in factors if isinstance(f, OneFactor) and f.omega is not None}
    bare = [s.scale for s in known if s.omega is None and s.scale in with_factor]
    if bare:
        yield f"{words.listed(bare)}: one factor does not fit the steps, so there is no ordinal ω."


def _drawn(intervals: Sequence[Bootstrapped]) -> Iterator[str]:
    if intervals:
        b = intervals[0]
        yield (
            f"Bootstrap: percentile intervals ({b.level:.0%}) of {b.draws.count:,} resamples of "
            f"people, seed {b.draws.seed} (Efron 1979); empty where fewer than half of them gave a "
            "number."
        )


def _finding(known: Sequence[Reliability], lacking: Sequence[Unavailable]) -> str:
    judged = [r for r in known if r.kind == "dimension"] or list(known)
    if not judged:
        return f"No scale can be judged. {lacking[0].reason}" if lacking else "There is no scale."
    weakest = min(judged, key=lambda r: r.alpha)
    verdict = words.ALPHA.word(weakest.alpha)
    short = [r for r in judged if r.alpha < words.TRUSTED]
    unknown = f"; {words.listed([r.name for r in lacking])} cannot be judged" if lacking else ""
    if len(judged) == 1:
        claim = "falls short of being trusted" if short else "can be trusted"
        return f"{weakest.scale} {claim}: α = {_alpha(weakest)}, {verdict}{unknown}."
    if not short:
        return (
            f"All {len(judged)} scales can be trusted; "
            f"the weakest is {weakest.scale} (α = {_alpha(weakest)}, {verdict}){unknown}."
        )
    names = words.listed([f"{r.scale} (α = {_alpha(r)})" for r in short])
    return (
        f"{len(judged) - len(short)} of {len(judged)} scales can be trusted; "
        f"{names} {'falls' if len(short) == 1 else 'fall'} short of {words.TRUSTED:.2f}{unknown}."
    )


def _alpha(r: Reliability) -> str:
    """Two digits, or three where two would say that it is not below the mark."""
    rounded_up = r.alpha < words.TRUSTED <= round(r.alpha, 2)
    return words.number(r.alpha, 3 if rounded_up else 2)


def _chart(known: Sequence[Reliability], level: float) -> Dots:
    return Dots(
        name="alpha",
        title="Cronbach's α of every scale",
        axis=f"Cronbach's α with {level:.0%} interval",
        points=tuple(
            Interval(r.scale, r.alpha, r.alpha_low, r.alpha_high, KINDS[r.kind]) for r in known
        ),
        marks=((words.TRUSTED, "acceptable"), (0.8, "good"), (0.9, "excellent")),
        note=n_of([r.n for r in known], ", by scale"),
    )


def _tables(known: Sequence[Reliability]) -> Iterator[Table]:
    yield Table.of(
        "items",
        "Items",
        ("scale", "item", "item_rest_r", "alpha_if_dropped", "smc"),
        (
            (r.scale, i.item, i.item_rest_r, i.alpha_if_dropped, i.smc)
            for r in known
            for i in r.items
        ),
        detail=True,
    )
    yield Table.of(
        "split_half",
        "Split halves",
        ("scale", *HALVES),
        ((r.scale, *(getattr(s, key) for key in HALVES)) for r in known for s in r.splits),
        brief=("scale", "split", "r", "spearman_brown", "guttman"),
        detail=True,
    )


def _caveats(
    known: Sequence[Reliability], lacking: Sequence[Unavailable], people: int
) -> Iterator[str]:
    yield from (r.reason for r in lacking)
    for r in known:
        if r.kind == "dimension":
            yield from (words.of_those(said, r.n, people) for said in _of_scale(r))
    few = [r.scale for r in known if r.n < words.FEW_PEOPLE]
    if few:
        yield (
            f"Fewer than {words.FEW_PEOPLE} people answered every item of {words.listed(few)}; "
            "look at the intervals."
        )


def _of_scale(r: Reliability) -> Iterator[str]:
    against = [i.item for i in r.items if i.item_rest_r is not None and i.item_rest_r < 0]
    if against:
        verb = "runs" if len(against) == 1 else "run"
        yield (
            f"{words.listed(against)} {verb} against the rest of {r.scale}. "
            f"{'It looks' if len(against) == 1 else 'Some may be'} reversed: "
            "check the questionnaire."
        )
    if any(split.r is not None and split.r < 0 for split in r.splits):
        yield f"The halves of {r.scale} disagree (r < 0); its split-half coefficients mean nothing."
    if r.constant:
        yield f"Everyone gave the same answer to {words.listed(r.constant)} of {r.scale}."
    for a, b in r.twins:
        yield f"Everyone answered {a} and {b} of {r.scale} alike. Is one a copy of the other?"
    if r.alpha > words.REPETITIVE:
        yield (
            f"α of {r.scale} is above {words.REPETITIVE}; its items may ask the same thing twice."
        )


def _scales(
    known: Sequence[Reliability],
    factors: Sequence[OneFactor | Unavailable],
    steps: Sequence[Ordinal | Unavailable] = (),
    intervals: Sequence[Bootstrapped] = (),
) -> Table:
    """One row a scale; the steps and the ends of bootstrap intervals where they were asked for."""
    rows: list[tuple[Value, ...]] = [
        (
            *(r.scale, len(r.items), r.n, r.alpha, r.alpha_low, r.alpha_high),
            *(r.alpha_standardised, getattr(f, "omega", None), r.lambda2, r.lambda6, r.index),
            *(getattr(f, "cr", None), getattr(f, "ave", None), words.ALPHA.word(r.alpha)),
        )
        for r, f in zip(known, factors, strict=True)
    ]
    for place, b in enumerate(intervals):
        for ends in (b.alpha, b.omega, b.lambda2, b.cr, b.ave):
            rows[place] += ends or (None, None)
    columns = (*COLUMNS, *ENDS) if intervals else COLUMNS
    table = Table.of("scales", "Reliability of every scale", columns, rows, brief=BRIEF)
    if not steps:
        return table
    of = [s if isinstance(s, Ordinal) else None for s in steps]
    alphas, omegas = ([getattr(s, key, None) for s in of] for key in ("alpha", "omega"))
    return table.after("omega", "ordinal_omega", omegas).after("omega", "ordinal_alpha", alphas)


ANALYSIS = Analysis(
    ABOUT,
    section,
    place=3,
    shows="α, split halves, λ₂, λ₆, ω, of the steps too, CR, AVE, bootstrap intervals",
    options=ReliabilityOptions,
    thorough_on_request=True,
)
