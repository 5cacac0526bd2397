"""Where coders disagree: per code, codes taken for one another, the units, what coders lean to."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from crm_analytics.coding import Agreement
from crm_analytics.coding.disagreement import Disputed
from crm_analytics.coding.sections.stamp import MANY, Level
from crm_analytics.report import words
from crm_analytics.report.chart import Heat
from crm_analytics.report.table import Table, Value

SHOWN = 15  # codes of a grid that a slide has room for


def confusion(found: Agreement, level: Level) -> Iterator[Heat]:
    """Two coders against each other, more of them pooled; of many codes the most confused."""
    disagreement, k = found.disagreement, len(found.codes)
    two = len(found.coders) == 2
    counts = disagreement.pairs[0].counts if two else disagreement.pooled
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


def by_code(found: Agreement, level: Level) -> Table:
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


def confused(found: Agreement, level: Level) -> Table:
    """Pairs of codes that coders gave the same unit, the most frequent first."""
    return Table.of(
        "confused",
        f"{MANY[level].capitalize()} taken for one another",
        ("code", "other", "times", "percent"),
        ((c.code, c.other, c.times, 100 * c.share) for c in found.disagreement.confused),
    )


def disputed(found: Agreement, about: str = "") -> list[Disputed]:
    """Units that coders disagree about; with a code, those to which somebody gave it."""
    return [
        one
        for one in found.disagreement.units
        if one.disagreement > 0 and (not about or any(about in codes for codes in one.codes))
    ]


def units(found: Agreement, about: str = "") -> Table:
    """The units with their words, and what each coder made of them."""
    rows = disputed(found, about)
    documents = any(one.unit.document for one in rows)
    said = any(one.unit.text for one in rows)
    columns = ["unit"] + ["document"] * documents + ["said"] * said
    own = [f"codes of {coder}" for coder in found.coders]
    return Table.of(
        "units",
        f"Where coders disagree{_about(found, about)}: {words.counted(len(rows), 'unit')}",
        (*columns, *own, "disagreement"),
        (_unit(one, documents, said) for one in rows),
        ("unit", *(("said",) if said else ()), *own),
        named=own,
    )


def _about(found: Agreement, code: str) -> str:
    """The code that is looked into, and how far coders agree on it."""
    known = [one for one in found.by_code if one.code == code]
    if not known:
        return f" about “{code}”" if code else ""
    own, parts = known[0], []
    for name, value in (("agreement on it", own.shared), ("κ", own.kappa)):
        parts += [] if value is None else [f"{name} {words.number(value)}"]
    return f" about “{code}”" + (f" ({', '.join(parts)})" if parts else "")


def _unit(one: Disputed, documents: bool, said: bool) -> list[Value]:
    place: list[Value] = [one.unit.name]
    place += [one.unit.document] if documents else []
    place += [one.unit.text] if said else []
    return [*place, *("; ".join(codes) or "–" for codes in one.codes), one.disagreement]


def tendencies(found: Agreement) -> Table:
    """What each coder gives more or less often than the others, the strongest leaning first."""
    own = found.disagreement.tendencies
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


def confusions(found: Agreement) -> Table:
    """Every two coders, every two codes that met in a unit."""
    codes = found.codes
    rows = (
        (pair.first, pair.second, codes[a], codes[b], int(pair.counts[a, b]))
        for pair in found.disagreement.pairs
        for a, b in zip(*np.nonzero(pair.counts), strict=True)
    )
    columns = ("first", "second", "code", "other", "times")
    return Table.of(
        "confusion", "What one coder gave where the other gave", columns, rows, detail=True
    )
