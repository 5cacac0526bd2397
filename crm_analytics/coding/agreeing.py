"""Do the coders agree? Everything about it from one call."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from crm_analytics.coding import chance
from crm_analytics.coding.by_code import CodeAgreement, by_code
from crm_analytics.coding.codings import Codings
from crm_analytics.coding.coefficients import LEVEL, Coefficient, coefficients, value
from crm_analytics.coding.disagreement import Disagreement, disagreement
from crm_analytics.coding.ratings import Gaps, Ratings, ratings
from crm_analytics.statistics.resampling import USUAL, Draws


@dataclass(frozen=True, slots=True)
class Counted:
    """The coefficients when empty cells mean one thing.

    units: that count at all. pairable: that two or more coders coded. codes: how many could be
    given, "no code" among them where that is a decision.
    """

    gaps: Gaps
    units: int
    pairable: int
    codes: int
    coefficients: tuple[Coefficient, ...]


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two coders. units: that both coded. kappa: None where both always used one same code."""

    first: str
    second: str
    units: int
    agreement: float | None
    holsti: float | None
    kappa: float | None


@dataclass(frozen=True, eq=False, slots=True)
class Agreement:
    """How far coders agree, and where they do not.

    units: all, of which `uncoded` nobody coded and `alone` one coder only.
    several: whether units may carry several codes; coefficients then compare sets of codes.
    counted: once for every meaning of an empty cell that makes a difference, the chosen one first.
    """

    units: int
    uncoded: int
    alone: int
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    several: bool
    counted: tuple[Counted, ...]
    pairs: tuple[PairAgreement, ...]
    by_code: tuple[CodeAgreement, ...]
    disagreement: Disagreement
    draws: Draws
    level: float

    @property
    def coefficients(self) -> tuple[Coefficient, ...]:
        """Those with the chosen meaning of an empty cell."""
        return self.counted[0].coefficients

    def coefficient(self, key: str) -> Coefficient:
        """One of them by its key."""
        return next(one for one in self.coefficients if one.key == key)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person may choose.

    gaps: what an empty cell means first. others: codes that could be given, though nobody did;
    a code book's. order: the codes from low to high, where they have an order that is not that of
    numbers.
    """

    gaps: Gaps = Gaps.MISSING
    others: Collection[str] = ()
    order: Sequence[str] = ()
    level: float = LEVEL


def agreement(codings: Codings, choices: Choices = Choices(), draws: Draws = USUAL) -> Agreement:
    """Agreement of all coders, of every pair and on every code, and where they disagree."""
    coded = codings.coded.sum(axis=1)
    main = ratings(codings, choices.gaps, choices.others)
    return Agreement(
        units=len(codings.units),
        uncoded=int((coded == 0).sum()),
        alone=int((coded == 1).sum()),
        coders=codings.coders,
        codes=codings.codes,
        several=codings.several,
        counted=tuple(
            _counted(codings, gaps, choices, draws) for gaps in _meanings(codings, choices.gaps)
        ),
        pairs=_pairs(codings.coders, main),
        by_code=by_code(main),
        disagreement=disagreement(codings),
        draws=draws,
        level=choices.level,
    )


def _meanings(codings: Codings, chosen: Gaps) -> list[Gaps]:
    """Those under which the numbers may differ: without an empty cell they cannot."""
    coded = codings.coded
    if coded.all():
        return [chosen]
    differing = list(Gaps) if not coded.any(axis=1).all() else [Gaps.MISSING, Gaps.DECISION]
    return [chosen, *(gaps for gaps in differing if gaps is not chosen)]


def _counted(codings: Codings, gaps: Gaps, choices: Choices, draws: Draws) -> Counted:
    own = ratings(codings, gaps, choices.others)
    found = coefficients(own, choices.order, draws, choices.level)
    return Counted(gaps, own.units, own.pairable, chance.possible(own), found)


def _pairs(coders: Sequence[str], every: Ratings) -> tuple[PairAgreement, ...]:
    return tuple(
        PairAgreement(
            first=coders[first],
            second=coders[second],
            units=own.pairable,
            agreement=value(chance.percent, own),
            holsti=value(chance.holsti, own),
            kappa=value(chance.cohen, own) if own.single else None,
        )
        for (first, second), own in chance.each_pair(every)
    )
