"""What a correlation, its flag, its test and the number of people say about one another."""

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt

from scipy import special

from crm_analytics.paper.interval import EVERYTHING, Bounds, exactly, monotone, size
from crm_analytics.paper.number import Printed
from crm_analytics.paper.relation import Relation, Rule, ordered
from crm_analytics.paper.rules.regression import p_of_t
from crm_analytics.paper.table import Cell, Row

LEVELS = (0.05, 0.01, 0.001, 0.0001)  # one asterisk, two, three, four
SIGN = "−"


def critical(n: float, significance: float) -> float:
    """The smallest |r| that is significant, two-tailed."""
    t = -float(special.stdtrit(n - 2, significance / 2))
    return t / sqrt(n - 2 + t**2)


def _t(r: Bounds, n: Bounds) -> Bounds:
    if n.low <= 2 or max(-r.low, r.high) >= 1:
        return EVERYTHING
    return monotone(lambda r, n: r * sqrt((n - 2) / (1 - r * r)), r, n)


def _p(r: Bounds, n: Bounds) -> Bounds:
    """From t = r √((n − 2) / (1 − r²)) with n − 2 df."""
    if n.low <= 2 or n.low != n.high:
        return EVERYTHING
    near = size(r)
    inside = Bounds(min(near.low, 1 - 1e-12), min(near.high, 1 - 1e-12))
    found = p_of_t(_t(inside, n), n - 2)
    return found if near.high < 1 else Bounds(0.0, found.high)


T_OF_R = Rule("t is r √((n − 2) / (1 − r²))", t=_t)
P_OF_R = Rule("p follows from r and n", p=_p)
CRITICAL = Rule(
    "the critical r follows from n",
    r_critical=lambda n: exactly(critical(n.low, 0.05)) if n.low > 2 else EVERYTHING,
)


def pearson(rows: Sequence[Row], stars: bool) -> list[Relation]:
    """What holds for Pearson's r only: p, t and flags at n.

    stars: whether flags are printed at all.
    """
    most = max((r["flag"].interval.high for r in rows if "flag" in r), default=0.0)
    found: list[Relation] = []
    for row in rows:
        if "r" not in row or {"r2_adjusted", "df1", "f", "spearman_brown"} & set(row.cells):
            continue
        if "n" in row and stars and "flag" in row:
            level = row["significance"].interval.middle if "significance" in row else LEVELS[0]
            levels = LEVELS[: int(most)] if most > 1 else (level,)
            found.append(flag(row["flag"], row["r"], row["n"], levels))
        if "t" in row:
            found += T_OF_R.on(row)
        elif "f" not in row:
            found += P_OF_R.on(row)
    return found


def flag(stars: Cell, r: Cell, n: Cell, levels: Sequence[float]) -> Relation:
    """How many asterisks |r| has at n: one for each level of significance that p is below."""

    def solve(cell: Cell, known: Mapping[Cell, Bounds]) -> Bounds | None:
        if cell is not stars or r not in known or n.interval.low <= 2:
            return None
        p = _p(known[r], n.interval)
        return Bounds(_starred(p.high, levels), _starred(p.low, levels))

    sign = SIGN if r.interval.high < 0 else ""
    edges = [f"{level * 100:g} % from {sign}{_edge(n, level)} on" for level in levels[:2]]
    said = f"at n = {n.interval.low:g} r is significant at {', at '.join(edges)}"
    return Relation("flags follow from r and n", (stars, r), solve, f"{said}.")


def _edge(n: Cell, level: float) -> str:
    smallest = critical(n.interval.low, level) if n.interval.low > 2 else 1.0
    return f"{smallest:.3f}".replace("0.", ".")


def _starred(p: float, levels: Sequence[float]) -> float:
    return float(sum(p < level * (1 + 1e-9) for level in levels))


def relations(row: Row) -> Iterator[Relation]:
    """All that hold for any coefficient."""
    yield from CRITICAL.on(row)
    if "r" in row and "b" not in row:
        yield from ordered("r lies inside its interval", row.get("low"), row["r"], row.get("high"))


def flag_cell(of: Cell) -> Cell:
    """The asterisks behind a number as a number of their own."""
    stars = float(of.printed.stars)
    said = Printed(of.printed.text, exactly(stars))
    return Cell(of.row, of.column, "flag", said, exactly(stars))
