"""The tables of the Answers page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from crm_analytics.analyses.answers.counted import Counted, known
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.descriptives import Descriptives, descriptives
from crm_analytics.statistics.frequencies import Frequency, Shares, Tally, frequencies, shares
from crm_analytics.statistics.normality import Normality, normality
from crm_analytics.survey.view import View

DESCRIBED = (
    "missing", "mean", "se_mean", "median", "mode", "sd", "variance", "skewness", "se_skewness",
    "kurtosis", "se_kurtosis", "range", "minimum", "maximum", "sum", "p25", "p50", "p75",
)  # fmt: skip
BRIEF = ("n", "missing", "mean", "sd", "median")
FREQUENT = ("percent", "valid_percent", "cumulative_percent")
TESTED = ("ks_d", "lilliefors_p", "shapiro_w", "shapiro_p")
SHARED = ("top2", "bottom2", "net", "nps")


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
    def of(cls, counted: Counted, thorough: bool = True) -> "Results":
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


def tables(counted: Counted, results: Results) -> Iterator[Table]:
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
    name: str, title: str, results: Sequence[Descriptives | Unavailable], counted: Counted
) -> Table:
    keys = (*_n(counted.view), *DESCRIBED)
    rows = ((r.name, *(getattr(r, key, None) for key in keys)) for r in results)
    return Table.of(name, f"{title}: descriptives", ("name", *keys), rows, ("name", *BRIEF))


def _shares(counted: Counted, results: Results) -> Table:
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


def _frequencies(counted: Counted, results: Results) -> Table:
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


def _normality(counted: Counted, results: Results) -> Table:
    keys = _n(counted.view)
    tested = (tally for tally in counted.all if counted.pointwise(tally))
    rows = (
        (r.name, *(r.n, t.effective)[: len(keys)], *(getattr(r, key) for key in TESTED))
        for r, t in zip(results.normality, tested, strict=True)
    )
    return Table.of("normality", "Normality", ("name", *keys, *TESTED), rows, detail=True)
