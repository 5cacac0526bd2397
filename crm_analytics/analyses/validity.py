"""Do the questions measure what they should?"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np

from crm_analytics.analyses.inputs import ItemMoments, item_moments
from crm_analytics.analyses.registry import About, Analysis, Context
from crm_analytics.errors import NotEnoughData
from crm_analytics.report import words
from crm_analytics.report.chart import Heat
from crm_analytics.report.options import Choice, option
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.discriminant_validity import ScalePair, fornell_larcker, htmt
from crm_analytics.statistics.factor_analysis import Factors, Structure, structure
from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.one_factor import OneFactor, one_factors
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.view import View

ABOUT = About("validity", "Validity", "Do the questions measure what they should?")
ONE_FACTOR = ("scale", "item", "loading", "raw_loading", "uniqueness")
HTMT = (
    "HTMT: the mean absolute correlation between the items of two scales over the geometric mean "
    "of those within each (Henseler, Ringle & Sarstedt 2015; of absolute values Ringle et al. "
    "2023): Pearson's, among the people who answered every item. Beside it the same with signs, in "
    "which items that run either way cancel. Scales are called different below .85 (Kline 2011) "
    "and not told apart from .90 on."
)
FACTORS = (
    "One-factor model of each scale: maximum likelihood; χ² is n times its discrepancy from the "
    "answers. Large n makes every small misfit significant.",
    "KMO and MSA: squared correlations as a share of them and the squared partial ones "
    f"({words.KMO.source}); Bartlett's (1951) test asks whether no items correlate at all.",
    "Number of factors: eigenvalues of the correlations above the 95th percentile of those of "
    "unconnected normal answers of as many people (parallel analysis, Horn 1965).",
    "Factors: minres, smallest residual correlations (Harman & Jones 1966). Oblimin lets factors "
    "correlate (direct, γ = 0); varimax keeps them at right angles (Kaiser 1958). An item is in "
    "another place when its largest loading is on another factor than its scale's other items have "
    "together.",
)
METHOD = (
    HTMT,
    "Fornell–Larcker (1981): √AVE of each scale, from its one-factor model, against the "
    f"correlation of their scores; AVE should reach {words.CONVERGENT}.",
    *FACTORS,
)
LOADS = 0.3  # Hair et al. (2019): a loading below says little
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
    view, moments = context.view, context.moments
    models = _models(view, moments)
    pairs = _pairs(view, context.scores, moments, models)
    found, lacking = _structure(view, moments, context.options)
    return ABOUT.section(
        context,
        _finding(pairs, found, lacking, len(view.instrument.dimensions)),
        charts=(
            *([_htmt_heat(pairs, moments(view.columns).n)] if pairs else ()),
            *([_loadings_heat(found.factors)] if found and found.factors else ()),
        ),
        tables=_tables(context, pairs, models, found),
        caveats=(
            *_caveats(pairs, models, lacking),
            *(_of_factors(found, moments(view.columns).n, view.people) if found else ()),
        ),
        method=_method(found, view.weighted),
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
    for (name, answered), model in zip(sound, one_factors(sound), strict=True):
        found[name] = model
        if isinstance(model, Unavailable):
            said = words.of_those(model.reason, answered.n, view.people)
            found[name] = replace(model, reason=said)
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
        pairs = item_htmt(view, moments(view.columns))
        of = scores.select(names).moments(max(2, scores.fewest))
        aves = (m.ave if isinstance(m, OneFactor) else None for m in models)
        return fornell_larcker(pairs, of, dict(zip(names, aves, strict=True)))
    return pairs


def _structure(
    view: View, moments: ItemMoments, options: ValidityOptions
) -> tuple[Structure | None, str]:
    members = {d.name: view.asked([d]) for d in view.instrument.dimensions}
    n = view.people
    try:
        answered = moments(view.columns)
        n = answered.n
        found = structure(answered, members, options.rotation, options.as_asked)
    except NotEnoughData as reason:
        return None, words.of_those(str(reason), n, view.people)
    return found, found.reason


def items_together(view: View) -> tuple[tuple[tuple[str, ...], ...], str]:
    """Items whose answers go together, factor by factor in asked order, and why these.

    As many factors as parallel analysis finds, rotated by oblimin; an item belongs to the factor on
    which it loads most, if it loads `LOADS` or more. No groups, and why, where there are none.
    """
    try:
        found = structure(item_moments(view)(view.columns), {}, "oblimin")
    except NotEnoughData as reason:
        return (), str(reason)
    factors = found.factors
    if factors is None:
        return (), found.reason
    size = np.abs(factors.loadings)
    most, largest = size.argmax(axis=1), size.max(axis=1)
    columns = [
        tuple(
            item
            for item, at, load in zip(factors.items, most, largest, strict=True)
            if at == factor and load >= LOADS
        )
        for factor in range(size.shape[1])
    ]
    groups = sorted((c for c in columns if c), key=lambda group: view.columns.index(group[0]))
    loads = largest[largest >= LOADS]
    left = len(largest) - len(loads)
    why = (
        f"The answers go together in {words.counted(len(groups), 'group')} (parallel analysis; "
        f"loadings from {words.number(loads.min())} to {words.number(loads.max())})."
    )
    more = f" {words.counted(left, 'question')} of no group stayed where they were." if left else ""
    return tuple(groups), why + more


def _finding(
    pairs: Sequence[ScalePair], found: Structure | None, lacking: str, dimensions: int
) -> str:
    told = _told_apart(pairs)
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


def _tables(
    context: Context[ValidityOptions],
    pairs: Sequence[ScalePair],
    models: Sequence[OneFactor | Unavailable],
    found: Structure | None,
) -> Iterator[Table]:
    if pairs:
        yield htmt_table(pairs)
        yield _fornell_larcker(pairs)
    if known := [model for model in models if isinstance(model, OneFactor)]:
        yield from _one_factor(context, known)
    if found:
        yield from _factor_tables(context, found)


def _caveats(
    pairs: Sequence[ScalePair],
    models: Sequence[OneFactor | Unavailable],
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


def _of_factors(found: Structure, n: int, people: int) -> Iterator[str]:
    if found.constant:
        same = words.listed(found.constant)
        said = f"Everyone gave the same answer to {same}; the factors leave it out."
        yield words.of_those(said, n, people)
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


def _method(found: Structure | None, weighted: bool) -> Iterator[str]:
    yield from METHOD
    if found:
        draws = found.parallel.draws
        yield f"Unconnected answers were drawn {draws.count:,} times with seed {draws.seed}."
    if weighted:
        yield WEIGHED


def item_htmt(view: View, items: Moments) -> tuple[ScalePair, ...]:
    """HTMT of every pair of dimensions, from the moments of all items."""
    if len(view.instrument.dimensions) < 2:
        return ()
    return htmt(items, {d.name: d.columns for d in view.instrument.dimensions})


def _told_apart(pairs: Sequence[ScalePair]) -> str:
    """A sentence about the pairs, without its full stop; empty without pairs."""
    known = [p for p in pairs if p.htmt is not None]
    if not known:
        return ""
    alike = sorted((p for p in known if _htmt(p) >= words.HTMT.cuts[0][0]), key=_htmt, reverse=True)
    if not alike:
        nearest = max(known, key=_htmt)
        value = f"HTMT = {words.number(nearest.htmt or 0)}"
        if len(known) == 1:
            return f"Both scales can be told apart ({value})"
        return (
            f"All {len(known)} pairs of scales can be told apart; the nearest are "
            f"{nearest.scale_a} and {nearest.scale_b} ({value})"
        )
    worst = alike[0]
    value = f"HTMT = {words.number(worst.htmt or 0)}"
    if len(known) == 1:
        return f"The two scales cannot be told apart ({value})"
    most = ", most of all" if len(alike) > 1 else ":"
    return (
        f"{len(alike)} of {words.counted(len(known), 'pair')} of scales cannot be told "
        f"apart{most} {worst.scale_a} and {worst.scale_b} ({value})"
    )


def _htmt(pair: ScalePair) -> float:
    return pair.htmt or 0


def htmt_table(pairs: Sequence[ScalePair]) -> Table:
    """One row a pair."""
    return Table.of(
        "htmt",
        "HTMT of every pair of scales",
        ("scale_a", "scale_b", "htmt", "htmt_signed", "verdict"),
        (
            (
                *(p.scale_a, p.scale_b, p.htmt, p.signed),
                None if p.htmt is None else words.HTMT.word(p.htmt),
            )
            for p in pairs
        ),
        detail=True,
    )


def _htmt_heat(pairs: Sequence[ScalePair], n: int) -> Heat:
    """The pairs as a square."""
    names = tuple(dict.fromkeys(name for p in pairs for name in (p.scale_a, p.scale_b)))
    value = {frozenset((p.scale_a, p.scale_b)): p.htmt for p in pairs}
    values = tuple(tuple(value.get(frozenset((a, b))) for b in names) for a in names)
    flags = tuple(
        tuple("!" if v is not None and v >= words.HTMT.cuts[0][0] else "" for v in row)
        for row in values
    )
    cut = words.HTMT.cuts[0][0]
    return Heat(
        "htmt", "How far scales are told apart", names, names, values, flags,
        note=f"n = {n:,}; ! from {cut:.2f} on two scales are not told apart", measure="HTMT",
    )  # fmt: skip


def _fornell_larcker(pairs: Sequence[ScalePair]) -> Table:
    """One row a pair with √AVE of both."""
    said = {True: "different", False: "not told apart", None: None}
    return Table.of(
        "fornell_larcker",
        "Fornell–Larcker: √AVE against the correlation of scores",
        ("scale_a", "scale_b", "r", "root_ave_a", "root_ave_b", "verdict"),
        ((p.scale_a, p.scale_b, p.r, p.root_ave_a, p.root_ave_b, said[p.apart]) for p in pairs),
        detail=True,
    )


def _factor_tables(context: Context[object], found: Structure) -> Iterator[Table]:
    """Adequacy and eigenvalues always, the factors where there are some."""
    a, p = found.adequacy, found.parallel
    sampling = Table.of(
        "sampling_adequacy",
        "Are the items worth factoring?",
        ("items", "n", "kmo", "verdict", "chi2", "df", "p"),
        [(len(a.msa), a.n, a.kmo, words.KMO.word(a.kmo), a.chi2, a.df, a.p)],
        detail=True,
    )
    yield context.with_effective(sampling, [a.effective])
    values = zip(p.observed.tolist(), p.mean.tolist(), p.high.tolist(), strict=True)
    yield Table.of(
        "eigenvalues",
        "Eigenvalues beside those of unconnected answers",
        ("component", "eigenvalue", "random_mean", "random_high"),
        ((place, *row) for place, row in enumerate(values, start=1)),
        detail=True,
    )
    if found.factors:
        yield _items(found, found.factors)
        yield from _loadings(found.factors)
    title = "Sampling adequacy of items"
    yield Table.of("item_adequacy", title, ("item", "msa"), a.msa, detail=True)


def _one_factor(context: Context[object], models: Sequence[OneFactor]) -> Iterator[Table]:
    """How well one factor fits each scale, and its loadings."""
    columns = ("scale", "n", "chi2", "df", "p", "ave")
    rows = [tuple(getattr(m, key) for key in columns) for m in models]
    title = "One factor behind each scale"
    fit = Table.of("one_factor_fit", title, columns, rows, detail=True)
    yield context.with_effective(fit, (m.effective for m in models))
    loadings = (
        (m.scale, item, *numbers)
        for m in models
        for item, numbers in zip(
            m.items,
            np.column_stack([m.loadings, m.raw_loadings, m.uniqueness]).tolist(),
            strict=True,
        )
    )
    title = "Loadings on the one factor of the scale"
    yield Table.of("one_factor", title, ONE_FACTOR, loadings, detail=True)


def _loadings_heat(factors: Factors) -> Heat:
    """Items in rows, factors in columns."""
    count = factors.loadings.shape[1]
    return Heat(
        "loadings",
        "What each item loads on",
        factors.items,
        tuple(f"Factor {place + 1}" for place in range(count)),
        tuple(tuple(row) for row in factors.loadings.tolist()),
        (("",) * count,) * len(factors.items),
        note=f"n = {factors.n:,}; {factors.rotation}",
        measure="Loading",
        detail=True,
    )


def _items(found: Structure, factors: Factors) -> Table:
    shared = dict(zip(factors.items, factors.communalities.tolist(), strict=True))
    return Table.of(
        "items",
        "Where each item belongs by the answers",
        ("scale", "item", "factor", "loading", "home", "communality", "verdict"),
        (
            (
                *(p.dimension, p.item, p.factor + 1, p.loading),
                None if p.home is None else p.home + 1,
                shared[p.item],
                "in another place" if p.elsewhere else "",
            )
            for p in found.places
        ),
    )


def _loadings(factors: Factors) -> Iterator[Table]:
    """Of every item; how much each factor explains; and how oblique ones go together."""
    rows = (
        (item, place, value)
        for item, row in zip(factors.items, factors.loadings.tolist(), strict=True)
        for place, value in enumerate(row, start=1)
    )
    yield Table.of("loadings", "Loadings", ("item", "factor", "loading"), rows, detail=True)
    shares = ((place, 100 * share) for place, share in enumerate(factors.explained.tolist(), 1))
    title = "Variance of all items"
    yield Table.of("factors", title, ("factor", "explained"), shares, detail=True)
    if factors.rotation == "oblimin":
        r = factors.correlations
        pairs = ((a + 1, b + 1, float(r[a, b])) for a, b in combinations(range(len(r)), 2))
        columns, title = ("factor_a", "factor_b", "r"), "Correlations of the factors"
        yield Table.of("factor_correlations", title, columns, pairs, detail=True)


ANALYSIS = Analysis(
    ABOUT,
    section,
    place=4,
    shows="HTMT, Fornell–Larcker, KMO, Bartlett, parallel analysis, factors",
    options=ValidityOptions,
    overview=False,
)
