"""Every coefficient of agreement side by side: what it counts, its value, what that would mean."""

from collections.abc import Iterator
from dataclasses import replace

from crm_analytics.coding import Agreement, Gaps, meaning
from crm_analytics.coding.coefficients import Coefficient
from crm_analytics.report import words
from crm_analytics.report.chart import Dots, Interval
from crm_analytics.report.table import Table, Value

CORRECTED, RAW = "Chance taken off", "Chance not taken off"
MARKS = ((0.667, "α tentative"), (0.8, "α reliable"))  # Krippendorff (2004)
NO_WORD = "no word: chance is not taken off"
EMPTY = {
    Gaps.MISSING: "left out",
    Gaps.DECISION: "a decision that no code applies",
    Gaps.DECISION_IF_CODED: "a decision that no code applies, where anybody coded the unit",
}
KEYS = {
    Gaps.MISSING: "left_out",
    Gaps.DECISION: "decision",
    Gaps.DECISION_IF_CODED: "decision_if_coded",
}
SAYS = {
    "agreement": ("pairs of coders who gave a unit the same", "–"),
    "holsti": ("2M / (N₁ + N₂): codes in common, of all codes given", "Holsti (1969)"),
    "cohen": ("chance: how often each coder uses each code", "Cohen (1960)"),
    "light": ("Cohen's κ of every two coders, their mean", "Light (1971)"),
    "scott": ("chance: how often both together use each code", "Scott (1955)"),
    "fleiss": ("as Scott's π, of units that all coders coded", "Fleiss (1971)"),
    "brennan_prediger": ("chance: 1/k, every possible code alike", "Brennan & Prediger (1981)"),
    "gwet_ac1": ("chance: small where nearly all is one code", "Gwet (2008)"),
    "alpha_nominal": ("any number of coders, gaps allowed", "Krippendorff (2004)"),
    "alpha_ordinal": ("as α, for codes from low to high", "Krippendorff (2004)"),
    "alpha_interval": ("as α, for numbers with equal steps", "Krippendorff (2004)"),
    "alpha_ratio": ("as α, for numbers with a true zero", "Krippendorff (2004)"),
    "alpha_jaccard": ("sets of codes: 1 − shared / all", "Krippendorff (2004); Jaccard (1912)"),
    "alpha_masi": ("as Jaccard, sets within sets are nearer", "Passonneau (2006)"),
}

COLUMNS = (
    "coefficient",
    "value",
    "low",
    "high",
    "se",
    "units",
    "coders",
    "says",
    "verdict",
    "source",
    "defined",
    "note",
)
BRIEF = ("coefficient", "value", "low", "high", "units", "says", "verdict")


def main(found: Agreement) -> Coefficient:
    """The one that the finding names: α, which any coders, gaps and sets of codes allow."""
    return found.coefficient("alpha_jaccard" if found.several else "alpha_nominal")


def written(one: Coefficient, value: float) -> str:
    """Two decimals, three where two would belong to another word."""
    exact, rounded = (meaning(replace(one, value=number)) for number in (value, round(value, 2)))
    return words.number(value, 2 if exact == rounded else 3)


def percent(value: float | None) -> str:
    """A share in a sentence."""
    return "–" if value is None else f"{100 * value:.0f}%"


def table(found: Agreement) -> Table:
    """All that apply, with the meaning of an empty cell that was chosen."""
    return Table.of(
        "coefficients",
        f"Every coefficient, with {found.level:.0%} intervals",
        COLUMNS,
        map(_row, found.coefficients),
        BRIEF,
    )


def by_meaning(found: Agreement) -> Iterator[Table]:
    """All that apply for every meaning of an empty cell, where it makes a difference."""
    if len(found.counted) > 1:
        keys = [KEYS[counted.gaps] for counted in found.counted]
        parts = [(key, f"{key}_low", f"{key}_high", f"{key}_units") for key in keys]
        yield Table.of(
            "empty_cells",
            "What an empty cell means changes the numbers",
            ("coefficient", *(key for part in parts for key in part)),
            ((one.name, *_every_way(found, one.key)) for one in found.coefficients),
            ("coefficient", *keys),
        )


def _every_way(found: Agreement, key: str) -> Iterator[Value]:
    """Value, interval and units for every meaning; nothing where the coefficient has no sense."""
    for counted in found.counted:
        same = [one for one in counted.coefficients if one.key == key]
        one = same[0] if same else None
        yield from (one.value, one.low, one.high, one.units) if one else (None,) * 4


def pairs(found: Agreement) -> Iterator[Table]:
    """Every two coders, where there are more than two."""
    if len(found.coders) > 2:
        yield Table.of(
            "pairs",
            "Every two coders",
            ("first", "second", "units", "agreement", "holsti", "kappa"),
            ((p.first, p.second, p.units, p.agreement, p.holsti, p.kappa) for p in found.pairs),
        )


def dots(found: Agreement) -> Dots:
    """The coefficients with their intervals, those that take chance off in a colour of theirs."""
    return Dots(
        name="coefficients",
        title="One agreement, many coefficients: which of them is meant has to be said",
        axis=f"Agreement with {found.level:.0%} bootstrap interval; 1 is perfect",
        points=tuple(
            Interval(one.name, one.value, one.low, one.high, CORRECTED if one.corrected else RAW)
            for one in found.coefficients
            if one.value is not None
        ),
        marks=MARKS,
        note=_note(found),
    )


def _note(found: Agreement) -> str:
    counted = found.counted[0]
    empty = "" if counted.gaps is Gaps.MISSING else f" · an empty cell is {EMPTY[counted.gaps]}"
    return (
        f"{counted.pairable:,} of {found.units:,} units coded by two or more · "
        f"{len(found.coders)} coders · {counted.codes:,} codes{empty}"
    )


def _row(one: Coefficient) -> tuple[Value, ...]:
    says, defined = SAYS[one.key]
    word = meaning(one)
    verdict = word.word if word else None if one.value is None else NO_WORD
    source = word.source if word else None
    numbers = (one.name, one.value, one.low, one.high, one.se, one.units, one.coders)
    return (*numbers, says, verdict, source, defined, one.note or None)
