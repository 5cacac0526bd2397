"""What is a comparison, and when do two numbers agree?"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from math import isfinite, log10

EXACT = 99  # digits of a count, which agrees or does not
TINY = 1e-291  # as a floor: relative however small, but for what double precision cannot hold
MOST = 12  # digits beyond which another processor may round otherwise

HEADLINES = "everything of sets in full, headlines of the others"
IN_FULL_ONLY = "everything of sets in full, a count of the others"
COUNTED = "a count"


@dataclass(frozen=True, slots=True)
class Number:
    """What is compared, and how many digits must agree.

    digits: asked for, relative to the reference.
    floor: below it the difference is taken relative to it, as nothing keeps digits near zero.
    decimals: of a printed table, whose last one is rounded; None for numbers in full.
    slack: how far a printed number may be off; None for half of its last decimal.
    headline: stands in the book for every set, not for one set in full.
    most: digits that any processor holds; the book shows no more.
    """

    name: str
    digits: float = 9
    floor: float = 1e-3
    decimals: int | None = None
    slack: float | None = None
    headline: bool = False
    most: float = MOST

    @property
    def exact(self):
        """Whether it is a count."""
        return self.digits == EXACT


@dataclass(frozen=True, slots=True)
class Compared:
    """One number of one thing of one set; None where it is undefined."""

    set: str
    thing: str
    number: Number
    ours: float | None
    theirs: float | None

    @property
    def agrees(self):
        """Whether ours is what it has to be."""
        if self.ours is None or self.theirs is None:
            return self.ours is self.theirs
        return abs(self.ours - self.theirs) <= self.allowed

    @property
    def allowed(self):
        """The largest difference that agrees."""
        if self.number.decimals is not None:
            return self.number.slack or 0.5001 * 10**-self.number.decimals
        return 10**-self.number.digits * max(abs(self.theirs), self.number.floor)

    @property
    def digits(self):
        """How many digits agree, at most as many as any processor holds."""
        if self.ours is None or self.theirs is None or self.ours == self.theirs:
            return self.number.most if self.agrees else 0
        apart = abs(self.ours - self.theirs) / max(abs(self.theirs), self.number.floor)
        return min(-log10(apart), self.number.most) if isfinite(apart) else 0


@dataclass(frozen=True, slots=True)
class Room:
    """One table of the book.

    thing: what a line of it is about. compared: the comparisons of a set; least: of all sets.
    shown: what stands in the book, of the sets in full and of the others.
    """

    title: str
    thing: str
    source: str
    sets: tuple[str, ...]
    compared: Callable[[str], Iterable[Compared]]
    least: int
    shown: str = HEADLINES

    def of(self, name):
        """The comparisons of a set."""
        return _once(self.compared, name)

    @property
    def every(self):
        """The comparisons of all sets."""
        return [c for name in self.sets for c in self.of(name)]


@cache
def _once(compared, name):
    return tuple(compared(name))


Told = tuple[Number, float | None, float | None]


def told(name: str, thing: str, numbers: Iterable[Told]) -> Iterator[Compared]:
    """The numbers of one thing: each with ours and theirs."""
    for number, ours, theirs in numbers:
        yield Compared(name, thing, number, ours, theirs)


def by_key(name, thing, keys, ours, theirs) -> Iterator[Compared]:
    """Numbers that are fields of ours and keys of theirs: (number, field, key)."""
    for number, field, key in keys:
        yield Compared(name, thing, number, getattr(ours, field), theirs[key])
