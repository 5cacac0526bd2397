"""CSV and its relatives: one strict reader decides structure and content alike."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice
from pathlib import PurePath
from statistics import mode

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from crm_analytics.errors import Problem, UnreadableSurvey, refuse
from crm_analytics.files import aside, columns, grid
from crm_analytics.files.encoding import MARK, decode
from crm_analytics.files.file import Note, SurveyFile
from crm_analytics.files.layout import LOOKED_AT, Shape
from crm_analytics.files.limits import Limits
from crm_analytics.files.names import clean, listed
from crm_analytics.files.wire import Order

NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
MARKS = {columns.POINT: "point", columns.COMMA: "comma", None: "no decimals"}

# of marks that explain a file equally well the first: a decimal comma splits cells as evenly
# as the semicolon between them
LIKELY = ("\t", ";", "|", ",")
TRIED = 300
LARGE = 1_000_000  # characters from which on Arrow's reader saves time worth having

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
# how Excel is told the separator, in the first line of a file
DIRECTIVE = re.compile(r'"?sep=([,;\t|])"?(?:\r\n|\r|\n)', re.IGNORECASE)
LINE_FEED, RETURN = ord("\n"), ord("\r")
WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
PAGE = re.compile(r"\s*<(!doctype|html|\?xml|table|svg)", re.IGNORECASE)
JSON = re.compile(r'\s*(\[\s*)?\{\s*"')

# the module's own limit is one for a whole program; the size of the file bounds a cell already
csv.field_size_limit(2**31 - 1)


def read(raw: bytes, order: Order) -> SurveyFile:
    """The file as a table with one row a person."""
    where = f"File '{order.name}'"
    decoded = decode(raw, where, order.layout.encoding if order.layout else "")
    text = decoded.text.rstrip("\x1a")  # how DOS ended a text
    refuse(UnreadableSurvey, _no_table(text, where))

    stated = directive(text)
    mark = stated or delimiter(text, order.name)
    rows = chain(["\n"], islice(lines(text), 1, None)) if stated else lines(text)
    looked_at = LOOKED_AT + (order.layout.first if order.layout else 0)
    begin = list(islice(rows, 5 * looked_at))
    head = _head(begin, mark, looked_at)
    shape = Shape.of(head, order.layout)
    first = shape.layout.first
    width = len(shape.header) or max(map(len, head[first - 1 : first]), default=0)
    refuse(UnreadableSurvey, order.limits.excess(where, 0, width, order.limits.cells))
    records = Records(chain(begin, rows), mark, width, order.limits, where)
    body = quick_body(text, records.skip(first - 1), mark, head[first - 1 :], order.limits)
    if body is None:
        pieces = grid.gather(records, width, lambda cells: pa.array(cells, pa.string()))
        refuse(UnreadableSurvey, records.problems())
        words = [columns.distinct(column) for column in pieces]
        body = grid.Body(words, records.between, records.below)

    def typed(found: Sequence[pa.Array]) -> tuple[list[pa.Array], list[Note]]:
        # between commas a quoted "1,3" is as likely two choices as a decimal
        words = [column for column in found if isinstance(column, pa.DictionaryArray)]
        decimal = columns.decimal_mark(words, ".," if mark != "," else ".")
        return [_typed(column, decimal or ".") for column in found], [
            Note("Format", "CSV"),
            Note("Encoding", decoded.label),
            Note("Delimiter", NAMES[mark] + (", as line 1 says" if stated else "")),
            Note("Decimal mark", MARKS[decimal]),
        ]

    shape = replace(shape, layout=replace(shape.layout, encoding=decoded.encoding))
    file = grid.survey_file(order.name, body, shape, where, typed)
    undecoded = _undecoded(body, shape) if decoded.replaced else ()
    return replace(file, notes=(*file.notes, *records.notes(), *undecoded))


def _head(begin: Sequence[str], mark: str, rows: int) -> list[list[str]]:
    """The first rows as a spreadsheet counts them; a broken end does no harm here."""
    reader = csv.reader(begin, delimiter=mark)
    return [[clean(cell) for cell in row] for row in islice(reader, rows)]


def _typed(column: pa.Array, decimal: str) -> pa.Array:
    is_text = isinstance(column, pa.DictionaryArray)
    return columns.from_text(column, decimal) if is_text else columns.narrow(column)


def quick_body(
    text: str, passed: int, mark: str, sample: Sequence[Sequence[str]], limits: Limits
) -> grid.Body | None:
    """The people of a large and plain text by Arrow's reader; None where only `Records` is exact.

    Plain is a text without quotation marks and without blank lines between people. Whole numbers
    are read as such where the first people gave no others and nobody wrote a zero in front.

    passed: lines above the people. sample: the first people.
    """
    if len(text) < LARGE:
        return None
    begins = next(islice((found.start() for found in LINE.finditer(text)), passed, None), 0)
    plain = text[begins:].rstrip("\r\n").encode()
    signs = np.frombuffer(plain, np.uint8)
    if b'"' in plain or not _are_plain_lines(signs) or plain.count(b"\n") >= limits.rows:
        return None
    width = max(map(len, sample[:1]), default=0)
    words = pa.dictionary(pa.int32(), pa.string())
    whole = [_are_whole(sample, place) for place in range(width)]
    if any(whole) and (b"+" in plain or _zero_in_front(signs, ord(mark))):
        whole = [False] * width
    # most codes are small; larger ones cost a second attempt
    for numbers in (pa.int16(), pa.int64(), words):
        with suppress(pa.ArrowInvalid):  # too few or too many cells, or other numbers after all
            return grid.Body(_by_arrow(plain, mark, [numbers if w else words for w in whole]))
    return None


def _are_plain_lines(signs: NDArray[np.uint8]) -> bool:
    """Whether every line ends alike and begins with an answer, so that none is blank."""
    ends = np.flatnonzero(signs == LINE_FEED)
    returns = int(np.count_nonzero(signs == RETURN))
    with_return = int(np.count_nonzero(signs[ends - 1] == RETURN))
    blank = np.isin(signs[ends[ends + 1 < len(signs)] + 1], (LINE_FEED, RETURN, ord(" ")))
    return returns == with_return and not blank.any()


def _zero_in_front(signs: NDArray[np.uint8], mark: int) -> bool:
    """Whether a cell begins with a zero that is not all of it."""
    zeros = np.flatnonzero(signs[:-1] == ord("0"))
    begin = np.isin(signs[zeros - 1], (mark, LINE_FEED, ord("-"))) | (zeros == 0)
    after = signs[zeros[begin] + 1]
    return bool(((after >= ord("0")) & (after <= ord("9"))).any())


def _are_whole(sample: Sequence[Sequence[str]], place: int) -> bool:
    cells = [row[place] for row in sample if len(row) > place and row[place]]
    return bool(cells) and all(map(WHOLE.fullmatch, cells))


def _by_arrow(plain: bytes, mark: str, kinds: Sequence[pa.DataType]) -> list[pa.Array]:
    named = {str(place): kind for place, kind in enumerate(kinds)}
    table = arrow_csv.read_csv(
        pa.BufferReader(plain),
        arrow_csv.ReadOptions(use_threads=False, column_names=list(named), block_size=1 << 22),
        arrow_csv.ParseOptions(delimiter=mark, quote_char=False, ignore_empty_lines=False),
        arrow_csv.ConvertOptions(
            column_types=named, null_values=[""], strings_can_be_null=False, check_utf8=False
        ),
    )
    return [
        columns.narrow(column).combine_chunks()
        if pa.types.is_integer(column.type)
        else columns.cleaned(column)
        for column in table.columns
    ]


def _undecoded(body: grid.Body, shape: Shape) -> Iterator[Note]:
    """In which cells something could not be decoded."""
    found = []
    for header, column in zip(shape.header, body.columns, strict=False):
        words = pc.fill_null(pc.match_substring(column.dictionary, MARK), False)
        for place in pc.indices_nonzero(words.take(column.indices.fill_null(0))).to_pylist():
            row = body.row(shape.layout.first, place)
            found.append(f"row {row:,}, column '{header or 'without a name'}'")
    said = listed(found) if found else "in the header"
    yield Note("Undecodable characters", f"replaced by {MARK}: {said}")


def lines(text: str) -> Iterator[str]:
    """The lines with their ends, as a text editor counts them."""
    return (found.group() for found in LINE.finditer(text))


def directive(text: str) -> str | None:
    """The separator that the first line names, if it does."""
    found = DIRECTIVE.match(text)
    return found.group(1) if found else None


def delimiter(text: str, name: str) -> str:
    """The mark that gives most rows as many cells as the header; a comma when none does."""
    if PurePath(name).suffix.lower() == ".tsv":
        return "\t"
    sample = list(islice(lines(text), TRIED))
    best = max(LIKELY, key=lambda mark: _evenness(sample, mark))
    if _evenness(sample, best) > (0.0, 0):
        return best
    usual = max(LIKELY, key=lambda mark: _evenness(sample, mark, from_first=False))
    return usual if _evenness(sample, usual, from_first=False) > (0.5, 1) else ","


def _evenness(sample: Sequence[str], mark: str, from_first: bool = True) -> tuple[float, int]:
    """Share of rows as wide as the first, or as most are; and that width. Zero for one cell."""
    rows = csv.reader(sample, delimiter=mark)
    widths = [len(row) for row in rows if any(map(str.strip, row))]
    width = (widths[0] if from_first else mode(widths)) if widths else 0
    return (widths.count(width) / len(widths), width) if width > 1 else (0.0, 0)


def _no_table(text: str, where: str) -> Iterator[Problem]:
    if "\0" in text:
        line = sum(1 for _ in lines(text[: text.index("\0") + 1]))
        yield Problem(
            f"Line {line}",
            "contains NUL characters, which no text has.",
            "Save the file again as CSV UTF-8 and upload that.",
        )
    elif PAGE.match(text):
        yield Problem(where, "is a web page, not a CSV file.", "Download the answers themselves.")
    elif JSON.match(text):
        yield Problem(where, "is JSON, not a CSV file.", "Export the answers as CSV.")


class Records:
    """Iterate once over the people; then ask what was wrong and what was left out.

    Lines are counted as a text editor does, rows as a spreadsheet does. Rows beyond the limit are
    counted, not given.
    between: blank rows that were passed over.
    below: rows after the last person that hold one note, each with the reason.
    """

    def __init__(
        self, lines: Iterable[str], mark: str, width: int, limits: Limits, where: str
    ) -> None:
        self._source = csv.reader(lines, delimiter=mark, strict=True)
        self._mark, self._width, self._limits, self._where = mark, width, limits, where
        self._line, self._row, self._rows = 1, 0, 0
        self._blank: list[int] = []
        self._ragged: list[tuple[int, int]] = []
        self._alone: list[tuple[int, int, str]] = []
        self._broken: list[Problem] = []
        self.between: list[int] = []

    def __iter__(self) -> Iterator[Sequence[str]]:
        """Every record of the right width; blank lines at the end are none."""
        pending: list[tuple[int, int]] = []
        for record in self._records():
            if _is_blank(record, self._width):
                pending.append((self._line, self._row))
                continue
            if len(record) != self._width:
                self._ill_fitting(record)
                continue
            yield from self._passed_over(pending)
            pending = []
            self._rows += 1
            if self._rows <= self._limits.rows:
                yield record

    def skip(self, rows: int) -> int:
        """Pass over what stands above the people; the number of lines that this was."""
        for _ in islice(self._records(), rows):
            pass
        return self._source.line_num

    @property
    def below(self) -> list[tuple[int, str]]:
        """Notes below the table, once all records have been seen."""
        return [(row, aside.note(words)) for _, row, words in self._alone]

    def problems(self) -> Iterator[Problem]:
        """What makes the records unusable, once all have been seen."""
        yield from self._limits.excess(self._where, self._rows, self._width, self._limits.cells)
        if self._ragged:
            yield self._uneven()
        yield from self._broken

    def notes(self) -> Iterator[Note]:
        """The blank lines between records, once all have been seen."""
        if self._blank:
            yield Note("Empty lines", f"left out: {listed([*map(str, self._blank)], 'lines')}")

    def _records(self) -> Iterator[Sequence[str]]:
        """Each record, up to the first that cannot be told apart; where it begins is kept."""
        while True:
            self._line = self._source.line_num + 1
            self._row += 1
            try:
                record = next(self._source, None)
            except csv.Error as error:
                self._broken.append(self._misquoted(str(error)))
                return
            if record is None:
                return
            yield record

    def _passed_over(self, blank: Sequence[tuple[int, int]]) -> Iterator[Sequence[str]]:
        """Blank lines before a record: in a single column each is a person without an answer."""
        self._ragged += [(line, 1) for line, _, _ in self._alone]  # it stood between people
        self._alone = []
        if self._width > 1:
            self._blank.extend(line for line, _ in blank)
            self.between.extend(row for _, row in blank)
            return
        self._rows += len(blank)
        yield from ([""] for _ in blank)

    def _ill_fitting(self, record: Sequence[str]) -> None:
        """A note below the table is no answer; everything else of another width is a mistake."""
        words = [cell for cell in record if cell.strip()]
        if len(words) == 1 and self._width > 2 and aside.NOTE.match(words[0]):
            self._alone.append((self._line, self._row, words[0]))
        else:
            self._ragged.append((self._line, len(record)))

    def _uneven(self) -> Problem:
        self._ragged.sort()
        width, (line, cells) = self._width, self._ragged[0]
        separator = NAMES[self._mark]
        found = [str(line) for line, _ in self._ragged]
        return Problem(
            listed(found, "Lines"),
            f"{'has' if len(found) == 1 else 'have'} more or fewer cells than the {width} of the "
            f"header; line {line} has {cells}.",
            f"Put text that contains a {separator} in quotation marks, "
            "and delete lines that do not belong to the table.",
        )

    def _misquoted(self, reason: str) -> Problem:
        where = f"Line {self._line}"
        if "end of data" in reason:
            return Problem(
                where,
                "opens a quotation mark that is never closed.",
                "Close it, or remove it if it belongs to the text.",
            )
        return Problem(
            where,
            "has text right after a closing quotation mark.",
            'Write a quotation mark inside an answer twice (""), '
            "or save the file again from a spreadsheet program.",
        )


def _is_blank(record: Sequence[str], width: int) -> bool:
    """A line with nothing on it, which is not the same as a line of empty cells."""
    return not record or (len(record) == 1 < width and not record[0].strip())
