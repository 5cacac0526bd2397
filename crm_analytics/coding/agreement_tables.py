"""The tables and charts of coders' agreement: coefficients, pairs, codes, where they disagree."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from crm_analytics.coding.agreement import CoderAgreement, Disputed
from crm_analytics.coding.coefficients import Coefficient, meaning
from crm_analytics.coding.intraclass import intraclass
from crm_analytics.coding.kappa import possible
from crm_analytics.coding.options import MANY
from crm_analytics.coding.ratings import Gaps
from crm_analytics.report import words
from crm_analytics.report.chart import Dots, Heat, Interval
from crm_analytics.report.table import Table, Value

SHOWN = 15  # codes of a grid that a slide has room for
CORRECTED, RAW = "Chance taken off", "Chance not taken off"
MARKS = ((0.667, "α tentative"), (0.8, "α reliable"))  # Krippendorff (2004)
NO_WORD = "no word: chance is not taken off"
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


def main(found: CoderAgreement, gaps: Gaps | None = None) -> Coefficient:
    """The one that the finding names: α, which any coders, gaps and sets of codes allow."""
    return found.coefficient("alpha_jaccard" if found.several else "alpha_nominal", gaps)


def written(one: Coefficient, value: float) -> str:
    """Two decimals, three where two would belong to another word."""
    exact, rounded = (meaning(replace(one, value=number)) for number in (value, round(value, 2)))
    return words.number(value, 2 if exact == rounded else 3)


def percent(value: float | None) -> str:
    """A share in a sentence."""
    return "–" if value is None else f"{100 * value:.0f}%"


def table(found: CoderAgreement) -> Table:
    """All that apply, with the meaning of an empty cell that was chosen."""
    return Table.of(
        "coefficients",
        f"Every coefficient, with {found.level:.0%} intervals",
        COLUMNS,
        map(_row, found.coefficients),
        BRIEF,
    )


def by_meaning(found: CoderAgreement) -> Iterator[Table]:
    """All that apply for every meaning of an empty cell, where it makes a difference."""
    if len(found.ratings) > 1:
        keys = [gaps.value for gaps in found.ratings]
        parts = [(key, f"{key}_low", f"{key}_high", f"{key}_units") for key in keys]
        yield Table.of(
            "empty_cells",
            "What an empty cell means changes the numbers",
            ("coefficient", *(key for part in parts for key in part)),
            [_in_every_way(found, one) for one in found.coefficients],
            ("coefficient", *keys),
        )


def _in_every_way(found: CoderAgreement, chosen: Coefficient) -> list[Value]:
    """Name; value, interval and units for every meaning, where the coefficient has a sense."""
    row: list[Value] = [chosen.name]
    for every in found.coefficients_if.values():
        one = {one.key: one for one in every}.get(chosen.key)
        row += [one.value, one.low, one.high, one.units] if one else [None] * 4
    return row


def icc(found: CoderAgreement) -> Iterator[Table]:
    """Intraclass correlations, where codes are numbers."""
    if rows := intraclass(found.ratings[found.gaps], found.level):
        yield Table.of(
            "icc",
            f"Intraclass correlations, with {found.level:.0%} intervals: k is of the coders' mean",
            ("kind", "icc", "f", "df1", "df2", "p", "low", "high"),
            rows,
            detail=True,
        )


def pairs(found: CoderAgreement) -> Iterator[Table]:
    """Every two coders, where there are more than two."""
    if len(found.coders) > 2:
        yield Table.of(
            "pairs",
            "Every two coders",
            ("first", "second", "units", "agreement", "holsti", "kappa"),
            found.pairs,
        )


def dots(found: CoderAgreement) -> Dots:
    """The coefficients with their intervals, those that take chance off in a colour of theirs."""
    own = found.ratings[found.gaps]
    empty = "" if found.gaps is Gaps.MISSING else f" · an empty cell is {found.gaps.words}"
    return Dots(
        name="coefficients",
        title="One agreement, many coefficients: which of them is meant has to be said",
        axis=f"Agreement with {found.level:.0%} bootstrap interval; 1 is perfect",
        points=tuple(
            Interval(
                one.name, one.value, one.low, one.high, CORRECTED if one.kind.corrected else RAW
            )
            for one in found.coefficients
            if one.value is not None
        ),
        marks=MARKS,
        note=f"{own.pairable:,} of {found.units:,} units coded by two or more · "
        f"{len(found.coders)} coders · {possible(own):,} codes{empty}",
    )


def _row(one: Coefficient) -> tuple[Value, ...]:
    word, source = meaning(one) or (None if one.value is None else NO_WORD, None)
    numbers = (one.name, one.value, one.low, one.high, one.se, one.units, one.coders)
    return (*numbers, one.kind.says, word, source, one.kind.source, one.note or None)


def confusion(found: CoderAgreement, level: str) -> Iterator[Heat]:
    """Two coders against each other, more of them pooled; of many codes the most confused."""
    disagreement, k = found.disagreement, len(found.codes)
    two = len(found.coders) == 2
    counts = disagreement.confusion[0, 1] if two else disagreement.pooled
    apart = disagreement.pooled - np.diag(np.diag(disagreement.pooled))
    places = most(apart.sum(axis=1), k)
    if k > SHOWN and not apart.any():
        return
    note = f"rows: {found.coders[0]}, columns: {found.coders[1]}" if two else "all coders pooled"
    if k > SHOWN:
        note += f" · the {len(places)} {MANY[level]} of {k:,} that are confused most often"
    yield grid(
        "confusion",
        f"Which {MANY[level]} are taken for one another: off the diagonal coders disagree",
        [found.codes[place] for place in places],
        counts[np.ix_(places, places)],
        ("Units", note),
    )


def most(weight: NDArray[np.int64], k: int) -> list[int]:
    """The places of the largest, in their own order; all of them where there is room."""
    if k <= SHOWN:
        return list(range(k))
    first = sorted(range(k), key=lambda place: -int(weight[place]))[:SHOWN]
    return sorted(place for place in first if weight[place])


def grid(
    name: str,
    title: str,
    names: Sequence[str],
    counts: NDArray[np.int64],
    said: tuple[str, str],
) -> Heat:
    """A square of counts, pale to blue. said: what is counted, and the note."""
    measure, note = said
    low, high = (int(counts.min()), int(counts.max())) if counts.size else (0, 0)
    return Heat(
        name=name,
        title=title,
        rows=tuple(names),
        columns=tuple(names),
        values=tuple(tuple(map(float, row)) for row in counts.tolist()),
        flags=tuple(("",) * len(names) for _ in names),
        low=float(low),
        high=float(max(high, low + 1)),
        note=note,
        measure=measure,
        decimals=0,
        rising=True,
    )


def by_code(found: CoderAgreement, level: str) -> Table:
    """Agreement on each code against all others, the most used first."""
    return Table.of(
        "codes",
        f"Agreement on each {level}",
        ("code", "used", "units", "shared", "agreement", "kappa", "alpha", "note"),
        (
            (c.code, c.used, c.units, c.shared, c.agreement, c.kappa, c.alpha, c.note or None)
            for c in found.by_code
        ),
        ("code", "used", "units", "shared", "kappa"),
    )


def confused(found: CoderAgreement, level: str) -> Table:
    """Pairs of codes that coders gave the same unit, the most frequent first."""
    return Table.of(
        "confused",
        f"{MANY[level].capitalize()} taken for one another",
        ("code", "other", "times", "percent"),
        ((a, b, times, 100 * share) for a, b, times, share in found.disagreement.confused),
    )


def units(found: CoderAgreement, about: str = "", names: Collection[str] = ()) -> Table:
    """The units that coders disagree about, with their words and what each coder made of them.

    names: only units to which somebody gave one of these; all where none of them is compared.
    about: what the reader asked for, which is one of the names or gathers them.
    """
    wanted = set(names) & set(found.codes)
    rows = [
        one
        for one in found.disagreement.units
        if one.disagreement > 0 and (not wanted or wanted & {c for own in one.codes for c in own})
    ]
    documents = any(one.unit.document for one in rows)
    said = any(one.unit.text for one in rows)
    columns = ["unit"] + ["document"] * documents + ["said"] * said
    own = [f"codes of {coder}" for coder in found.coders]
    asked = next(iter(wanted)) if len(wanted) == 1 else about
    return Table.of(
        "units",
        f"Where coders disagree{_about(found, asked) if wanted else ''}: "
        f"{words.counted(len(rows), 'unit')}",
        (*columns, *own, "disagreement"),
        (_unit(one, documents, said) for one in rows),
        ("unit", *(("said",) if said else ()), *own),
        named=own,
    )


def _about(found: CoderAgreement, name: str) -> str:
    """What is looked into, and how far coders agree on it where it is one code."""
    known = [one for one in found.by_code if one.code == name]
    parts = []
    for own in known:
        for word, value in (("agreement on it", own.shared), ("κ", own.kappa)):
            parts += [] if value is None else [f"{word} {words.number(value)}"]
    return f" about “{name}”" + (f" ({', '.join(parts)})" if parts else "")


def _unit(one: Disputed, documents: bool, said: bool) -> list[Value]:
    place: list[Value] = [one.unit.name]
    place += [one.unit.document] if documents else []
    place += [one.unit.text] if said else []
    return [*place, *("; ".join(codes) or "–" for codes in one.codes), one.disagreement]


def tendencies(found: CoderAgreement) -> Table:
    """What each coder gives more or less often than the others, the strongest leaning first."""
    own = found.disagreement
    rows: list[tuple[str, str, int, float, float]] = [
        (coder, code, int(own.used[c, k]), 100 * float(own.shares[c, k]), 100 * lean)
        for c, coder in enumerate(own.coders)
        for k, code in enumerate(own.codes)
        if (lean := float(own.leaning[c, k]))
    ]
    rows.sort(key=lambda row: -abs(row[-1]))
    return Table.of(
        "tendencies",
        "What each coder is inclined to",
        ("coder", "code", "used", "percent", "leaning"),
        rows,
        detail=True,
    )


def confusions(found: CoderAgreement) -> Table:
    """Every two coders, every two codes that met in a unit."""
    coders, codes = found.coders, found.codes
    rows = (
        (coders[one], coders[other], codes[a], codes[b], int(counts[a, b]))
        for (one, other), counts in found.disagreement.confusion.items()
        for a, b in zip(*np.nonzero(counts), strict=True)
    )
    columns = ("first", "second", "code", "other", "times")
    return Table.of(
        "confusion", "What one coder gave where the other gave", columns, rows, detail=True
    )
