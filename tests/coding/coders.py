"""Codings made from little: a table of two coders, rows of values, a file of the reference."""

import csv
import json
from pathlib import Path

from hypothesis import strategies as st

from crm_analytics.coding import Coded, Codings, Unit
from crm_analytics.coding.coefficients import applying, value
from crm_analytics.coding.ratings import Gaps, ratings
from crm_analytics.statistics.resampling import Draws

FOLDER = Path(__file__).parents[1] / "data" / "coding"
FEW = Draws(20)
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))


def codings(rows, coders="ABCDEFGH"):
    """Each row a unit; a cell is a code, several in a set, or None."""
    coders = coders[: len(rows[0])]
    return Codings.of(
        Coded(Unit(f"u{number}"), coder, _codes(cell))
        for number, row in enumerate(rows, 1)
        for coder, cell in zip(coders, row, strict=True)
    )


def _codes(cell):
    if cell is None or cell == "":
        return ()
    return tuple(sorted(cell)) if isinstance(cell, set) else (str(cell),)


def table(counts, names="abcdefgh"):
    """Two coders from how often they used two codes together."""
    return codings(
        [
            (names[row], names[column])
            for row, line in enumerate(counts)
            for column, times in enumerate(line)
            for _ in range(times)
        ]
    )


def reference(name):
    text = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    header, *rows = csv.reader(text.splitlines())
    return codings(rows, header)


def values(given, order=(), gaps=Gaps.MISSING, others=()):
    """Every coefficient by its key."""
    own = ratings(given, gaps, others)
    return {one.key: value(one.measure, own) for one in applying(own, order)}


def rows(coders=(2, 4), units=(2, 12), gaps=True, codes="abcd"):
    """Any ratings of which two coders have a unit in common."""
    cell = st.sampled_from([*codes, None] if gaps else [*codes])
    of_width = st.integers(*coders).flatmap(
        lambda m: st.lists(st.tuples(*[cell] * m), min_size=units[0], max_size=units[1])
    )
    return of_width.filter(_comparable)


def _comparable(found):
    common = any(sum(cell is not None for cell in row) > 1 for row in found)
    return common and all(any(column) for column in zip(*found, strict=True))
