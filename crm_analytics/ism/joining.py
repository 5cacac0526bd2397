"""Two people worked on the same judgements at once: both changes in one, pair by pair."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from crm_analytics.errors import Problem
from crm_analytics.ism.panel import FuzzyPanel, Panel
from crm_analytics.ism.relations import Factor, letter
from crm_analytics.ism.work import Given, Work

K = TypeVar("K")
V = TypeVar("V")
Cell = tuple[int, int, int]  # expert, row, column


def joined(base: Work, theirs: Work, mine: Work) -> tuple[Work, tuple[Problem, ...]]:
    """Theirs with what mine changed since `base`; and what both changed differently.

    There theirs stands, and a problem tells what mine was. Theirs stands whole where one of the
    three was made of other files, or of the same files read in another way.
    """
    if not base.begun == theirs.begun == mine.begun:
        what = "were made of other files meanwhile, which count now."
        return theirs, (Problem("The judgements", what, "Bring yours back if they should."),)
    both = _Both(base, theirs, mine)
    factors = both.factors()
    ids = [factor.id for factor in factors]
    reasons = both.of(_reasons, lambda link: f"Why {both.pair(*link)}")
    linked = both.of(lambda work: _placed(work, work.linked), both.about("Dimension of"))
    moved = both.of(lambda work: _placed(work, work.moved), both.about("Place of"))
    whole = replace(
        theirs,
        given=both.given(factors),
        reasons={(ids[tail], ids[head]): why for (tail, head), why in reasons.items()},
        linked={ids[i]: name for i, name in linked.items()},
        moved={ids[i]: point for i, point in moved.items()},
        levels=both.of(lambda work: {0: work.levels}, lambda _: "Printed table")[0],
    )
    return whole, tuple(both.lost)


@dataclass(frozen=True, eq=False, slots=True)
class _Both:
    base: Work
    theirs: Work
    mine: Work
    lost: list[Problem] = field(default_factory=list)

    def of(self, said: Callable[[Work], Mapping[K, V]], where: Callable[[K], str]) -> dict[K, V]:
        """What is said by now of one kind; what both changed is noted as lost."""
        before, theirs, mine = map(said, (self.base, self.theirs, self.mine))
        now = dict(theirs)
        for key in {**before, **mine}:
            was, other, own = before.get(key), theirs.get(key), mine.get(key)
            if own in (was, other):
                continue
            if other != was:
                self.lose(where(key), other, own)
            elif key in mine:
                now[key] = mine[key]
            else:
                del now[key]
        return now

    def lose(self, where: str, theirs: object, mine: object) -> None:
        what = f"is {_word(theirs)} by now, and yours was {_word(mine)}."
        self.lost.append(Problem(where, what, "Write yours again if it still holds."))

    def factors(self) -> tuple[Factor, ...]:
        """The factors as they are called by now; two never become one."""
        names = self.of(lambda work: dict(enumerate(work.given.factors)), self.about("Name of"))
        if len({one.name.casefold() for one in names.values()}) == len(names):
            return tuple(names.values())
        before, theirs, mine = (w.given.factors for w in (self.base, self.theirs, self.mine))
        for was, other, own in zip(before, theirs, mine, strict=True):
            if other == was != own:  # what both changed is told already
                self.lose(f"Name of {other}", other, own)
        return theirs

    def given(self, factors: tuple[Factor, ...]) -> Given:
        kept = self.theirs.given
        if isinstance(kept, FuzzyPanel):
            strength = kept.strength.copy()
            for cell, value in self.of(_strengths, self.cell).items():
                strength[cell] = value
            return replace(kept, factors=factors, strength=strength)
        leads = np.zeros_like(kept.leads)
        for (expert, i, j), said in self.of(_letters, self.cell).items():
            leads[expert, i, j], leads[expert, j, i] = said in "VX", said in "AX"
        return replace(kept, factors=factors, leads=leads)

    def cell(self, cell: Cell) -> str:
        experts = self.theirs.given.experts
        return self.pair(*cell[1:]) + (f", {experts[cell[0]]}" if len(experts) > 1 else "")

    def pair(self, i: int, j: int) -> str:
        return f"{self.theirs.given.factors[i]} → {self.theirs.given.factors[j]}"

    def about(self, word: str) -> Callable[[int], str]:
        return lambda i: f"{word} {self.theirs.given.factors[i]}"


def _placed(work: Work, said: Mapping[str, V]) -> dict[int, V]:
    """What is said of factors, by their positions: an id may be renamed."""
    return {i: said[one.id] for i, one in enumerate(work.given.factors) if one.id in said}


def _reasons(work: Work) -> dict[tuple[int, int], str]:
    place = {factor.id: i for i, factor in enumerate(work.given.factors)}
    return {
        (place[tail], place[head]): why
        for (tail, head), why in work.reasons.items()
        if tail in place and head in place
    }


def _letters(work: Work) -> dict[Cell, str]:
    if isinstance(work.given, FuzzyPanel):
        return {}
    return {
        (expert, i, j): letter(leads[i][j], leads[j][i])
        for expert, leads in enumerate(work.given.leads.tolist())
        for i in range(len(leads))
        for j in range(i + 1, len(leads))
    }


def _strengths(work: Work) -> dict[Cell, float]:
    if isinstance(work.given, Panel):
        return {}
    every: dict[Cell, float] = dict(np.ndenumerate(work.given.strength))
    return every


def _word(said: object) -> str:
    if isinstance(said, tuple):  # a place, or a printed table by its name
        return ", ".join(f"{part:g}" for part in said if isinstance(part, float)) or repr(said[0])
    return "nothing" if said is None else f"'{said}'"
