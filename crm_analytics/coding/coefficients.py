"""How far do coders agree? Every coefficient that applies, with its interval.

Intervals are percentiles of a bootstrap over units: units are drawn anew with replacement, all
coders with them (Efron 1979), and all coefficients come from the same draws. Up to `FEW` patterns
it is drawn how often each occurs; above, unit by unit: the chances are the same, the time grows
with units only, and one seed draws other units.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
from numpy.typing import NDArray

from crm_analytics.coding import chance, krippendorff
from crm_analytics.coding.chance import Measure, Numbers
from crm_analytics.coding.ratings import Ratings
from crm_analytics.coding.standard_error import standard_error
from crm_analytics.coding.undefined import reason
from crm_analytics.statistics.resampling import LARGEST, USUAL, Draws, percentile_interval

LEVEL = 0.95
FEW = 1_000  # patterns
LIGHT = "Cohen's κ, mean over pairs (Light)"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient of agreement; 1 is perfect, and 0 no better than chance where it is corrected.

    key: its short name. corrected: whether chance is taken off.
    value, low, high: None where undefined. se: in closed form, None where there is none.
    units: units it counts. coders: how many.
    note: why there is no value or no interval; empty where there are both.
    """

    key: str
    name: str
    corrected: bool
    value: float | None
    low: float | None
    high: float | None
    se: float | None
    units: int
    coders: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A coefficient before it is computed."""

    key: str
    name: str
    measure: Measure
    corrected: bool = True


AGREEMENT = Known("agreement", "Percent agreement", chance.percent, corrected=False)
SAME_SET = Known("agreement", "Percent agreement (same codes)", chance.percent, corrected=False)
HOLSTI = Known("holsti", "Holsti", chance.holsti, corrected=False)
NOMINAL = Known("alpha_nominal", "Krippendorff's α (nominal)", krippendorff.nominal)
ONE_CODE = (
    AGREEMENT,
    HOLSTI,
    Known("cohen", "Cohen's κ", chance.cohen),
    Known("scott", "Scott's π", chance.fleiss),
    Known("fleiss", "Fleiss' κ", chance.fleiss),
    Known("brennan_prediger", "Brennan–Prediger", chance.brennan_prediger),
    Known("gwet_ac1", "Gwet's AC1", chance.gwet_ac1),
    NOMINAL,
)
SEVERAL_CODES = (
    SAME_SET,
    HOLSTI,
    Known("alpha_jaccard", "Krippendorff's α (Jaccard)", krippendorff.jaccard),
    Known("alpha_masi", "Krippendorff's α (MASI)", krippendorff.masi),
)
INTERVAL = Known(
    "alpha_interval", "Krippendorff's α (interval)", krippendorff.alpha(krippendorff.interval)
)
RATIO = Known(
    "alpha_ratio", "Krippendorff's α (ratio)", krippendorff.alpha(krippendorff.ratio_scale)
)


def applying(ratings: Ratings, order: Sequence[str] = ()) -> tuple[Known, ...]:
    """The coefficients that mean something for these ratings.

    Codes that are all numbers, or have an order, are compared as such too. Several codes a unit
    are compared as sets, where κ and its kin are not defined: see the values per code.
    """
    if not ratings.single:
        return SEVERAL_CODES
    named = (_renamed(known, ratings.coders) for known in ONE_CODE)
    several = [known for known in named if known.key != "scott" or ratings.coders == 2]
    return (*several, *_ordered(ratings, order))


def coefficients(
    ratings: Ratings, order: Sequence[str] = (), draws: Draws = USUAL, level: float = LEVEL
) -> tuple[Coefficient, ...]:
    """Every coefficient that applies, with bootstrap intervals."""
    known = applying(ratings, order)
    measures = [one.measure for one in known]
    values = _measured(measures, ratings, ratings.times[None].astype(float))[0]
    drawn = _replicates(measures, ratings, draws)
    lows, highs = percentile_interval(drawn, level)
    steady = np.ptp(np.where(np.isnan(drawn), values, drawn), axis=0) <= chance.ROUNDING
    found = []
    for place, one in enumerate(known):
        ends = float(lows[place]), float(highs[place])
        found.append(_coefficient(one, ratings, values[place], None if steady[place] else ends))
    return tuple(found)


def value(measure: Measure, ratings: Ratings) -> float | None:
    """One coefficient of the sample without an interval; None where it is undefined."""
    found = float(measure(ratings, ratings.times[None].astype(float))[0])
    return None if isnan(found) else found


def _coefficient(
    known: Known, ratings: Ratings, found: float, ends: tuple[float, float] | None
) -> Coefficient:
    """ends: of the interval, NaN where too few resamples gave a value, None where all gave one."""
    undefined = isnan(found)
    sure = not undefined and ends is not None and not isnan(ends[0])
    note = "" if sure else _no_interval(ratings, ends is None)
    low, high = ends if ends is not None and sure else (None, None)
    return Coefficient(
        key=known.key,
        name=known.name,
        corrected=known.corrected,
        value=None if undefined else float(found),
        low=low,
        high=high,
        se=standard_error(ratings, known.key) if sure else None,
        units=_units(known, ratings),
        coders=ratings.coders,
        note=reason(known.key, ratings) if undefined else note,
    )


def _no_interval(ratings: Ratings, steady: bool) -> str:
    if ratings.pairable < 2:
        return "One unit cannot be drawn anew, so there is no interval."
    if steady:
        return "Every resample of these units gives this value, so they cannot show how sure it is."
    return "Fewer than half of the resamples give a value, so there is no interval."


def _units(known: Known, ratings: Ratings) -> int:
    """Fleiss' κ counts units that all coded, Holsti every coded unit, the others pairable ones."""
    if known.key == "fleiss":
        return int(ratings.times[ratings.coded == ratings.coders].sum())
    return ratings.units if known.key == "holsti" else ratings.pairable


