"""Do the questions measure what they should?"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from crm_analytics.analyses import distinct, factor_tables
from crm_analytics.analyses.inputs import ItemMoments
from crm_analytics.analyses.registry import About, Analysis, Context
from crm_analytics.errors import NotEnoughData
from crm_analytics.report import words
from crm_analytics.report.chart import Heat
from crm_analytics.report.options import Choice, option
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.discriminant_validity import ScalePair, fornell_larcker
from crm_analytics.statistics.factor_analysis import Structure, structure
from crm_analytics.statistics.one_factor import OneFactor, one_factors
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.view import View

ABOUT = About("validity", "Validity", "Do the questions measure what they should?")
METHOD = (
    distinct.METHOD,
    "Fornell–Larcker (1981): √AVE of each scale, from its one-factor model, against the "
    f"correlation of their scores; AVE should reach {words.CONVERGENT}.",
    *factor_tables.METHOD,
)
WEIGHED = (
    "With case weights, all correlations are weighted; the χ² of a factor and Bartlett's are not "
    "defined with case weights, and parallel analysis draws as many people as the effective n."
)


@dataclass(frozen=True, slots=True)
class ValidityOptions:
    """How many factors there are, and how they are turned.

    as_asked: as many as the questionnaire has dimensions, not as many as parallel analysis finds.
    """

    as_asked: bool = option(
        False,
        Choice(
            "Factors",
            {False: "As many as the answers hold", True: "One per scale"},
            "How many things the items are let to measure.",
        ),
    )
    rotation: Literal["oblimin", "varimax"] = option(
        "oblimin",
        Choice(
            "Rotation",
            {"oblimin": "Oblimin", "varimax": "Varimax"},
            "Oblimin lets factors go together, as in most surveys; varimax keeps them apart.",
        ),
    )


def section(context: Context[ValidityOptions]) -> Section:
    """HTMT and Fornell–Larcker of every pair of scales, and the factors of all items."""
    view = context.view
    moments = context.moments
    models = _models(view, moments)
    pairs = _pairs(view, context.scores, moments, models)
    found, lacking = _structure(view, moments, context.options)
    return ABOUT.section(
        context,
        _finding(pairs, found, lacking, len(view.instrument.dimensions)),
        charts=_charts(pairs, found, view, moments),
        tables=_tables(context, pairs, models, found),
        caveats=_caveats(pairs, models, found, lacking),
        method=(*METHOD, *_drawn(found), *((WEIGHED,) if view.weighted else ())),
    )


def _models(view: View, moments: ItemMoments) -> tuple[OneFactor | Unavailable, ...]:
    """The one-factor model of every dimension."""
    found: dict[str, OneFactor | Unavailable] = {}
    sound = []
    for dimension in view.instrument.dimensions:
        try:
            sound.append((dimension.name, moments(view.asked([dimension]))))
        except NotEnoughData as reason:
            found[dimension.name] = Unavailable(dimension.name, str(reason))
    found |= dict(zip((name for name, _ in sound), one_factors(sound), strict=True))
    return tuple(found[dimension.name] for dimension in view.instrument.dimensions)


def _pairs(
    view: View,
    scores: Scores,
    moments: ItemMoments,
    models: Sequence[OneFactor | Unavailable],
) -> tuple[ScalePair, ...]:
    """Without √AVE and r where too few people have every score; none where too few answered."""
    names = [d.name for d in view.instrument.dimensions]
    pairs: tuple[ScalePair, ...] = ()
    with suppress(NotEnoughData):  # said by the factors of all items
        pairs = distinct.item_htmt(view, moments)
        of = scores.select(names).moments(max(2, scores.fewest))
        return fornell_larcker(pairs, of, dict(zip(names, map(_ave, models), strict=True)))
    return pairs


def _ave(model: OneFactor | Unavailable) -> float | None:
    return model.ave if isinstance(model, OneFactor) else None


def _structure(
    view: View, moments: ItemMoments, options: ValidityOptions
) -> tuple[Structure | None, str]:
    members = {d.name: view.asked([d]) for d in view.instrument.dimensions}
    try:
        found = structure(moments(view.columns), members, options.rotation, options.as_asked)
    except NotEnoughData as reason:
        return None, str(reason)
    return found, found.reason


def _finding(
    pairs: Sequence[ScalePair], found: Structure | None, lacking: str, dimensions: int
) -> str:
    told = distinct.told(pairs)
    parts = [f"{told}."] if told else []
    parts.append(f"{_count(found, dimensions)}." if found else lacking)
    return " ".join(parts)


def _count(found: Structure, dimensions: int) -> str:
    factors, asked = found.parallel.factors, words.counted(dimensions, "scale")
    if not factors:
        return "By the answers alone no factor stands out"
    verb = "is" if factors == 1 else "are"
    count = words.counted(factors, "factor")
    return f"By the answers alone there {verb} {count}; the questionnaire has {asked}"


def _charts(
    pairs: Sequence[ScalePair], found: Structure | None, view: View, moments: ItemMoments
) -> Iterator[Heat]:
    if pairs:
        yield distinct.htmt_heat(pairs, moments(view.columns).n)
    if found and found.factors:
        yield factor_tables.heat(found.factors)


def _tables(
    context: Context[ValidityOptions],
    pairs: Sequence[ScalePair],
    models: Sequence[OneFactor | Unavailable],
    found: Structure | None,
) -> Iterator[Table]:
    if pairs:
        yield distinct.htmt_table(pairs)
        yield distinct.fornell_larcker_table(pairs)
    if known := [model for model in models if isinstance(model, OneFactor)]:
        yield from factor_tables.one_factor_tables(context, known)
    if found:
        yield from factor_tables.tables(context, found)


def _caveats(
    pairs: Sequence[ScalePair],
    models: Sequence[OneFactor | Unavailable],
    found: Structure | None,
    lacking: str,
) -> Iterator[str]:
    still = [f"{p.scale_a} with {p.scale_b}" for p in pairs if p.htmt is None]
    if still:
        yield f"HTMT of {words.listed(still)} is undefined: items of a scale never vary."
    loose = [
        f"{p.scale_a} with {p.scale_b}" for p in pairs if p.htmt is not None and p.signed is None
    ]
    if loose:
        yield f"{words.listed(loose)}: items of a scale run either way. Are some to be reversed?"
    low = [m.scale for m in models if isinstance(m, OneFactor) and (m.ave or 1) < words.CONVERGENT]
    if low:
        yield (
            f"AVE is below {words.CONVERGENT:.2f} for {words.listed(low)}: "
            f"{'its' if len(low) == 1 else 'their'} items share less than they differ."
        )
    yield from (m.reason for m in models if m.reason)
    if lacking:
        yield lacking
    if found:
        yield from _of_factors(found)


def _of_factors(found: Structure) -> Iterator[str]:
    if found.constant:
        same = words.listed(found.constant)
        yield f"Everyone gave the same answer to {same}; the factors leave it out."
    a = found.adequacy
    if a.kmo < words.KMO.cuts[-1][0]:
        yield f"KMO = {words.number(a.kmo)}: the items share too little to be factored."
    away = [p.item for p in found.places if p.elsewhere]
    if away:
        verb = "loads" if len(away) == 1 else "load"
        yield (
            f"{words.listed(away)} {verb} most on another factor than the other items of the scale."
        )
    if found.factors and found.factors.improper:
        yield (
            f"The factors would explain more than all of {words.listed(found.factors.improper)} "
            "(a Heywood case): too many factors, or too few people."
        )


def _drawn(found: Structure | None) -> Iterator[str]:
    if found:
        draws = found.parallel.draws
        yield f"Unconnected answers were drawn {draws.count:,} times with seed {draws.seed}."


ANALYSIS = Analysis(
    ABOUT,
    section,
    place=4,
    shows="HTMT, Fornell–Larcker, KMO, Bartlett, parallel analysis, factors",
    options=ValidityOptions,
    overview=False,
)
