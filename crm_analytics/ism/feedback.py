"""The fewest arrows to give up so that no circle is left: the smallest feedback arc set.

Every order of the factors gives up the arrows that run against it. Up to `EXACT` factors the best
order is found among all, subset by subset (Lawler 1964, Management Science 11, 282-285), and so are
the arrows that every best order gives up. Above, one factor after another is moved to its best
place until nothing improves; what must be given up at least is then known from circles of two and
three arrows that share none.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.relations import Arrow, Flags, arrows

Weights = NDArray[np.int64]

EXACT = 18
SWEEPS = 100
TRIANGLES = 100  # factors; above, only circles of two arrows count for the bound


@dataclass(frozen=True, slots=True)
class Feedback:
    """The arrows to give up and the order that remains.

    order: positions, each leads only to later ones. dropped: the arrows against it. certain: those
    that every smallest set has; empty where that is not known. weight: of the dropped arrows.
    bound: what every order gives up at least; equal to the weight when no smaller set exists.
    """

    order: tuple[int, ...]
    dropped: tuple[Arrow, ...]
    certain: tuple[Arrow, ...]
    weight: int
    bound: int

    @property
    def exact(self) -> bool:
        """Whether no smaller set exists."""
        return self.weight == self.bound


def feedback(weights: Weights) -> Feedback:
    """The arrows to give up. weights: shape (n, n), how dear each is, 0 where there is none."""
    if len(weights) <= EXACT:
        order, certain = _best(weights)
        dropped = _against(weights, order)
        weight = bound = int(weights[dropped].sum())
    else:
        order = _improved(weights)
        dropped, certain = _against(weights, order), np.zeros_like(weights, dtype=bool)
        weight, bound = int(weights[dropped].sum()), _bound(weights)
    return Feedback(tuple(map(int, order)), arrows(dropped), arrows(certain), weight, bound)


def _against(weights: Weights, order: NDArray[np.int64]) -> Flags:
    place = np.argsort(order)
    against: Flags = (place[:, None] > place) & (weights > 0)
    return against


def _best(weights: Weights) -> tuple[NDArray[np.int64], Flags]:
    """The cheapest order of all, and the arrows that every cheapest order gives up."""
    n = len(weights)
    back = np.stack([_sums(row) for row in weights])
    cost, last = _cheapest(back)
    held = np.arange(1 << n)[:, None] >> np.arange(n) & 1 > 0
    # a subset is the beginning of a cheapest order when its cost, that of the rest and the arrows
    # from the rest back into it make up the cheapest; the rest's index counts from the end
    whole = cost + cost[::-1] + np.where(held, 0, back.T).sum(axis=1)
    begun = held[whole == cost[-1]].astype(np.float32)
    kept = begun.T @ (1 - begun) > 0
    return _backwards(last, n), (weights > 0) & ~kept


def _cheapest(back: Weights) -> tuple[Weights, Weights]:
    """For every subset what its cheapest order gives up, and the last factor of that order.

    back: shape (n, subsets), the weight of each factor's arrows into every subset.
    """
    n, count = back.shape
    subsets = np.arange(count)
    sizes = np.bitwise_count(subsets)
    cost, last = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    for size in range(1, n + 1):
        layer = subsets[sizes == size]
        least = np.full(len(layer), np.iinfo(np.int64).max)
        for v in range(n):
            held = np.flatnonzero(layer >> v & 1)
            before = layer[held] ^ (1 << v)
            price = cost[before] + back[v, before]
            better = price < least[held]
            least[held[better]] = price[better]
            last[layer[held[better]]] = v
        cost[layer] = least
    return cost, last


def _sums(row: Weights) -> Weights:
    """The sum of a row's weights over every subset, the subset's bits being the index."""
    sums = np.zeros(1, dtype=np.int64)
    for weight in row:
        sums = np.concatenate([sums, sums + weight])
    return sums


def _backwards(last: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    subset, order = (1 << n) - 1, []
    while subset:
        order.append(int(last[subset]))
        subset ^= 1 << order[-1]
    return np.array(order[::-1])


def _improved(weights: Weights) -> NDArray[np.int64]:
    order = np.argsort(weights.sum(axis=0) - weights.sum(axis=1), kind="stable")
    for _ in range(SWEEPS):
        moved = False
        for factor in tuple(order):
            better = _moved(weights, order, int(factor))
            moved |= better is not order
            order = better
        if not moved:
            break
    return order


def _moved(weights: Weights, order: NDArray[np.int64], factor: int) -> NDArray[np.int64]:
    """The order with one factor where it gives up least; the very same when it stands well."""
    place = int(np.flatnonzero(order == factor)[0])
    others = np.delete(order, place)
    # at place p it gives up its arrows to those before and the arrows from those after
    gained = weights[factor, others] - weights[others, factor]
    price = np.concatenate([[0], np.cumsum(gained)])
    best = int(price.argmin())
    return np.insert(others, best, factor) if price[best] < price[place] else order


def _bound(weights: Weights) -> int:
    """The weight of circles that share no arrow: of each the cheapest arrow has to go."""
    left = weights.copy()
    pairs = np.minimum(left, left.T)
    left -= pairs
    bound = int(np.triu(pairs).sum())
    if len(left) > TRIANGLES:
        return bound
    for i, j in arrows(left > 0):
        for k in np.flatnonzero((left[j] > 0) & (left[:, i] > 0)):
            cheapest = min(left[i, j], left[j, k], left[k, i])
            left[i, j] -= cheapest
            left[j, k] -= cheapest
            left[k, i] -= cheapest
            bound += int(cheapest)
    return bound
