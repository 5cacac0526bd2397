"""How far do coders agree? Every coefficient that applies, its interval, and what it would mean.

Intervals are percentiles of a bootstrap over units: units are drawn anew with replacement, all
coders with them (Efron 1979), and all coefficients come from the same draws. Up to `FEW` patterns
it is drawn how often each occurs; above, unit by unit: the chances are the same, the time grows
with units only, and one seed draws other units.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isnan

import numpy as np
from numpy.typing import NDArray

from crm_analytics.coding import kappa, krippendorff
from crm_analytics.coding.kappa import Measure, standard_error
from crm_analytics.coding.ratings import Numbers, Ratings
from crm_analytics.statistics.resampling import LARGEST, USUAL, Draws, percentile_interval

LEVEL = 0.95
FEW = 1_000  # patterns

# what Landis & Koch (1977) call a κ above the cut, and Krippendorff (2004) an α at the cut or above
LANDIS_KOCH = (
    (0.8, "almost perfect"),
    (0.6, "substantial"),
    (0.4, "moderate"),
    (0.2, "fair"),
    (0.0, "slight"),
)
KRIPPENDORFF = ((0.8, "reliable"), (0.667, "good enough for tentative conclusions"))


@dataclass(frozen=True, slots=True)
class CoefficientKind:
    """A coefficient, whatever it is computed of.

    key: its short name. name: its whole one. says: what it counts. source: who defined it.
    corrected: whether chance is taken off.
    """

    key: str
    name: str
    measure: Measure
    says: str
    source: str
    corrected: bool = True


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient of agreement; 1 is perfect, and 0 no better than chance where it is corrected.

    value, low, high: None where undefined. se: in closed form, None where there is none.
    counted: places of the patterns whose units it counts. units: how many these are.
    coders: how many. note: why there is no value or no interval; empty where there are both.
    """

    kind: CoefficientKind
    value: float | None
    low: float | None
    high: float | None
    se: float | None
    counted: frozenset[int]
    units: int
    coders: int
    note: str = ""

    @property
    def key(self) -> str:
        """Its short name."""
        return self.kind.key

    @property
    def name(self) -> str:
        """Its whole name."""
        return self.kind.name


AGREEMENT = CoefficientKind(
    "agreement",
    "Percent agreement",
    kappa.percent,
    "pairs of coders who gave a unit the same",
    "–",
    corrected=False,
)
HOLSTI = CoefficientKind(
    "holsti",
    "Holsti",
    kappa.holsti,
    "2M / (N₁ + N₂): codes in common, of all codes given",
    "Holsti (1969)",
    corrected=False,
)
COHEN = CoefficientKind(
    "cohen", "Cohen's κ", kappa.cohen, "chance: how often each coder uses each code", "Cohen (1960)"
)
# of more than two coders it is a mean over pairs, and is called so
LIGHT = CoefficientKind(
    "light",
    "Cohen's κ, mean over pairs (Light)",
    kappa.cohen,
    "Cohen's κ of every two coders, their mean",
    "Light (1971)",
)
SCOTT = CoefficientKind(
    "scott",
    "Scott's π",
    kappa.fleiss,
    "chance: how often both together use each code",
    "Scott (1955)",
)
FLEISS = CoefficientKind(
    "fleiss",
    "Fleiss' κ",
    kappa.fleiss,
    "as Scott's π, of units that all coders coded",
    "Fleiss (1971)",
)
BRENNAN_PREDIGER = CoefficientKind(
    "brennan_prediger",
    "Brennan–Prediger",
    kappa.brennan_prediger,
    "chance: 1/k, every possible code alike",
    "Brennan & Prediger (1981)",
)
AC1 = CoefficientKind(
    "gwet_ac1",
    "Gwet's AC1",
    kappa.gwet_ac1,
    "chance: small where nearly all is one code",
    "Gwet (2008)",
)


def _alpha(
    scale: str, measure: Measure, says: str, source: str = "Krippendorff (2004)"
) -> CoefficientKind:
    name = f"Krippendorff's α ({scale})"
    return CoefficientKind(f"alpha_{scale.casefold()}", name, measure, says, source)


