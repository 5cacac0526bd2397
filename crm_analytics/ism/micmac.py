"""Who drives and who depends: the four quadrants, and the ranks when paths of any length count.

Driving power is the row sum of a reachability matrix, dependence the column sum (Duperrin & Godet
1973). That is not MICMAC proper, which multiplies the matrix of direct relations, its diagonal 0,
until the ranks settle; both are here and called by their names.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.closure import closure
from crm_analytics.ism.relations import Flags, Relations

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


@dataclass(frozen=True, slots=True)
class Power:
    """One factor's place: its quadrant with the chosen cut, and with each of the three."""

    driving: int
    dependence: int
    quadrant: str
    by_cut: tuple[str, ...]

    @property
    def settled(self) -> bool:
        """Whether its quadrant is the same with every cut."""
        return len(set(self.by_cut)) == 1


@dataclass(frozen=True, slots=True)
class Quadrants:
    """Driving power and dependence of every factor.

    matrix: "final", or "initial" where the final one cannot tell the factors apart.
    cuts: for each of `CUTS` the driving power and the dependence above which a factor is high.
    """

    powers: tuple[Power, ...]
    matrix: str
    cut: Cut
    cuts: tuple[tuple[float, float], ...]
    reason: str

    @property
    def changing(self) -> tuple[int, ...]:
        """The factors whose quadrant depends on the cut."""
        return tuple(i for i, power in enumerate(self.powers) if not power.settled)


@dataclass(frozen=True, eq=False, slots=True)
class Settled:
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


def quadrants(relations: Relations, final: Flags, cut: Cut = "half") -> Quadrants:
    """Driving power and dependence of the final matrix, or of the initial where that is flat."""
    flat = _flat(final)
    matrix, reason = (relations.initial, _FLAT) if flat else (final, "")
    driving, dependence = matrix.sum(axis=1), matrix.sum(axis=0)
    cuts = tuple(_cut(kind, driving, dependence) for kind in CUTS)
    powers = []
    for d, p in zip(driving, dependence, strict=True):
        each = tuple(_quadrant(d, p, one) for one in cuts)
        powers.append(Power(int(d), int(p), each[CUTS.index(cut)], each))
    return Quadrants(tuple(powers), "initial" if flat else "final", cut, cuts, reason)


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


def powers(relations: Relations) -> Settled:
    """MICMAC proper (Godet): ranks by how many paths of k arrows start and end at each factor.

    k grows until the order by row sums and the order by column sums are both those of k − 1.
    """
    one = relations.leads.astype(np.float64)
    return settle(one, lambda now: now @ one, "paths")


def settle(one: Numbers, longer: Callable[[Numbers], Numbers], what: str) -> Settled:
    """Compose a matrix with itself until the ranks of its sums repeat."""
    if not _has_circle(one > 0):
        return Settled(None, None, None, f"{_ENDING} {what} {_INSTEAD}")
    now, before = one, ranks(one)
    for power in range(1, POWERS):
        now = longer(now)
        after = ranks(now)
        if all((a == b).all() for a, b in zip(before, after, strict=True)):
            return Settled(power, *after, reason="")
        before = after
    return Settled(None, None, None, f"The ranks had not settled after {POWERS} powers.")


_ENDING = "Without a circle there are no long"
_INSTEAD = "to rank by; driving power and dependence of the final matrix tell who drives whom."


def _has_circle(leads: Flags) -> bool:
    final = closure(leads)
    return bool((final & final.T).sum() > len(final))


def ranks(matrix: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ranks of the row sums and of the column sums, the largest first, equal where they tie."""
    return _ranks(matrix.sum(axis=1)), _ranks(matrix.sum(axis=0))


def _ranks(sums: Numbers) -> NDArray[np.int64]:
    """How many are larger by more than rounding, plus one."""
    # relative to the two compared: few paths count beside a factor that has billions
    larger = sums[None, :] - sums[:, None] > ROUNDING * sums[None, :]
    counted: NDArray[np.int64] = larger.sum(axis=1) + 1
    return counted
