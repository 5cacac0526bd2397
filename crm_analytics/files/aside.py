"""Rows below or between the people that are none: means, totals, notes."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from crm_analytics.files.columns import iso

SUMMARY = re.compile(
    r"(?:grand |sub)?(?:mean|average|avg|total|sum|count|valid n|n|sd|s\.d|std|"
    r"std\.? ?dev(?:iation)?|stdev|standard deviation|"
    r"min|minimum|max|maximum|median|variance|cv|mode|"
    r"mittelwert|durchschnitt|summe|gesamt|anzahl|standardabweichung|"
    r"moyenne|somme|[ée]cart[- ]type|m[ée]diane|promedio|media|m[ée]dia|suma|mediana|"
    r"desviaci[óo]n (?:est[áa]ndar|t[íi]pica)|ortalama|toplam|standart sapma|medyan|"
    r"rata-rata|rerata|jumlah|simpangan baku|среднее|итого|сумма|"
    r"المتوسط|متوسط|الوسط الحسابي|المعدل|المجموع|مجموع|الإجمالي|الانحراف المعياري|"
    r"میانگین|جمع|انحراف معیار)s?\.?(?: (?:score|value|row|wert)s?)?(?:\s*[:=(].*)?",
    re.IGNORECASE,
)
NOTE = re.compile(r"\S+\s+\S+|(?:note|source|legend|anmerkung|quelle|nota|fuente|ملاحظة)\b", re.I)
NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?%?")
LABELS = 2  # columns at the left in which a row may be called what it is
FEWEST = 8  # rows from which numbers alone tell a row of statistics
LAST = 12  # rows at the end that are looked at one by one
MOSTLY = 2 / 3


def rows_aside(columns: Sequence[pa.Array]) -> dict[int, str]:
    """Rows that are no person, by their place below the header, each with its reason."""
    if not columns or not len(columns[0]):
        return {}
    found = dict(_notes(columns))
    found |= {row: reason for row, reason in _named(columns) if row not in found}
    last = next((row for row in range(len(columns[0]) - 1, -1, -1) if row not in found), -1)
    if last > 1 and _is_statistic(columns, last, [*found]):
        found[last] = "statistics of the columns above"
    return dict(sorted(found.items()))


def without(column: pa.Array, rows: Sequence[int]) -> pa.Array:
    """The column without these rows, and without what stood only there."""
    keep = np.ones(len(column), bool)
    keep[list(rows)] = False
    if isinstance(column, pa.DictionaryArray):
        return column.dictionary_decode().filter(pa.array(keep)).dictionary_encode()
    return column.filter(pa.array(keep))


def _cell(column: pa.Array, row: int) -> str:
    return iso(column[row].as_py()) or ""


def _filled(columns: Sequence[pa.Array], row: int) -> list[str]:
    return [cell for column in columns if (cell := _cell(column, row))]


def _notes(columns: Sequence[pa.Array]) -> Iterator[tuple[int, str]]:
    """From the end upwards: sentences that stand alone in their row, and empty rows around them."""
    if len(columns) <= LABELS:
        return
    height = len(columns[0])
    for row in range(height - 1, max(height - LAST, 0), -1):
        filled = _filled(columns, row)
        if len(filled) > 1 or (filled and not NOTE.match(filled[0])):
            return
        if filled:
            yield row, note(filled[0])


def note(text: str) -> str:
    """The reason why a row with this text is no person."""
    line = " ".join(text.split())
    return f"a note: '{line if len(line) <= 60 else line[:57] + '...'}'"


def _named(columns: Sequence[pa.Array]) -> Iterator[tuple[int, str]]:
    """Rows that are called mean, total and the like, where people are called otherwise."""
    for place, column in enumerate(columns[:LABELS]):
        if pa.types.is_floating(column.type) or pa.types.is_integer(column.type):
            continue
        words = column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
        names = words.dictionary.to_pylist()
        called = [i for i, name in enumerate(names) if name and SUMMARY.fullmatch(name.strip())]
        if not called:
            continue
        rows = np.flatnonzero(np.isin(np.asarray(words.indices.fill_null(-1)), called)).tolist()
        if len(rows) > max(LAST, 0.2 * len(column)):
            continue
        others = [c for i, c in enumerate(columns) if i != place]
        for row in rows:
            cells = _filled(others, row)
            numbers = [cell for cell in cells if NUMBER.fullmatch(cell)]
            names_people = len(names) - len(called) >= MOSTLY * (len(column) - len(rows))
            if (
                numbers
                and len(numbers) >= MOSTLY * len(cells)
                and (names_people or _is_statistic(columns, row, rows))
            ):
                yield row, f"called '{_cell(column, row)}'"


def _is_statistic(columns: Sequence[pa.Array], row: int, besides: Sequence[int]) -> bool:
    """Whether nearly all numbers of a row are the means of their columns, or the sums."""
    if len(columns[0]) < FEWEST or not _is_suspicious(columns, row):
        return False
    hits = Counter[str]()
    tried = 0
    for column in columns:
        cell = _cell(column, row)
        values = np.delete(_numbers(column), [row, *besides])
        values = values[~np.isnan(values)]
        if NUMBER.fullmatch(cell) and len(values) > 1:
            tried += 1
            hits.update(_statistics(cell, values))
    return tried > 1 and max(hits.values(), default=0) > MOSTLY * tried


def _is_suspicious(columns: Sequence[pa.Array], row: int) -> bool:
    """Whether this row has decimals or large numbers where the first people have none."""
    odd = tried = 0
    for column in columns:
        cell = _cell(column, row)
        first = [_cell(column, above) for above in range(min(10, row))]
        numbers = [abs(_number(word)) for word in first if NUMBER.fullmatch(word)]
        if NUMBER.fullmatch(cell) and numbers:
            tried += 1
            whole = all(number == int(number) for number in numbers)
            value = abs(_number(cell))
            odd += (whole and not cell.isdecimal()) or value > 2 * max(numbers)
    return tried > 1 and odd > tried / 2


def _number(cell: str) -> float:
    return float(cell.rstrip("%").replace(",", "."))


def _numbers(column: pa.Array) -> NDArray[np.float64]:
    words = column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
    known = [iso(word) or "" for word in words.dictionary.to_pylist()]
    values = [_number(word) if NUMBER.fullmatch(word) else np.nan for word in known]
    places = np.asarray(pc.fill_null(words.indices, len(values)))
    found: NDArray[np.float64] = np.array([*values, np.nan])[places]
    return found


def _statistics(cell: str, values: NDArray[np.float64]) -> list[str]:
    """Which statistics of these values the number may be, as exactly as it is written."""
    _, _, decimals = cell.rstrip("%").replace(",", ".").partition(".")
    known = {
        "mean": values.mean(),
        "sum": values.sum(),
        "sd": values.std(ddof=1),
        "sd of all": values.std(),
        "variance": values.var(ddof=1),
        "median": np.median(values),
    }
    within = 0.51 * 10.0 ** -len(decimals)
    return [name for name, number in known.items() if abs(_number(cell) - number) <= within]