NOMINAL = _alpha("nominal", krippendorff.nominal, "any number of coders, gaps allowed")
INTERVAL = _alpha(
    "interval", krippendorff.alpha(krippendorff.interval), "as α, for numbers with equal steps"
)
RATIO = _alpha(
    "ratio", krippendorff.alpha(krippendorff.ratio_scale), "as α, for numbers with a true zero"
)
OF_SETS = (
    replace(AGREEMENT, name="Percent agreement (same codes)"),
    HOLSTI,
    _alpha(
        "Jaccard",
        krippendorff.jaccard,
        "sets of codes: 1 − shared / all",
        "Krippendorff (2004); Jaccard (1912)",
    ),
    _alpha(
        "MASI", krippendorff.masi, "as Jaccard, sets within sets are nearer", "Passonneau (2006)"
    ),
)
OF_TWO = (AGREEMENT, HOLSTI, COHEN, SCOTT, FLEISS, BRENNAN_PREDIGER, AC1, NOMINAL)
OF_MORE = (
    AGREEMENT,
    replace(HOLSTI, name="Holsti, mean over pairs"),
    LIGHT,
    FLEISS,
    BRENNAN_PREDIGER,
    AC1,
    NOMINAL,
)


def applying(ratings: Ratings, order: Sequence[str] = ()) -> tuple[CoefficientKind, ...]:
    """The coefficients that mean something for these ratings.

    Codes that are all numbers, or have an order, are compared as such too. Several codes a unit
    are compared as sets, where κ and its kin are not defined: see the values per code.
    """
    if not ratings.single:
        return OF_SETS
    return (*(OF_TWO if ratings.coders == 2 else OF_MORE), *_of_order(ratings, order))


def coefficients(
    ratings: Ratings, order: Sequence[str] = (), draws: Draws = USUAL, level: float = LEVEL
) -> tuple[Coefficient, ...]:
    """Every coefficient that applies, with bootstrap intervals."""
    kinds = applying(ratings, order)
    values = _measured(kinds, ratings, ratings.times[None].astype(float))[0]
    drawn = _replicates(kinds, ratings, draws)
    lows, highs = percentile_interval(drawn, level)
    steady = np.ptp(np.where(np.isnan(drawn), values, drawn), axis=0) <= kappa.ROUNDING
    found = []
    for place, kind in enumerate(kinds):
        ends = float(lows[place]), float(highs[place])
        found.append(_coefficient(kind, ratings, values[place], None if steady[place] else ends))
    return tuple(found)


def value(measure: Measure, ratings: Ratings) -> float | None:
    """One coefficient of the sample without an interval; None where it is undefined."""
    found = float(measure(ratings, ratings.times[None].astype(float))[0])
    return None if isnan(found) else found


def meaning(coefficient: Coefficient) -> tuple[str, str] | None:
    """A word for the value and whose word it is; None without a value, or where chance is in it."""
    found = coefficient.value
    if found is None or not coefficient.kind.corrected:
        return None
    if coefficient.key.startswith("alpha"):
        word = next((word for cut, word in KRIPPENDORFF if found >= cut), "not reliable")
        return word, "Krippendorff (2004)"
    word = next((word for cut, word in LANDIS_KOCH if found > cut), "poor")
    return "slight" if found == 0 else word, "Landis & Koch (1977)"


def _coefficient(
    kind: CoefficientKind, ratings: Ratings, found: float, ends: tuple[float, float] | None
) -> Coefficient:
    """ends: of the interval, NaN where too few resamples gave a value, None where all gave one."""
    undefined = isnan(found)
    sure = not undefined and ends is not None and not isnan(ends[0])
    note = _undefined(kind.key, ratings) if undefined else ""
    if not undefined and not sure:
        note = _no_interval(ratings, ends is None)
    low, high = ends if ends is not None and sure else (None, None)
    # Fleiss' κ counts units that all coded, Holsti every coded unit, the others pairable ones
    fewest = {"fleiss": ratings.coders, "holsti": 1}.get(kind.key, 2)
    counted = np.flatnonzero(ratings.coded >= fewest)
    return Coefficient(
        kind=kind,
        value=None if undefined else float(found),
        low=low,
        high=high,
        se=standard_error(ratings, kind.key) if sure else None,
        counted=frozenset(counted.tolist()),
        units=int(ratings.times[counted].sum()),
        coders=ratings.coders,
        note=note,
    )


