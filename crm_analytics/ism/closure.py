"""Who reaches whom over any number of arrows: the transitive closure, to its fixed point.

Warshall (1962, Journal of the ACM 9, 11-12) with the rows as packed bits: one pass over the
factors is the fixed point when every factor's whole row is passed on at once.
"""

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.relations import Flags


def closure(leads: Flags) -> Flags:
    """The final reachability matrix, or one of each matrix of a stack.

    leads: shape (…, n, n). The diagonal of the result is True.
    """
    n = leads.shape[-1]
    packed = np.packbits(leads | np.eye(n, dtype=bool), axis=-1)
    for k in range(n):
        through = packed[..., k >> 3] & (0x80 >> (k & 7)) != 0
        packed |= np.where(through[..., None], packed[..., k, None, :], np.uint8(0))
    return np.unpackbits(packed, axis=-1, count=n).astype(bool)


def steps(leads: Flags, most: int) -> Flags:
    """Who reaches whom over at most so many arrows."""
    one = leads | np.eye(len(leads), dtype=bool)
    reach = one
    for _ in range(most - 1):
        reach = compose(reach, one)
    return reach


def compose(first: Flags, second: Flags) -> Flags:
    """Who reaches whom by an arrow of the first and then one of the second."""
    # sums of ones are exact in single precision far beyond the number of factors
    both: Flags = first.astype(np.float32) @ second.astype(np.float32) > 0
    return both


def levels(reach: Flags) -> NDArray[np.int64]:
    """The level of every factor, or of those of each matrix of a stack; 1 is the top.

    reach: shape (…, n, n). 0 where the partition stalls, which it never does on a closure.
    """
    blocking = (reach & ~np.swapaxes(reach, -1, -2)).astype(np.float32)
    found = np.zeros(reach.shape[:-1], dtype=np.int64)
    blocks = blocking.sum(axis=-1)
    level = 0
    while (chosen := (blocks == 0) & (found == 0)).any():
        level += 1
        found[chosen] = level
        blocks -= (blocking @ chosen[..., None].astype(np.float32))[..., 0]
    return found
