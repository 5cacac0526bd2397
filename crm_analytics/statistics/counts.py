"""How often is each answer given? Comparing bytes with few values is faster than sorting them."""

import numpy as np
from numpy.typing import NDArray

BLOCK = 2**18  # answers; what is compared and counted stays in the cache
MANY = 16  # more values than this are counted in one sweep


def answered(column: NDArray[np.int8]) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """Every whole number from the smallest to the largest answer, and how often it occurs.

    column: shape (people,); codes of missing answers are counted like others.
    """
    low, high = (int(column.min()), int(column.max())) if column.size else (0, -1)
    values = np.arange(low, high + 1).astype(np.int8)  # bytes are compared with bytes
    if len(values) > MANY:
        return values, np.bincount(column.view(np.uint8), minlength=256)[values.view(np.uint8)]
    counts, alike = np.zeros(len(values), np.int64), np.empty(BLOCK, bool)
    for start in range(0, len(column), BLOCK):
        part = column[start : start + BLOCK]
        for place, value in enumerate(values):
            counts[place] += np.count_nonzero(np.equal(part, value, out=alike[: len(part)]))
    return values, counts
