"""Who drives and who depends: the four quadrants, and the ranks when paths of any length count.

Driving power is the row sum of a reachability matrix, dependence the column sum (Duperrin & Godet
1973). That is not MICMAC proper, which multiplies the matrix of direct relations, its diagonal 0,
until the ranks settle; both are here and called by their names.

Of relations of different strength a chain is as strong as its weakest arrow. The max-min
composition takes, of all ways, the one whose weakest arrow is strongest (Zadeh 1971, Information
Sciences 3, 177-200). Cutting its closure at some strength (an alpha cut) gives the closure of the
relations that are at least so strong, so every cut has levels.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.judgements import DirectRelations, Flags, at_least
from crm_analytics.ism.levels import Levels, closure, levels

Numbers = NDArray[np.float64]
Cut = Literal["half", "mean", "median"]

CUTS: tuple[Cut, ...] = ("half", "mean", "median")
AUTONOMOUS, DEPENDENT, LINKAGE, DRIVER = QUADRANTS = (
    "autonomous",
    "dependent",
    "linkage",
    "driver",
)
ROUNDING = 1e-11  # of sums of up to 500 numbers, none below 0, `POWERS` times over
POWERS = 60  # of 500 factors the last counts 500⁶⁰ paths, which a float64 still holds


@dataclass(frozen=True, eq=False, slots=True)
class Quadrants:
    """Driving power and dependence of every factor.

    driving, dependence: shape (n,). matrix: "final", or "initial" where the final one cannot tell
    the factors apart, with the reason. cut: the chosen one of `CUTS`.
    cuts: of each the driving power and the dependence above which a factor is high.
    by_cut: of each the quadrants of all factors.
    """

    driving: NDArray[np.int64]
    dependence: NDArray[np.int64]
    matrix: str
    reason: str
    cut: Cut
    cuts: Mapping[Cut, tuple[float, float]]
    by_cut: Mapping[Cut, tuple[str, ...]]

    @property
    def quadrant(self) -> tuple[str, ...]:
        """The quadrant of each factor with the chosen cut."""
        return self.by_cut[self.cut]

    @property
    def changing(self) -> tuple[int, ...]:
        """The factors whose quadrant depends on the cut."""
        each = zip(*self.by_cut.values(), strict=True)
        return tuple(i for i, quadrants in enumerate(each) if len(set(quadrants)) > 1)


@dataclass(frozen=True, eq=False, slots=True)
class SettledRanks:
    """Ranks when paths of any length count.

    power: from which one on the ranks no longer change; None when they never settle, with the
    reason. driving, dependence: shape (n,), ranks from 1, equal where the sums are; None likewise.
    """

    power: int | None
    driving: NDArray[np.int64] | None
    dependence: NDArray[np.int64] | None
    reason: str


_FLAT = (
    "In the final matrix every factor has the same driving power and the same dependence, "
    "so the initial matrix is used."
)


def quadrants(relations: DirectRelations, final: Flags, cut: Cut = "half") -> Quadrants:
    """Driving power and dependence of the final matrix, or of the initial where that is flat."""
    flat = _flat(final)
    matrix = relations.initial if flat else final
    driving, dependence = matrix.sum(axis=1), matrix.sum(axis=0)
    cuts = {kind: _cut(kind, driving, dependence) for kind in CUTS}
    by_cut = {
        kind: tuple(_quadrant(*both, above) for both in zip(driving, dependence, strict=True))
        for kind, above in cuts.items()
    }
    reason = _FLAT if flat else ""
    name = "initial" if flat else "final"
    return Quadrants(driving, dependence, name, reason, cut, cuts, by_cut)


def _flat(reach: Flags) -> bool:
    sums = reach.sum(axis=1), reach.sum(axis=0)
    return all(bool((one == one[0]).all()) for one in sums)


def _cut(
    kind: Cut, driving: NDArray[np.int64], dependence: NDArray[np.int64]
) -> tuple[float, float]:
    if kind == "half":
        return len(driving) / 2, len(driving) / 2
    middle = np.mean if kind == "mean" else np.median
    return float(middle(driving)), float(middle(dependence))


def _quadrant(driving: float, dependence: float, cut: tuple[float, float]) -> str:
    high, low = (LINKAGE, DRIVER), (DEPENDENT, AUTONOMOUS)
    return (high if driving > cut[0] else low)[0 if dependence > cut[1] else 1]


def powers(relations: DirectRelations) -> SettledRanks:
    """MICMAC proper (Godet): ranks by how many paths of k arrows start and end at each factor.

    k grows until the order by row sums and the order by column sums are both those of k − 1.
    """
    one = relations.leads.astype(np.float64)
    return settle(one, lambda now: now @ one, "paths")


def settle(one: Numbers, longer: Callable[[Numbers], Numbers], what: str) -> SettledRanks:
    """Compose a matrix with itself until the ranks of its sums repeat."""
    final = closure(one > 0)
    if (final & final.T).sum() == len(final):
        return SettledRanks(None, None, None, f"{_ENDING} {what} {_INSTEAD}")
    now, before = one, ranks(one)
    for power in range(1, POWERS):
        now = longer(now)
        after = ranks(now)
        if all((a == b).all() for a, b in zip(before, after, strict=True)):
            return SettledRanks(power, *after, reason="")
        before = after
    return SettledRanks(None, None, None, f"The ranks had not settled after {POWERS} powers.")


_ENDING = "Without a circle there are no long"
_INSTEAD = "to rank by; driving power and dependence of the final matrix tell who drives whom."


def ranks(matrix: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ranks of the row sums and of the column sums, the largest first, equal where they tie."""
    return _ranks(matrix.sum(axis=1)), _ranks(matrix.sum(axis=0))


def _ranks(sums: Numbers) -> NDArray[np.int64]:
    """How many are larger by more than rounding, plus one."""
    # relative to the two compared: few paths count beside a factor that has billions
    larger = sums[None, :] - sums[:, None] > ROUNDING * sums[None, :]
    counted: NDArray[np.int64] = larger.sum(axis=1) + 1
    return counted


def fuzzy_closure(strength: Numbers) -> Numbers:
    """How strongly each factor leads to each other over the best way; the diagonal is 1.

    strength: of the direct relations, shape (n, n).
    """
    reach = strength.copy()
    np.fill_diagonal(reach, 1.0)
    for k in range(len(reach)):
        np.maximum(reach, np.minimum(reach[:, k, None], reach[k]), out=reach)
    return reach


def alpha_cuts(strength: Numbers, most: int = 50) -> dict[float, Levels]:
    """The levels at each strength at which they could change, the strongest first.

    Evenly chosen strengths when there are too many.
    """
    reach = fuzzy_closure(strength)
    ways = reach[~np.eye(len(reach), dtype=bool)]
    found = np.unique(np.round(ways[ways > 0], 12))[::-1]
    if len(found) > most:
        found = found[np.linspace(0, len(found) - 1, most).round().astype(int)]
    return {float(least): levels(at_least(reach, float(least))) for least in found}


def fuzzy_powers(strength: Numbers) -> SettledRanks:
    """Fuzzy MICMAC: max-min powers of the direct strengths until both rank orders repeat."""
    return settle(strength, lambda now: max_min(now, strength), "chains")


def max_min(first: Numbers, second: Numbers) -> Numbers:
    """The strongest way by an arrow of the first and then one of the second."""
    found = np.zeros_like(first)
    for k in range(len(first)):
        np.maximum(found, np.minimum(first[:, k, None], second[k]), out=found)
    return found