def _no_interval(ratings: Ratings, steady: bool) -> str:
    if ratings.pairable < 2:
        return "One unit cannot be drawn anew, so there is no interval."
    if steady:
        return "Every resample of these units gives this value, so they cannot show how sure it is."
    return "Fewer than half of the resamples give a value, so there is no interval."


def _undefined(key: str, ratings: Ratings) -> str:
    """What about the ratings leaves this coefficient undefined."""
    if not ratings.pairable:
        return "No unit was coded by two coders."
    if key == "fleiss" and not (ratings.coded == ratings.coders).any():
        return f"No unit was coded by all {ratings.coders} coders; Fleiss' κ needs such units."
    if key.startswith("alpha") and krippendorff.too_many(ratings):
        return (
            f"There are {len(ratings.sets):,} different combinations of codes; at most "
            f"{krippendorff.MOST:,} can be compared with one another. Group codes into categories "
            "first."
        )
    used = np.unique(ratings.values[ratings.coded > 1])
    used = used[used >= 0]
    if len(used) == 1:
        return (
            f"Everybody used one code only, '{ratings.names()[used[0]]}', so agreement cannot be "
            "told from chance. Gwet's AC1 and Brennan–Prediger are defined."
        )
    return (
        "Two coders used one and the same code for all units they share, so their agreement "
        "cannot be told from chance."
    )


def _measured(kinds: Sequence[CoefficientKind], ratings: Ratings, drawn: Numbers) -> Numbers:
    return np.column_stack([kind.measure(ratings, drawn) for kind in kinds])


def _replicates(kinds: Sequence[CoefficientKind], ratings: Ratings, draws: Draws) -> Numbers:
    """The coefficients of every draw, shape (draws, coefficients)."""
    random = np.random.default_rng(draws.seed)
    step = max(1, LARGEST // max(1, len(ratings.times) * 4, len(ratings.sets)))
    found = []
    for first in range(0, draws.count, step):
        drawn = _drawn(random, min(step, draws.count - first), ratings)
        found.append(_measured(kinds, ratings, drawn.astype(float)))
    return np.concatenate(found)


def _drawn(random: np.random.Generator, size: int, ratings: Ratings) -> NDArray[np.int64]:
    """How often each pattern is among units drawn anew, shape (size, patterns)."""
    n, patterns = ratings.units, len(ratings.times)
    if patterns <= FEW:
        return random.multinomial(n, ratings.times / n, size)
    units = np.repeat(np.arange(patterns), ratings.times)[random.integers(0, n, (size, n))]
    units += patterns * np.arange(size)[:, None]
    return np.bincount(units.ravel(), minlength=size * patterns).reshape(size, patterns)


def _of_order(ratings: Ratings, order: Sequence[str]) -> Iterator[CoefficientKind]:
    """α of codes that have an order or are numbers."""
    names = ratings.names()
    numbers = as_numbers(names)
    if not order and numbers:
        order = sorted(numbers, key=numbers.__getitem__)
    if order and set(names) <= set(order):
        yield _alpha("ordinal", krippendorff.ordinal(order), "as α, for codes from low to high")
    if numbers:
        yield INTERVAL
        if min(numbers.values()) >= 0:
            yield RATIO


def as_numbers(names: Sequence[str]) -> dict[str, float]:
    """The codes as numbers; none when one of them is not."""
    try:
        found = {name: float(name) for name in names}
    except ValueError:
        return {}
    return found if np.isfinite([*found.values()]).all() else {}