def _replicates(measures: Sequence[Measure], ratings: Ratings, draws: Draws) -> Numbers:
    """The coefficients of every draw, shape (draws, coefficients)."""
    random = np.random.default_rng(draws.seed)
    step = max(1, LARGEST // max(1, len(ratings.times) * 4, len(ratings.sets)))
    found = []
    for first in range(0, draws.count, step):
        drawn = _drawn(random, min(step, draws.count - first), ratings)
        found.append(_measured(measures, ratings, drawn.astype(float)))
    return np.concatenate(found)


def _drawn(random: np.random.Generator, size: int, ratings: Ratings) -> NDArray[np.int64]:
    """How often each pattern is among units drawn anew, shape (size, patterns)."""
    n, patterns = ratings.units, len(ratings.times)
    if patterns <= FEW:
        return random.multinomial(n, ratings.times / n, size)
    units = np.repeat(np.arange(patterns), ratings.times)[random.integers(0, n, (size, n))]
    units += patterns * np.arange(size)[:, None]
    return np.bincount(units.ravel(), minlength=size * patterns).reshape(size, patterns)


def _measured(measures: Sequence[Measure], ratings: Ratings, drawn: Numbers) -> Numbers:
    return np.column_stack([measure(ratings, drawn) for measure in measures])


def _renamed(known: Known, coders: int) -> Known:
    """Cohen's κ is of two coders; of more it is a mean over pairs, and is called so."""
    if known.key == "cohen" and coders > 2:
        return Known("light", LIGHT, known.measure)
    if known.key == "holsti" and coders > 2:
        return Known("holsti", "Holsti, mean over pairs", known.measure, corrected=False)
    return known


def _ordered(ratings: Ratings, order: Sequence[str]) -> Iterator[Known]:
    names = ratings.names()
    numbers = _as_numbers(names)
    if not order and numbers:
        order = sorted(numbers, key=numbers.__getitem__)
    if order and set(names) <= set(order):
        yield Known("alpha_ordinal", "Krippendorff's α (ordinal)", krippendorff.ordinal(order))
    if numbers:
        yield INTERVAL
        if min(numbers.values()) >= 0:
            yield RATIO


def _as_numbers(names: Sequence[str]) -> dict[str, float]:
    """The codes as numbers; none when one of them is not."""
    try:
        found = {name: float(name) for name in names}
    except ValueError:
        return {}
    return found if np.isfinite([*found.values()]).all() else {}
