"""One value a pair as a symmetric grid."""

from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

T = TypeVar("T", bound=np.generic)


def square(values: NDArray[T], diagonal: ArrayLike) -> NDArray[T]:
    """Shape (k, k) from k(k−1)/2 values in the order of `np.triu_indices`."""
    k = round((1 + np.sqrt(1 + 8 * len(values))) / 2)
    grid = np.empty((k, k), values.dtype)
    above = np.triu_indices(k, 1)
    grid[above] = values
    grid.T[above] = values
    grid[np.diag_indices(k)] = diagonal
    return grid
