"""Where the table stands: titles above it, its header rows, rows that are no person, its form.

Everything is decided from the cells, never from the name of a program. What is ordinary (one
header row at the top, a person in every row below) is left exactly as it is.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crm_analytics.files.file import Note, TableLayout
from crm_analytics.files.names import clean, listed

Rows = Sequence[Sequence[str]]

LOOKED_AT = 60  # rows from the top
MOST_TITLES = 12
MOST_HEADERS = 3
NUMBER = re.compile(r"^[+-]?[0-9٠-٩۰-۹]+(?:[.,٫][0-9٠-٩۰-۹]+)?\s?%?$")
DATE = re.compile(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?$")
IMPORT_ID = '{"ImportId"'
# what stands in the second header row of a question that has no parts
NO_PART = frozenset({"", "response", "open-ended response"})
MOSTLY = 0.8


@dataclass(frozen=True, slots=True)
class Votes:
    """What the columns below say of a row: cells that look like answers, and that cannot be one.

    typed: columns of numbers or dates below in which the row has something.
    """

    answers: int = 0
    headings: int = 0
    typed: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class Shape:
    """A layout with what its rows above the answers say.

    header: of each column. texts: of questions, by the place of the column.
    titles: what stands above the header, with its row.
    told: whether a person has said so.
    """

    layout: TableLayout
    header: Sequence[str]
    texts: Mapping[int, str]
    titles: Sequence[tuple[int, str]]
    told: bool

    @classmethod
    def of(cls, head: Rows, told: TableLayout | None) -> "Shape":
        """From the first rows; told: what a person says of them, None to find out."""
        layout = told or guess(head)
        if layout.first == 0:
            top = next((row for row, cells in enumerate(head, 1) if any(cells)), 1)
            layout = replace(layout, header=(top,), first=top + 1)
        header, texts = headings(head, layout)
        if texts:
            layout = replace(layout, texts=_rows(layout.header))
        return cls(layout, header, texts, [*_titles(head, layout)], told is not None)

    def notes(self) -> Iterator[Note]:
        """What was found above the answers."""
        rows = self.layout.header
        yield Note("Header", _rows(rows) if rows else "none: the first row is a person")
        if self.texts:
            yield Note("Question texts", f"{len(self.texts):,} in the header")
        if self.titles:
            said = [f"'{clean(words)[:60]}'" for _, words in self.titles]
            yield Note("Above the header", f"left out: {listed(said)}")


def _rows(rows: Sequence[int]) -> str:
    if len(rows) == 1:
        return f"row {rows[0]:,}"
    return f"rows {rows[0]:,} to {rows[-1]:,}"


def guess(head: Rows) -> TableLayout:
    """Header rows and first person, from the first rows of a sheet; blank rows are empty."""
    filled = [[place for place, cell in enumerate(row) if cell] for row in head]
    held = [row for row, places in enumerate(filled) if places]
    if not held:
        return TableLayout()
    top = _below_titles(head, filled, held)
    if _is_data(head, top):
        return TableLayout(header=(), first=top + 1)
    header = [top]
    following = [row for row in held if row > top][: MOST_HEADERS - 1]
    import_ids = [row for row in following if _is_import_ids(head[row])]
    if import_ids:
        header = [row for row in held if top <= row <= import_ids[0]]
    else:
        for row in following:
            if row != header[-1] + 1 or not _goes_on(head, header, row):
                break
            header.append(row)
    return TableLayout(header=tuple(row + 1 for row in header), first=header[-1] + 2)


def headings(head: Rows, layout: TableLayout) -> tuple[list[str], dict[int, str]]:
    """The name of each column, and the text of its question by the place of the column.

    The row that names the columns best is complete, without repetition, and the shortest of such.
    Where no row is, names are put together from all of them.
    """
    rows = [list(head[row - 1]) for row in layout.header if row <= len(head)]
    rows = [row for row in rows if not _is_import_ids(row)]
    width = max(map(len, rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in rows]
    if len(rows) < 2:
        return (rows[0] if rows else []), {}
    complete = [row for row in rows if all(row) and len(set(row)) == width]
    spread = [row if row in complete else _spread(row, rows) for row in rows]
    joined = [_joined(parts) for parts in zip(*spread, strict=True)]
    if not complete:
        return joined, {place: text for place, text in enumerate(joined) if text}
    names = min(complete, key=lambda row: sum(map(len, row)))
    named = rows.index(names)
    others = [row for place, row in enumerate(spread) if place != named]
    texts = [_joined(parts) for parts in zip(*others, strict=True)]
    if named == len(rows) - 1:  # bands above the questions
        texts = [text and _joined([text, name]) for text, name in zip(texts, names, strict=True)]
    return names, {place: text for place, text in enumerate(texts) if text}


def _titles(head: Rows, layout: TableLayout) -> Iterator[tuple[int, str]]:
    """What stands above the header and is no part of it, with its row."""
    begin = min(layout.header, default=layout.first)
    for row in range(1, begin):
        words = " ".join(filter(None, head[row - 1])) if row <= len(head) else ""
        if words:
            yield row, words


def _below_titles(head: Rows, filled: Sequence[Sequence[int]], held: Sequence[int]) -> int:
    """The first row of the table: titles fill a cell or two at the left of a wider table."""
    usual = Counter(filled[row][-1] + 1 for row in held).most_common(1)[0][0]
    most = 2 if usual >= 5 else 1
    for row in held[:MOST_TITLES]:
        if filled[row][-1] >= most or usual <= most or filled[row][-1] + 1 >= usual:
            beneath = [below for below in held if below >= row]
            is_header = row == held[0] or (
                len(filled[row]) > 1 and not _is_data(head, row) and len(beneath) > 1
            )
            return row if is_header else held[0]
    return held[0]


def _votes(head: Rows, row: int) -> Votes:
    below = [line for line in head[row + 1 :] if any(line)]
    answers = heads = typed = 0
    for place, cell in enumerate(head[row]):
        if not cell:
            continue
        cells = [line[place] for line in below if place < len(line) and line[place]]
        pattern = next((p for p in (NUMBER, DATE) if cells and _share(p, cells) >= MOSTLY), None)
        if pattern:
            typed += 1
            answers += pattern.match(cell) is not None
            heads += pattern.match(cell) is None
        else:  # a choice that is named after itself is no answer that others gave, too
            answers += cell in cells and set(cells) != {cell}
    return Votes(answers, heads, typed)


def _share(pattern: re.Pattern[str], cells: Sequence[str]) -> float:
    return sum(pattern.match(cell) is not None for cell in cells) / len(cells)


def _is_data(head: Rows, row: int) -> bool:
    """Whether the first row is a person: nearly all of its cells are answers that others gave."""
    cells = [cell for cell in head[row] if cell]
    votes = _votes(head, row)
    numbered = all(map(str.isdecimal, cells)) and _consecutive([int(cell) for cell in cells])
    return votes.answers > MOSTLY * len(cells) and not votes.headings and not numbered


def _consecutive(numbers: Sequence[int]) -> bool:
    """Questions that are called by their numbers."""
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _is_import_ids(row: Sequence[str]) -> bool:
    cells = [cell for cell in row if cell]
    return bool(cells) and sum(c.startswith(IMPORT_ID) for c in cells) > len(cells) / 2


def _goes_on(head: Rows, header: Sequence[int], row: int) -> bool:
    """Whether this row belongs to the header, too."""
    cells = [cell for cell in head[row] if cell]
    if not cells or sum(map(len, cells)) < 3 * len(cells):
        return False
    votes = _votes(head, row)
    if votes.answers:
        return False
    if _completes(head, header[-1], row):
        return True
    distinct = len(set(cells)) > MOSTLY * len(cells)
    in_words = any(" " in cell for cell in cells) or sum(map(len, cells)) >= 6 * len(cells)
    typed = votes.typed >= 2 and votes.headings == votes.typed
    return distinct and in_words and (typed or _are_questions(head, header[-1], row))


def _completes(head: Rows, above: int, row: int) -> bool:
    """Whether every gap of the row above is filled here, and this row could be no person.

    Either it is silent where everybody below says something, or it names every column.
    """
    upper, lower = list(head[above]), list(head[row])
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    gaps = [place for place, cell in enumerate(upper) if not cell]
    if not gaps or not all(lower[place] for place in gaps):
        return False
    below = [line for line in head[row + 1 :] if any(line)]
    silent = [place for place, cell in enumerate(lower) if not cell and upper[place]]
    if silent:
        return any(all(len(b) > place and b[place] for b in below) for place in silent) and bool(
            below
        )
    return len(set(lower)) == width and len(below) > 0


def _are_questions(head: Rows, above: int, row: int) -> bool:
    """Whether codes stand above and sentences here, longer than what people below answered."""
    codes = [cell for cell in head[above] if cell]
    cells = [cell for cell in head[row] if cell]
    below = [cell for line in head[row + 1 :] for cell in line if cell]
    if len(cells) < MOSTLY * len(codes) or not below:
        return False
    short = all(" " not in code for code in codes)
    words = sum(cell.count(" ") + 1 for cell in cells) / len(cells)
    answers = sum(cell.count(" ") + 1 for cell in below) / len(below)
    return short and words >= 3 and words > 2 * answers


def _spread(row: Sequence[str], rows: Rows) -> list[str]:
    """A merged cell stands for those right of it, as far as another header row names them."""
    found, last = [], ""
    for place, cell in enumerate(row):
        beside = any(other[place] for other in rows if other is not row)
        last = cell or (last if beside else "")
        found.append(last)
    return found


def _joined(parts: Sequence[str]) -> str:
    """Question and part; what every question has, or stands twice, once."""
    kept = [part for part in parts if part.casefold() not in NO_PART]
    return " - ".join(dict.fromkeys(kept)) or next(filter(None, parts), "")
