"""What one number says about another, and how a formula becomes such a relation on a row."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import inf

from crm_analytics.paper.number import Bounds, at_least, at_most, exactly
from crm_analytics.paper.table import PrintedCell, PrintedRow

Known = Mapping[PrintedCell, Bounds]
Formula = Callable[..., Bounds]
# where a cell would have to lie, given the others that are known; None when nothing follows
Solve = Callable[[PrintedCell, Known], Bounds | None]


@dataclass(frozen=True, eq=False, slots=True)
class Relation:
    """Numbers that have to agree.

    rule: what holds, as a clause, for example "CV is 100 · s / mean".
    cells: in the order in which they are doubted.
    why: the whole reason, where the rule and the other numbers do not say it.
    guess: where a number most likely lies, when that does not follow from `cells`.
    """

    rule: str
    cells: tuple[PrintedCell, ...]
    solve: Solve
    why: str = ""
    guess: Bounds | None = None

    def broken(self, known: Known) -> bool:
        """Whether the known numbers cannot all be true.

        What is stated beside the table is believed: it can make another number wrong, and where no
        other number follows, nothing is tested.
        """
        for cell in self.cells:
            if cell in known and not cell.given:
                implied = self.solve(cell, known)
                if implied is not None and not implied.meets(known[cell]):
                    return True
        return False

    @property
    def contradicted(self) -> bool:
        """Whether the numbers as printed cannot all be true."""
        return self.broken({cell: cell.interval for cell in self.cells})

    def likely(self, cell: PrintedCell, known: Known) -> Bounds | None:
        """What the cell would have to be if the others were exactly as printed."""
        return self.guess or self.solve(
            cell, {c: exactly(i.middle) for c, i in known.items() if c is not cell}
        )

    def reason(self, cell: PrintedCell) -> str:
        """The rule and what the other numbers are."""
        others = [other.said for other in self.cells if other is not cell and other.column]
        here = f"; here {', '.join(dict.fromkeys(others))}" if others else ""
        return self.why or f"{self.rule}{here}."


class ColumnRelation:
    """A relation of columns. Each formula says one key by its parameters, which are keys too.

    The first formula's key is doubted first, and so on.
    """

    def __init__(self, text: str, **formulas: Formula) -> None:
        self.text = text
        self.formulas = formulas

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """All columns that it needs."""
        named = (name for f in self.formulas.values() for name in _parameters(f))
        return tuple(dict.fromkeys((*self.formulas, *named)))

    def on(self, row: PrintedRow) -> Iterator[Relation]:
        """The relation of a row that has every column of it."""
        if all(key in row for key in self.keys):
            cells = {key: row[key] for key in self.keys}

            def solve(cell: PrintedCell, known: Known) -> Bounds | None:
                formula = self.formulas.get(cell.key)
                if formula is None:
                    return None
                others = [cells[name] for name in _parameters(formula)]
                if not all(other in known for other in others):
                    return None
                return formula(*(known[other] for other in others))

            yield Relation(self.text, tuple(cells.values()), solve)


def _parameters(formula: Formula) -> tuple[str, ...]:
    code = formula.__code__
    return tuple(code.co_varnames[: code.co_argcount])


def ordered(text: str, *cells: PrintedCell | None) -> Iterator[Relation]:
    """Numbers that may not fall from one to the next, two by two; the ends are doubted last."""
    there = [cell for cell in cells if cell is not None]
    for lower, upper in combinations(there, 2):
        inner = (lower, upper) if upper is there[-1] and lower is not there[0] else (upper, lower)

        def solve(
            cell: PrintedCell, known: Known, lower: PrintedCell = lower, upper: PrintedCell = upper
        ) -> Bounds | None:
            other = lower if cell is upper else upper
            if other not in known:
                return None
            return at_least(known[other].low) if cell is upper else at_most(known[other].high)

        yield Relation(text, inner, solve)


def fixed(
    rule: str, cell: PrintedCell, allowed: Bounds, why: str = "", guess: float | None = None
) -> Relation:
    """A number that has to lie somewhere, whatever else is doubted. guess: where most likely."""
    likely = allowed if guess is None else exactly(guess)
    return Relation(rule, (cell,), lambda cell, known: allowed, why, likely)


def contradictions(relations: Iterable[Relation]) -> int:
    """How many of the relations do not hold as printed."""
    return sum(relation.contradicted for relation in relations)


# what a number can be at all, by its key
_LIMITS = (
    (-1.0, 1.0, "r coefficient spearman_brown r_critical item_rest_r"),
    (0.0, 1.0, "p r2 tolerance smc validity_coefficient"),
    (0.0, 100.0, "percent valid_percent cumulative_percent"),
    (0.0, inf, "sd variance se se_mean range f chi2 ss ms n count df df1 df2 se_estimate"),
    (-inf, 1.0, "alpha alpha_low alpha_high alpha_if_dropped guttman alpha_standardised lambda2"),
    (-inf, 1.0, "r2_adjusted"),
    (1.0, inf, "vif"),
    (0.0, 4.0, "durbin_watson"),
    (-inf, 100.0, "relative_importance"),
)
LIMITS = {key: Bounds(low, high) for low, high, keys in _LIMITS for key in keys.split()}


def possible(cells: Iterable[PrintedCell]) -> Iterator[Relation]:
    """One relation for each number that has bounds of its own, and for each count."""
    for cell in cells:
        if bounds := LIMITS.get(cell.key):
            words = f"lies between {bounds.low:g} and {bounds.high:g}".replace("-", "−")
            if bounds.low == -inf:
                words = f"is at most {bounds.high:g}"
            elif bounds.high == inf:
                words = f"is at least {bounds.low:g}"
            rule = f"{cell.key.replace('_', ' ')} {words}"
            yield fixed(rule, cell, bounds, f"{cell.column} {words}.")
        if cell.whole and cell.interval.bounded and cell.interval.whole() is None:
            near = exactly(float(round(cell.interval.middle)))
            yield fixed("counts are whole numbers", cell, near, "A count is a whole number.")
