"""Text to blocks of lines, whatever separates their cells, and what the lines around a table state.

Stated are names with numbers: "n = 282", "predictors: 5", "scale maximum 5".
"""

import csv
import re
from collections.abc import Iterator, Sequence

from crm_analytics.errors import Problem, UnusableTable, refuse
from crm_analytics.paper import names
from crm_analytics.paper.number import PrintedNumber, exact, number

CHARACTERS, ROWS, COLUMNS = 200_000, 1_000, 100
TALLEST = 20  # lines in one quoted cell
WHERE = "The table"

_MARKS = ("\t", ";", "|", ",")
_SPACES = re.compile(r"\s{2,}")
_RULE = re.compile(r"[\s|:=+\-]*")  # the line under the header of a Markdown table
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
# a name, a mark or a space, a number
_WHOLE = re.compile(
    r"(?P<name>[^=:]*?[^=:\s])\s*(?:[=:]|\s)\s*(?P<number>[<>]?\s*[−–+-]?[\d.,]+\s*%?)"
)
_INSIDE = re.compile(r"(?P<name>[^\W\d_][\w² ]{0,30}?)\s*=\s*(?P<number>[\d.,]+)")

# where a line stands in the text, from 1, and its cells without the empty ones at its end
Line = tuple[int, tuple[str, ...]]
# by the key of a name: the name as printed and its number
Stated = dict[str, tuple[str, PrintedNumber]]


def blocks(text: str) -> list[list[Line]]:
    """The lines of a text in groups, parted by empty lines; refused when they are too many."""
    if len(text) > CHARACTERS:
        what = f"has {len(text):,} characters; at most {CHARACTERS:,} can be checked."
        raise UnusableTable(Problem(WHERE, what, "Paste one table at a time."))
    found: list[list[Line]] = [[]]
    for line in _lines(text):
        if line[1]:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    kept = [block for block in found if block]
    refuse(UnusableTable, _too_much([cells for block in kept for _, cells in block]))
    return kept


def filled(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells that say something."""
    return tuple(cell for cell in cells if cell)


def statement(cells: Sequence[str]) -> Stated:
    """A line that is nothing but a name and a number, by the key of the name; else nothing."""
    said = filled(cells)
    if len(said) == 2 and (key := _key(said[0])) and (printed := number(said[1])):
        return {key: (said[0], printed)}
    match = _WHOLE.fullmatch(said[0]) if len(said) == 1 else None
    if match and (key := _key(match["name"])) and (printed := number(match["number"])):
        return {key: (match["name"], printed)}
    return {}


def mentions(cells: Sequence[str]) -> Stated:
    """Sizes that a title or a note mentions, as "Table 7 (n = 282)"."""
    found = {}
    for match in _INSIDE.finditer(" ".join(filled(cells))[:2_000]):
        last = match["name"].split()[-1]
        key = names.key(last) or names.key(match["name"])
        printed = number(match["number"].rstrip(".,"))
        if key in names.STATED and printed:
            found[key] = (last, exact(printed))
    return found


def _key(name: str) -> str:
    """The key of a stated name: a significance that holds for a whole table is the level."""
    key = names.key(name)
    return "significance" if key == "p" and "significance" in name.casefold() else key


def _lines(text: str) -> Iterator[Line]:
    clean = _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    rows = clean.split("\n")
    mark = _separator(rows)
    if mark in (None, "|"):
        for place, row in enumerate(rows, 1):
            if mark is None:
                yield _line(place, _SPACES.split(row.strip()))
            elif not (row and _RULE.fullmatch(row)):
                yield _line(place, row.strip().removeprefix("|").split("|"))
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


def _line(place: int, cells: Sequence[str]) -> Line:
    words = [" ".join(cell.split()) for cell in cells]
    while words and not words[-1]:
        words.pop()
    return place, tuple(words)


def _separator(rows: Sequence[str]) -> str | None:
    """The mark that most lines have equally often; None when only spaces part the cells."""
    held = [row for row in rows if row.strip()]
    best = max(_MARKS, key=lambda mark: _evenness(held, mark))
    return best if _evenness(held, best) else None


def _evenness(rows: Sequence[str], mark: str) -> int:
    """How many lines have the mark as often as most that have it."""
    counts = [row.count(mark) for row in rows if mark in row]
    return max(map(counts.count, set(counts)), default=0)


def _too_much(lines: Sequence[Sequence[str]]) -> Iterator[Problem]:
    width = max(map(len, lines), default=0)
    for found, most, unit in ((len(lines), ROWS, "rows"), (width, COLUMNS, "columns")):
        if found > most:
            what = f"has {found:,} {unit}; at most {most:,} can be checked."
            yield Problem(WHERE, what, "Paste one printed table at a time.")
    if not lines:
        yield Problem(WHERE, "is empty.", "Give a header row and one row a line of the table.")
