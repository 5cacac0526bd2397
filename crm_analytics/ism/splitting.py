"""The fewest arrows that hold a circle together: without them it falls into two.

A cut between two factors is a largest flow between them (Ford & Fulkerson 1956, Canadian Journal of
Mathematics 8, 399-404). Any cut of the circle parts its first factor from some other one, in one
direction or the other.
"""

from collections.abc import Iterator

import numpy as np

from crm_analytics.ism.closure import closure
from crm_analytics.ism.feedback import Weights
from crm_analytics.ism.relations import Arrow, arrows

MOST = 60  # factors; two flows for each are computed


def splits(weights: Weights) -> tuple[tuple[Arrow, ...], ...]:
    """The cheapest sets of arrows that split a strong component; not always all of them.

    weights: shape (n, n), how dear each arrow is, 0 where there is none. Empty for a component of
    one factor or of more than `MOST`.
    """
    if not 1 < len(weights) <= MOST:
        return ()
    found = dict(_cuts(weights))
    least = min(found.values())
    return tuple(sorted(cut for cut, weight in found.items() if weight == least))


def _cuts(weights: Weights) -> Iterator[tuple[tuple[Arrow, ...], int]]:
    for other in range(1, len(weights)):
        yield _cut(weights, 0, other)
        yield _cut(weights, other, 0)


def _cut(weights: Weights, source: int, sink: int) -> tuple[tuple[Arrow, ...], int]:
    """The cheapest arrows on every way from source to sink, as near to the source as they are."""
    # imported here: only circles need it
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    result = maximum_flow(csr_array(weights.astype(np.int32)), source, sink)
    spare = weights - result.flow.toarray() > 0
    side = closure(spare)[source]
    cut = (weights > 0) & side[:, None] & ~side
    return arrows(cut), int(result.flow_value)
