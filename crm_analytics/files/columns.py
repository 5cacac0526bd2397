"""Cells to columns: numbers when every answer is a plain number, else text.

Survey columns have few distinct answers, so each rule is applied to the distinct ones only.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isnan
from types import NoneType

import pyarrow as pa
import pyarrow.compute as pc

Cell = str | float | bool | date | time | timedelta | None

# what no answer means to hold: control characters but tab and line break, and marks that turn
# the reading direction of everything after them
INVISIBLE = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}\x{feff}]"
)
LINE_BREAK = r"\r\n?"
EASTERN = r"[٠-٩۰-۹]"
WESTERN = {ord(digit): str(i % 10) for i, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}

# no exponent, no thousands mark, no needless zero in front: 007 is a name, not a number
NUMBER = r"^[+-]?(?:(?:0|[1-9][0-9]*)(?:\{mark}[0-9]+)?|\{mark}[0-9]+)$"
# beyond this a float64 no longer tells whole numbers apart
EXACT = 2**53
LONG = r"^[+-]?[1-9][0-9]{15}"

POINT, COMMA = ".", ","

_BREAK = re.compile(r"[\t\r\n]+")


def from_text(words: pa.DictionaryArray, mark: str = POINT) -> pa.Array:
    """Numbers when every word is one, written with this decimal mark; else the words."""
    distinct = words.dictionary
    numbers = _numbers(_western(distinct, mark), mark)
    return (distinct if numbers is None else numbers).take(words.indices)


def text(words: pa.DictionaryArray) -> pa.Array:
    """The words, also where all of them look like numbers: the format says they are text."""
    return words.dictionary.take(words.indices)


def from_cells(chunks: Sequence[pa.Array]) -> pa.Array:
    """A column of which some chunks may be numbers and some text."""
    return typed(joined(chunks))


def joined(chunks: Sequence[pa.Array]) -> pa.Array:
    """The chunks as one column: numbers when all of them are, else distinct words."""
    if all(pa.types.is_floating(chunk.type) for chunk in chunks):
        return pa.chunked_array(chunks, pa.float64()).combine_chunks()
    return distinct([_spelled(chunk) for chunk in chunks])


def typed(column: pa.Array) -> pa.Array:
    """A joined column as the smallest numbers that hold it, or as text."""
    return whole(column) if pa.types.is_floating(column.type) else from_text(column)


def distinct(chunks: Sequence[pa.Array]) -> pa.DictionaryArray:
    """The column by its distinct words, cleaned; a word of nothing but spaces is null."""
    return cleaned(pa.chunked_array(chunks, pa.string()).dictionary_encode())


def cleaned(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """The same of words that are told apart already, but not cleaned."""
    words = column.unify_dictionaries().combine_chunks()
    if isinstance(words, pa.ChunkedArray):
        raise MemoryError("more distinct text than one column can hold")
    plain = pc.replace_substring_regex(words.dictionary, INVISIBLE, "")
    plain = pc.replace_substring_regex(plain, LINE_BREAK, "\n")
    plain = pc.utf8_trim_whitespace(plain)
    empty = pc.equal(pc.binary_length(plain), 0)
    return pa.DictionaryArray.from_arrays(
        pc.if_else(empty.take(words.indices), None, words.indices),
        pc.if_else(empty, None, plain),
    )


def decimal_mark(columns: Iterable[pa.DictionaryArray], marks: str) -> str | None:
    """The mark that makes most columns numbers; None when no column has decimals."""
    found = dict.fromkeys(marks, 0)
    for column in columns:
        for mark in found:
            words = _western(column.dictionary, mark)
            marked = pc.any(pc.match_substring(words, mark)).as_py()
            found[mark] += bool(marked and _all_match(words, mark))
    best = max(found, key=lambda mark: found[mark])
    return best if found[best] else None


def whole(numbers: pa.Array) -> pa.Array:
    """The smallest whole-number type that holds every value exactly, else float64.

    Not a number is null, as is everything else that is no answer.
    """
    numbers = pc.if_else(pc.is_nan(numbers), pa.scalar(None, pa.float64()), numbers)
    if numbers.null_count == len(numbers):
        return numbers
    within = pc.less_equal(pc.abs(numbers), EXACT)
    is_whole = pc.and_(within, pc.equal(pc.floor(numbers), numbers))
    return narrow(numbers.cast(pa.int64())) if pc.all(is_whole).as_py() else numbers


def narrow(numbers: pa.Array) -> pa.Array:
    """The smallest signed whole-number type that holds every value."""
    ends = pc.min_max(numbers).as_py()
    low, high = ends["min"] or 0, ends["max"] or 0
    for bits, kind in ((8, pa.int8()), (16, pa.int16()), (32, pa.int32())):
        if -(2 ** (bits - 1)) <= low and high < 2 ** (bits - 1):
            return numbers.cast(kind)
    return numbers


def chunk(cells: Sequence[Cell]) -> pa.Array:
    """Cells of a workbook as float64 when all are numbers or empty, else as text."""
    kinds = set(map(type, cells))
    if str in kinds:
        cells = [None if cell == "" else cell for cell in cells]
        kinds = set(map(type, cells))
    if kinds <= {int, float, NoneType}:
        return pa.array(cells, pa.float64())
    return pa.array(list(map(iso, cells)), pa.string())


def iso(cell: Cell) -> str | None:
    """The cell as text: whole numbers without decimals, dates and durations as ISO 8601."""
    match cell:
        case None | str():
            return cell
        case bool():
            return str(cell)
        case float() if isnan(cell):
            return None
        case int() | float():
            return _plain(cell)
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case timedelta():
            return _duration(cell)
    return cell.isoformat()


def _duration(span: timedelta) -> str:
    """ISO 8601 in hours, minutes and seconds: hours may exceed a day."""
    sign, span = ("-", -span) if span < timedelta() else ("", span)
    minutes, seconds = divmod(span.seconds, 60)
    fraction = f".{span.microseconds:06}".rstrip("0") if span.microseconds else ""
    return f"{sign}PT{span.days * 24 + minutes // 60}H{minutes % 60}M{seconds}{fraction}S"


def _plain(number: float) -> str:
    """Shortest decimal that reads back as this number, never with an exponent."""
    if abs(number) < EXACT and number == int(number):
        return str(int(number))
    text = repr(number)
    return format(Decimal(text), "f") if "e" in text else text


def _spelled(cells: pa.Array) -> pa.Array:
    """A chunk as text; the numbers among the cells as a person writes them."""
    if pa.types.is_string(cells.type):
        return cells
    words = cells.dictionary_encode()
    spelled = [iso(number) for number in words.dictionary.to_pylist()]
    return pa.array(spelled, pa.string()).take(words.indices)


def _western(words: pa.Array, mark: str) -> pa.Array:
    """Arabic and Persian digits as 0 to 9, and their decimal mark as this one."""
    if not pc.any(pc.match_substring_regex(words, EASTERN)).as_py():
        return words
    table = {**WESTERN, ord("٫"): mark}
    return pa.array([word and word.translate(table) for word in words.to_pylist()], pa.string())


def _all_match(words: pa.Array, mark: str) -> bool:
    pattern = NUMBER.replace("{mark}", mark)
    return bool(pc.all(pc.match_substring_regex(words, pattern)).as_py())


def _numbers(words: pa.Array, mark: str) -> pa.Array | None:
    """The words as numbers; None when one is not, or would lose digits."""
    if words.null_count == len(words) or not _all_match(words, mark):
        return None
    if mark != POINT:
        words = pc.replace_substring(words, mark, POINT)
    words = pc.replace_substring_regex(words, r"^\+", "")
    if pc.any(pc.match_substring(words, POINT)).as_py():
        lossy = pc.any(pc.match_substring_regex(words, LONG)).as_py()
        return None if lossy else whole(words.cast(pa.float64()))
    try:
        return narrow(words.cast(pa.int64()))
    except pa.ArrowInvalid:  # more digits than any whole-number type: an identifier
        return None


def tabbed(cells: Iterable[Cell]) -> str:
    """Cells on one line with tabs between, as a spreadsheet copies them."""
    return "\t".join(_BREAK.sub(" ", iso(cell) or "") for cell in cells)
