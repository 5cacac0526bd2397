"""Factors of all items as tables and a heat map."""

from collections.abc import Iterator, Sequence

from crm_analytics.analyses.registry import Context
from crm_analytics.report import words
from crm_analytics.report.chart import Heat
from crm_analytics.report.table import Table
from crm_analytics.statistics.factor_analysis import Factors, Structure
from crm_analytics.statistics.one_factor import OneFactor

METHOD = (
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


def tables(context: Context[object], found: Structure) -> Iterator[Table]:
    """Adequacy and eigenvalues always, the factors where there are some."""
    yield context.with_effective(_sampling(found), [found.adequacy.effective])
    yield _eigenvalues(found)
    if found.factors:
        yield _items(found, found.factors)
        yield _loadings(found.factors)
        yield _explained(found.factors)
        if found.factors.rotation == "oblimin":
            yield _angles(found.factors)
    yield Table.of(
        "item_adequacy", "Sampling adequacy of items", ("item", "msa"), found.adequacy.msa,
        detail=True,
    )  # fmt: skip


def one_factor_tables(context: Context[object], models: Sequence[OneFactor]) -> Iterator[Table]:
    """How well one factor fits each scale, and its loadings."""
    fit = Table.of(
        "one_factor_fit",
        "One factor behind each scale",
        ("scale", "n", "chi2", "df", "p", "ave"),
        ((m.scale, m.n, m.chi2, m.df, m.p, m.ave) for m in models),
        detail=True,
    )
    yield context.with_effective(fit, (m.effective for m in models))
    yield Table.of(
        "one_factor",
        "Loadings on the one factor of the scale",
        ("scale", "item", "loading", "raw_loading", "uniqueness"),
        (
            (m.scale, *row)
            for m in models
            for row in zip(
                m.items,
                m.loadings.tolist(),
                m.raw_loadings.tolist(),
                m.uniqueness.tolist(),
                strict=True,
            )
        ),
        detail=True,
    )


def heat(factors: Factors) -> Heat:
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


def _sampling(found: Structure) -> Table:
    a = found.adequacy
    return Table.of(
        "sampling_adequacy",
        "Are the items worth factoring?",
        ("items", "n", "kmo", "verdict", "chi2", "df", "p"),
        [(len(a.msa), a.n, a.kmo, words.KMO.word(a.kmo), a.chi2, a.df, a.p)],
        detail=True,
    )


def _eigenvalues(found: Structure) -> Table:
    p = found.parallel
    rows = zip(p.observed.tolist(), p.mean.tolist(), p.high.tolist(), strict=True)
    return Table.of(
        "eigenvalues",
        "Eigenvalues beside those of unconnected answers",
        ("component", "eigenvalue", "random_mean", "random_high"),
        ((place, *row) for place, row in enumerate(rows, start=1)),
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
                p.dimension,
                p.item,
                p.factor + 1,
                p.loading,
                None if p.home is None else p.home + 1,
                shared[p.item],
                "in another place" if p.elsewhere else "",
            )
            for p in found.places
        ),
    )


def _loadings(factors: Factors) -> Table:
    return Table.of(
        "loadings",
        "Loadings",
        ("item", "factor", "loading"),
        (
            (item, place, value)
            for item, row in zip(factors.items, factors.loadings.tolist(), strict=True)
            for place, value in enumerate(row, start=1)
        ),
        detail=True,
    )


def _explained(factors: Factors) -> Table:
    rows = ((place, 100 * share) for place, share in enumerate(factors.explained.tolist(), 1))
    return Table.of("factors", "Variance of all items", ("factor", "explained"), rows, detail=True)


def _angles(factors: Factors) -> Table:
    count = len(factors.correlations)
    return Table.of(
        "factor_correlations",
        "Correlations of the factors",
        ("factor_a", "factor_b", "r"),
        (
            (a + 1, b + 1, float(factors.correlations[a, b]))
            for a in range(count)
            for b in range(a + 1, count)
        ),
        detail=True,
    )
