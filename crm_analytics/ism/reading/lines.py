"""Text to rows of cells, as saved from or copied out of a spreadsheet."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from crm_analytics.errors import Problem, UnusableMatrix, refuse

FACTORS = 500  # a matrix of more judgements than 124,750 nobody has made
LONGEST = 4 * FACTORS * FACTORS + 1_000_000  # characters
NAME = 300  # characters of a factor's name

_FORMULA = ("=", "+", "-", "@")
_MARKS = ("\t", ";", "|", ",")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A row that holds something. number: as a spreadsheet counts, from 1."""

    number: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many cells say something."""
        return sum(map(bool, self.cells))


def lines(text: str, where: str) -> list[TextLine]:
    """The rows that hold something; refused when the text cannot be one table."""
    if len(text) > LONGEST:
        what = f"has {len(text):,} characters; at most {LONGEST:,} can be read."
        raise UnusableMatrix(Problem(where, what, "Remove everything but the matrix."))
    clean = _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    found = [*_parted(clean, where)]
    refuse(UnusableMatrix, _crowded(found, where))
    return found


def guarded(text: str) -> bool:
    """Whether text is written with a ' before it, or a spreadsheet takes it for a formula."""
    return text.lstrip("'").startswith(_FORMULA)


def _parted(text: str, where: str) -> Iterator[TextLine]:
    rows = text.split("\n")
    held = [row for row in rows if row.strip()]
    mark = max(_MARKS, key=lambda mark: sum(mark in row for row in held))
    reader = csv.reader((row + "\n" for row in rows), delimiter=mark, skipinitialspace=True)
    first = 1
    try:
        for row in reader:
            cells = tuple(" ".join(cell.split()) for cell in row)
            if any(cells):
                yield TextLine(first, cells)
            first = reader.line_num + 1
    except csv.Error:  # one cell is longer than any may be
        what = "opens a quotation mark that is never closed."
        problem = Problem(f"{where}, row {first}", what, "Close it or remove it.")
        raise UnusableMatrix(problem) from None


def _crowded(found: list[TextLine], where: str) -> Iterator[Problem]:
    width = max((len(line.cells) for line in found), default=0)
    for count, most, unit in ((len(found), FACTORS + 50, "rows"), (width, FACTORS + 50, "columns")):
        if count > most:
            what = f"has {count:,} {unit}; at most {FACTORS} factors can be read."
            yield Problem(where, what, "Remove everything but the matrix.")
