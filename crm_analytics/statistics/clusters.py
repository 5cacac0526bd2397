"""In which order do columns stand beside those they go with?

Average-linkage clusters of the distance 1 − r (Sokal & Michener 1958), their leaves in the order
that makes neighbours closest (Bar-Joseph, Gifford & Jaakkola 2001, Bioinformatics 17, S22-S29).
"""

import numpy as np
from numpy.typing import NDArray


def clustered_order(r: NDArray[np.float64]) -> list[int]:
    """Places of the columns; those with an undefined r come last, as they were.

    r: shape (k, k), symmetric, NaN where undefined.

    >>> clustered_order(np.array([[1, 0.1, 0.8], [0.1, 1, 0.2], [0.8, 0.2, 1]]))
    [0, 2, 1]
    """
    from scipy.cluster import hierarchy
    from scipy.spatial.distance import squareform

    k = len(r)
    known = list(range(k))
    while len(known) > 0 and np.isnan(r[np.ix_(known, known)]).any():
        gaps = np.isnan(r[np.ix_(known, known)]).sum(axis=0)
        known.pop(len(known) - 1 - int(gaps[::-1].argmax()))
    others = [place for place in range(k) if place not in known]
    if len(known) < 3:
        return known + others
    distance = 1 - r[np.ix_(known, known)]
    np.fill_diagonal(distance, 0)
    tree = hierarchy.linkage(squareform(distance, checks=False), "average", optimal_ordering=True)
    leaves = hierarchy.leaves_list(tree).tolist()
    if leaves[0] > leaves[-1]:  # both directions are as good: what was asked first comes first
        leaves.reverse()
    return [known[leaf] for leaf in leaves] + others
