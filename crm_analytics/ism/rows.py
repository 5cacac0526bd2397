"""Blocks in rows: which row each is in, in which order, and how far to the right.

The layered drawing of Sugiyama, Tagawa & Toda (1981, IEEE Transactions on Systems, Man, and
Cybernetics 11, 109-125): an arrow that passes a row has a bend there; the order of a row follows
the mean place of what its members are joined to, upwards and downwards, then neighbours change
places while that saves crossings. At last everything moves as near to what it is joined to as the
widths allow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.relations import Arrow

SWEEPS = 24
ROUNDS = 12
BEND = 0.3  # how wide the place is where an arrow passes a row

Order = list[NDArray[np.int64]]


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """Where everything is. x: of each block and then of each bend, 0 being the middle.

    bends: of each arrow the bends on its way up, as positions in x and the rows they are in.
    crossings: how often two arrows cross between rows.
    """

    x: NDArray[np.float64]
    bends: Mapping[Arrow, tuple[Arrow, ...]]
    crossings: int


@dataclass(frozen=True, eq=False, slots=True)
class _Sheet:
    """Blocks and bends in rows. joined: which of them a piece of an arrow joins, symmetric."""

    row: NDArray[np.int64]
    width: NDArray[np.float64]
    joined: NDArray[np.bool_]
    bends: Mapping[Arrow, tuple[Arrow, ...]]


def placed(row: Sequence[int], width: Sequence[float], arrows: Sequence[Arrow]) -> Rows:
    """The places of blocks; every arrow leads to a row of a smaller number.

    row: of each block, from 0. width: of each block, its margin included.
    """
    sheet = _with_bends(row, width, arrows)
    order, crossings = _ordered(sheet)
    return Rows(_spread(sheet, order), sheet.bends, crossings)


def _with_bends(row: Sequence[int], width: Sequence[float], arrows: Sequence[Arrow]) -> _Sheet:
    rows, widths = list(row), list(width)
    bends: dict[Arrow, tuple[Arrow, ...]] = {}
    pairs: list[Arrow] = []
    for tail, head in dict.fromkeys(arrows):
        passed = range(row[tail] - 1, row[head], -1)
        own = range(len(rows), len(rows) + len(passed))
        rows += passed
        widths += [BEND] * len(passed)
        bends[tail, head] = tuple(zip(own, passed, strict=True))
        way = (tail, *own, head)
        pairs += [(upper, lower) for lower, upper in pairwise(way)]
    joined = np.zeros((len(rows), len(rows)), dtype=bool)
    for upper, lower in pairs:
        joined[upper, lower] = joined[lower, upper] = True
    return _Sheet(np.array(rows), np.array(widths), joined, bends)


def _ordered(sheet: _Sheet) -> tuple[Order, int]:
    """The order with the fewest crossings of all sweeps, and then of all changes of neighbours."""
    count = int(sheet.row.max()) + 1
    order = [np.flatnonzero(sheet.row == one) for one in range(count)]
    best, fewest = order, _crossings(sheet, order)
    for sweep in range(SWEEPS):
        order = _swept(sheet, order, down=sweep % 2 == 0)
        if (crossings := _crossings(sheet, order)) < fewest:
            best, fewest = order, crossings
        if not fewest:
            break
    best = _switched(sheet, best)
    return best, _crossings(sheet, best)


def _swept(sheet: _Sheet, order: Order, down: bool) -> Order:
    new = list(order)
    steps = range(1, len(order)) if down else range(len(order) - 2, -1, -1)
    for one in steps:
        fixed = new[one - 1] if down else new[one + 1]
        means = _means(sheet.joined[np.ix_(fixed, new[one])])
        new[one] = new[one][np.argsort(means, kind="stable")]
    return new


def _means(joined: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The mean place of what each is joined to; its own place where that is nothing."""
    count = joined.sum(axis=0)
    places = np.arange(len(joined)) @ joined
    own = np.arange(joined.shape[1]) * len(joined) / max(joined.shape[1], 1)
    means: NDArray[np.float64] = np.where(count, places / np.maximum(count, 1), own)
    return means


def _switched(sheet: _Sheet, order: Order) -> Order:
    """Neighbours of a row change places while that saves a crossing."""
    new, better = list(order), True
    while better:
        better = False
        for one in range(len(new)):
            places = _switched_row(_costs(sheet, new, one))
            better |= places != sorted(places)
            new[one] = new[one][places]
    return new


def _switched_row(cost: NDArray[np.int64]) -> list[int]:
    """The members of a row from left to right after one look at every two neighbours."""
    places = list(range(len(cost)))
    for left, right in pairwise(range(len(cost))):
        a, b = places[left], places[right]
        if cost[a, b] > cost[b, a]:
            places[left], places[right] = b, a
    return places


def _costs(sheet: _Sheet, order: Order, one: int) -> NDArray[np.int64]:
    """How often the arrows of two members of a row cross when the first stands on the left."""
    row = order[one]
    cost = np.zeros((len(row), len(row)), dtype=np.int64)
    for other in (order[place] for place in (one - 1, one + 1) if 0 <= place < len(order)):
        joined = sheet.joined[np.ix_(other, row)].astype(np.int64)
        before: NDArray[np.int64] = joined.cumsum(axis=0) - joined
        cost += joined.T @ before
    return cost


def _crossings(sheet: _Sheet, order: Order) -> int:
    """Pairs of arrows between two rows of which one starts further left and ends further right."""
    total = 0
    for upper, lower in pairwise(order):
        joined = sheet.joined[np.ix_(upper, lower)].astype(np.int64)
        before = joined.cumsum(axis=0).cumsum(axis=1)  # from the first to here, both ways
        left_below = before[-1][None, :] - before
        total += int((joined[:, 1:] * left_below[:, :-1]).sum())
    return total


def _spread(sheet: _Sheet, order: Order) -> NDArray[np.float64]:
    x = np.zeros(len(sheet.row))
    for row in order:
        x[row] = _apart(np.zeros(len(row)), sheet.width[row])
    near = sheet.joined.astype(np.float64)
    count = near.sum(axis=1)
    for _ in range(ROUNDS):
        wished = np.where(count > 0, near @ x / np.maximum(count, 1), x)
        for row in order:
            x[row] = _apart(wished[row], sheet.width[row])
    return x


def _apart(wished: NDArray[np.float64], width: NDArray[np.float64]) -> NDArray[np.float64]:
    """The places nearest to those wished, in this order and without overlap: least squares.

    Pool adjacent violators (Ayer et al. 1955, Annals of Mathematical Statistics 26, 641-647) on the
    wishes less the room that everything to the left needs.
    """
    room = np.concatenate([[0.0], np.cumsum((width[1:] + width[:-1]) / 2)])
    pools: list[tuple[float, int]] = []
    for wish in wished - room:
        mean, size = float(wish), 1
        while pools and pools[-1][0] > mean:
            before, others = pools.pop()
            mean = (mean * size + before * others) / (size + others)
            size += others
        pools.append((mean, size))
    places: NDArray[np.float64] = np.repeat([m for m, _ in pools], [s for _, s in pools]) + room
    return places
