"""Why factors share a level although nobody meant them to, and which judgements to look at again.

Levels are never forced: a cycle is one level. What can be done is to review judgements, and these
are the ones whose change would open it. The fewest arrows that hold a cycle together are a cut: a
cut between two factors is a largest flow between them (Ford & Fulkerson 1956, Canadian Journal of
Mathematics 8, 399-404), and any cut of the cycle parts its first factor from some other one, in one
direction or the other.

The fewest arrows to give up so that no cycle is left are the smallest feedback arc set. Every order
of the factors gives up the arrows that run against it. Up to `EXACT` factors the best order is
found among all, subset by subset (Lawler 1964, Management Science 11, 282-285), and so are the
arrows that every best order gives up. Above, one factor after another is moved to its best place
until nothing improves; what must be given up at least is then known from cycles of two and three
arrows that share none. Ours, for networkx has none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.judgements import Arrow, DirectRelations, Flags, arrows, letter
from crm_analytics.ism.levels import Blocks, closure, levels

MOST = 100  # changes that are tried one after another
EXACT = 18
SWEEPS = 100
TRIANGLES = 100  # factors; above, only cycles of two arrows count for the bound
LARGEST = 60  # factors of a cycle of which the fewest arrows are sought; two flows for each

Weights = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One pair to look at again.

    arrow: the direction that would have to go.
    letter, instead: of the pair, now and without the arrow, as the SSIM has it.
    weight: how many experts say the arrow; of fuzzy relations its strength in hundredths.
    loops: how many cycles of two or three arrows it closes.
    certain: whether every smallest set of changes has it; False where that is not known.
    """

    arrow: Arrow
    letter: str
    instead: str
    weight: int
    loops: int
    certain: bool


@dataclass(frozen=True, slots=True)
class Cycle:
    """Factors that lead to one another.

    review: the fewest judgements whose change leaves no cycle; those that fewest experts share
    first, then those that cannot be spared, then those that close most cycles.
    unfolding: how many levels the whole has after 0, 1, 2, … of these changes, at most `MOST`.
    at_least: the weight every such set has at least; that of `review` when it is `exact`.
    mutual: the pairs that lead to each other.
    splits: the fewest arrows without which the cycle falls into two, some of the ways, and how many
    levels there are then.
    """

    members: tuple[int, ...]
    review: tuple[Judgement, ...]
    unfolding: tuple[int, ...]
    at_least: int
    exact: bool
    mutual: tuple[Arrow, ...]
    splits: Mapping[tuple[Arrow, ...], int]


def cycles(
    relations: DirectRelations, blocks: Blocks, weights: NDArray[np.int64]
) -> tuple[Cycle, ...]:
    """Every block of several factors. weights: shape (n, n), how sure each arrow is, see above."""
    return tuple(_cycle(relations, members, weights) for members in blocks.cycles)


def _cycle(relations: DirectRelations, members: tuple[int, ...], sure: NDArray[np.int64]) -> Cycle:
    own = np.ix_(members, members)
    leads = relations.leads[own]
    # an arrow that a rule draws without a single vote is still one
    weights = np.where(leads, np.maximum(sure[own], 1), 0)
    found = feedback(weights)
    ones, certain = leads.astype(np.float64), set(found.certain)
    loops = (ones + ones @ ones).T
    review = [
        Judgement(
            arrow=(members[i], members[j]),
            letter=relations.letter(*sorted((members[i], members[j]))),
            # of the pair without this arrow, the row being the first of both
            instead=letter(bool(leads[j, i] and j < i), bool(leads[j, i] and i < j)),
            weight=int(weights[i, j]),
            loops=int(loops[i, j]),
            certain=(i, j) in certain,
        )
        for i, j in found.dropped
    ]
    review.sort(key=lambda one: (one.weight, not one.certain, -one.loops, one.arrow))
    both = np.triu(leads & leads.T)
    return Cycle(
        members,
        tuple(review),
        _unfolding(relations, [one.arrow for one in review]),
        found.bound,
        found.exact,
        tuple((members[i], members[j]) for i, j in np.argwhere(both)),
        _splits(relations, members, splits(weights)),
    )


def _unfolding(relations: DirectRelations, dropped: Sequence[Arrow]) -> tuple[int, ...]:
    leads, counts = relations.leads.copy(), []
    for arrow in (None, *dropped[:MOST]):
        if arrow is not None:
            leads[arrow] = False
        counts.append(int(levels(closure(leads)).max()))
    return tuple(counts)


def _splits(
    relations: DirectRelations, members: Sequence[int], cuts: Sequence[Sequence[Arrow]]
) -> dict[tuple[Arrow, ...], int]:
    found = {}
    for cut in cuts:
        dropped = tuple((members[i], members[j]) for i, j in cut)
        found[dropped] = int(levels(closure(relations.without(dropped).leads)).max())
    return found


def splits(weights: Weights) -> tuple[tuple[Arrow, ...], ...]:
    """The cheapest sets of arrows that split a strong component; not always all of them.

    weights: shape (n, n), how dear each arrow is, 0 where there is none. Empty for a component of
    one factor or of more than `LARGEST`.
    """
    if not 1 < len(weights) <= LARGEST:
        return ()
    others = range(1, len(weights))
    found = dict(_cut(weights, *ends) for one in others for ends in ((0, one), (one, 0)))
    least = min(found.values())
    return tuple(sorted(cut for cut, weight in found.items() if weight == least))


def _cut(weights: Weights, source: int, sink: int) -> tuple[tuple[Arrow, ...], int]:
    """The cheapest arrows on every way from source to sink, as near to the source as they are."""
    # imported here: only cycles need it
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    result = maximum_flow(csr_array(weights.astype(np.int32)), source, sink)
    spare = weights - result.flow.toarray() > 0
    side = closure(spare)[source]
    cut = (weights > 0) & side[:, None] & ~side
    return arrows(cut), int(result.flow_value)


@dataclass(frozen=True, slots=True)
class Feedback:
    """The arrows to give up.

    dropped: those that run against the order that remains. certain: those that every smallest set
    has; empty where that is not known. weight: of the dropped arrows. bound: what every order gives
    up at least; equal to the weight when no smaller set exists.
    """

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
    else:
        order, certain = _improved(weights), np.zeros_like(weights, dtype=bool)
    place = np.argsort(order)
    dropped = (place[:, None] > place) & (weights > 0)
    weight = int(weights[dropped].sum())
    bound = weight if len(weights) <= EXACT else _bound(weights)
    return Feedback(arrows(dropped), arrows(certain), weight, bound)


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
    subset, order = (1 << n) - 1, []
    while subset:
        order.append(int(last[subset]))
        subset ^= 1 << order[-1]
    return np.array(order[::-1]), (weights > 0) & ~kept


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
    """The weight of cycles that share no arrow: of each the cheapest arrow has to go."""
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
