"""What the answers say, as plain result objects: from moments, counts or arrays to numbers.

A scale or model that cannot be computed is a result too: `Unavailable`, with its reason.
"""

from dataclasses import dataclass
from typing import Literal

Coefficient = Literal["pearson", "spearman", "kendall", "polychoric"]


@dataclass(frozen=True, slots=True)
class Unavailable:
    """What could not be computed, and why, in a sentence a user can act on."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval; low and high are None where it has none."""

    value: float
    low: float | None
    high: float | None


def no_weighted_form(method: str) -> str:
    """The reason where a method cannot take case weights, for example "Dunn's test"."""
    return f"{method} is not defined with case weights."
