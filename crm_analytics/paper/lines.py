"""Text to blocks of cells, whatever separates them; nothing is recognised yet."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from crm_analytics.errors import Problem, UnusableTable, refuse

CHARACTERS, ROWS, COLUMNS = 200_000, 1_000, 100

TALLEST = 20  # lines in one quoted cell

WHERE = "The table"
_MARKS = ("\t", ";", "|", ",")
_SPACES = re.compile(r"\s{2,}")
_RULE = re.compile(r"[\s|:=+\-]*")  # the line under the header of a Markdown table
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class PastedLine:
    """The cells of one line, without the empty ones at its end.

    number: where the line stands in the text, from 1.
    """

    number: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> tuple[str, ...]:
        """The cells that say something."""
        return tuple(cell for cell in self.cells if cell)


def blocks(text: str) -> list[list[PastedLine]]:
    """The lines of a text in groups, parted by empty lines; refused when they are too many."""
    refuse(UnusableTable, _too_long(text))
    found: list[list[PastedLine]] = [[]]
    for line in _lines(text):
        if line.cells:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    kept = [block for block in found if block]
    refuse(UnusableTable, _too_much([line for block in kept for line in block]))
    return kept


def _lines(text: str) -> Iterator[PastedLine]:
    clean = _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    rows = clean.split("\n")
    mark = _separator(rows)
    if mark in (None, "|"):
        yield from _unquoted(rows, mark)
        return
    reader = csv.reader((row + "\n" for row in rows), delimiter=mark or ",", skipinitialspace=True)
    first = 1
    try:
        for cells in reader:
            refuse(UnusableTable, _unclosed(first, reader.line_num))
            yield _line(first, cells)
            first = reader.line_num + 1
    except csv.Error:  # one cell is longer than any may be
        refuse(UnusableTable, _unclosed(first, first + TALLEST))


def _unclosed(first: int, last: int) -> Iterator[Problem]:
    """What is wrong with a record from one line to another."""
    if last - first >= TALLEST:
        what = "opens a quotation mark that is never closed."
        yield Problem(f"Line {first}", what, "Close it or remove it.")


def _unquoted(rows: list[str], mark: str | None) -> Iterator[PastedLine]:
    for number, row in enumerate(rows, 1):
        if mark is None:
            yield _line(number, _SPACES.split(row.strip()))
        elif not (row and _RULE.fullmatch(row)):
            yield _line(number, row.strip().removeprefix("|").split("|"))


def _line(number: int, cells: list[str]) -> PastedLine:
    words = [" ".join(cell.split()) for cell in cells]
    while words and not words[-1]:
        words.pop()
    return PastedLine(number, tuple(words))


def _separator(rows: list[str]) -> str | None:
    """The mark that most lines have equally often; None when only spaces part the cells."""
    held = [row for row in rows if row.strip()]
    best = max(_MARKS, key=lambda mark: _evenness(held, mark))
    return best if _evenness(held, best) else None


def _evenness(rows: list[str], mark: str) -> int:
    """How many lines have the mark as often as most that have it."""
    counts = [row.count(mark) for row in rows if mark in row]
    return max(map(counts.count, set(counts)), default=0)


def _too_long(text: str) -> Iterator[Problem]:
    if len(text) > CHARACTERS:
        what = f"has {len(text):,} characters; at most {CHARACTERS:,} can be checked."
        yield Problem(WHERE, what, "Paste one table at a time.")


def _too_much(lines: list[PastedLine]) -> Iterator[Problem]:
    width = max((len(line.cells) for line in lines), default=0)
    for found, most, unit in ((len(lines), ROWS, "rows"), (width, COLUMNS, "columns")):
        if found > most:
            what = f"has {found:,} {unit}; at most {most:,} can be checked."
            yield Problem(WHERE, what, "Paste one printed table at a time.")
    if not lines:
        yield Problem(WHERE, "is empty.", "Give a header row and one row a line of the table.")
