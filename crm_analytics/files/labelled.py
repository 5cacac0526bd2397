"""SPSS and Stata files: codes stay codes; their labels and missing values are told beside them."""

import re
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import chain
from pathlib import PurePath
from typing import Any

import pyarrow as pa
import pyreadstat

from crm_analytics.errors import Problem, UnreadableSurvey, refuse
from crm_analytics.files import columns, grid, names
from crm_analytics.files.columns import Cell
from crm_analytics.files.file import Note, SurveyFile
from crm_analytics.files.limits import Limits
from crm_analytics.files.rows import nobody
from crm_analytics.files.trouble import damaged, infinite, library
from crm_analytics.files.wire import Order

SPSS, PORTABLE, STATA = ".sav", ".por", ".dta"
KINDS = {SPSS: "an SPSS file", PORTABLE: "a portable SPSS file", STATA: "a Stata file"}
READERS: Mapping[str, Callable[..., tuple[Any, Any]]] = {
    SPSS: pyreadstat.read_sav,
    PORTABLE: pyreadstat.read_por,
    STATA: pyreadstat.read_dta,
}
USER_MISSING: Mapping[str, Mapping[str, bool]] = {
    SPSS: {"user_missing": True},
    PORTABLE: {},
    STATA: {"user_missing": True},
}
MEASURES = ("nominal", "ordinal", "scale")
# neither program writes these, and names read as if it did are other names
IMPOSSIBLE = re.compile(r"utf-?(16|32)|ucs", re.IGNORECASE)
# Stata's missing values .a to .z, as its reader gives them
EXTENDED = frozenset("abcdefghijklmnopqrstuvwxyz")

Code = float | str


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What the file says about its variables, by their own names in file order.

    words: the variables that hold text.
    labels: of each code; of each word for a variable that holds text.
    missing: first and last of every declared range, equal for a single code.
    measures: nominal, ordinal or scale, where it is stated.
    rows: as stated, if it is.
    """

    variables: Sequence[str]
    words: frozenset[str]
    texts: Mapping[str, str]
    labels: Mapping[str, Mapping[Any, str]]
    missing: Mapping[str, Sequence[tuple[Code, Code]]]
    measures: Mapping[str, str]
    encoding: str
    rows: int | None


def read(raw: bytes, order: Order) -> SurveyFile:
    """The file with every code in it; the dictionary is looked at before any answer."""
    where = f"File '{order.name}'"
    suffix = PurePath(order.name).suffix.lower()
    kind = suffix if suffix in KINDS else SPSS
    with library(where, KINDS[kind]):
        refuse(UnreadableSurvey, _too_wide(raw, order.limits, where))
        asked = {"output_format": "dict", **USER_MISSING[kind]}
        about = _dictionary(READERS[kind](BytesIO(raw), metadataonly=True, **asked)[1])
        refuse(UnreadableSurvey, _unusable(about, order.limits, where, kind))
        answers, letters = _answers(raw, kind, about, order.limits, where)
    codes = _extended(letters, answers)
    missing = {name: [(letter, letter) for letter in used] for name, used in letters.items()}
    about = replace(about, missing={**about.missing, **missing})
    header, renamed = names.unique(about.variables)
    found = {
        column: _column(answers[name], name in about.words, codes)
        for column, name in zip(header, about.variables, strict=True)
    }
    refuse(UnreadableSurvey, infinite(found.items()))
    file = _labelled(order.name, pa.table(found), about, codes)
    notes = [
        Note("Format", KINDS[kind].partition(" ")[2].removesuffix(" file")),
        Note("Encoding", about.encoding),
        grid.size(file.table),
        *_recognised(file, about, codes),
        *renamed,
    ]
    return replace(file, notes=tuple(notes))


def _too_wide(raw: bytes, limits: Limits, where: str) -> Iterator[Problem]:
    """Far too many variables, counted before the library makes room for each.

    Twice the limit may be meant: a long text is several variables in the file.
    """
    if not raw.startswith((b"$FL2", b"$FL3")):
        return
    order = "<" if raw[64:68] in (b"\x02\0\0\0", b"\x03\0\0\0") else ">"
    count, at = 0, 176  # the records of the variables follow the header
    while at + 32 <= len(raw):
        kind, width, labelled, missing = struct.unpack_from(f"{order}iiii", raw, at)
        if kind != 2:
            break
        count += width >= 0
        at += 32
        if labelled == 1:
            length = struct.unpack_from(f"{order}i", raw, at)[0]
            at += 4 + (max(length, 0) + 3) // 4 * 4
        at += 8 * min(abs(missing), 3)
    if count > 2 * limits.columns:
        yield from limits.excess(where, 0, count, limits.cells)


def _dictionary(meta: pyreadstat.metadata_container) -> Dictionary:
    types = meta.readstat_variable_types
    return Dictionary(
        variables=meta.column_names,
        words=frozenset(name for name, kind in types.items() if kind == "string"),
        texts={name: text for name, text in meta.column_names_to_labels.items() if text},
        labels=meta.variable_value_labels,
        missing={
            name: [(each["lo"], each["hi"]) for each in ranges if isinstance(each, dict)]
            for name, ranges in meta.missing_ranges.items()
        },
        measures={name: m for name, m in meta.variable_measure.items() if m in MEASURES},
        encoding=meta.file_encoding or "not stated",
        rows=meta.number_rows,
    )


def _unusable(about: Dictionary, limits: Limits, where: str, kind: str) -> Iterator[Problem]:
    if not about.variables:
        yield nobody(where, headed=False)
    if IMPOSSIBLE.match(about.encoding):
        yield damaged(where, KINDS[kind])
    yield from limits.excess(where, about.rows or 0, len(about.variables), limits.cells)


def _answers(
    raw: bytes, kind: str, about: Dictionary, limits: Limits, where: str
) -> tuple[Mapping[str, Sequence[Cell]], Mapping[str, Sequence[str]]]:
    """Every answer, and the extended missing values of each variable.

    One row more than the limit shows that the stated number was false.
    """
    most = min(limits.rows, limits.cells // len(about.variables))
    answers, meta = READERS[kind](
        BytesIO(raw), row_limit=most + 1, output_format="dict", **USER_MISSING[kind]
    )
    rows = len(answers[about.variables[0]])
    if rows == 0:
        raise UnreadableSurvey(nobody(where, headed=True))
    refuse(UnreadableSurvey, limits.excess(where, rows, len(about.variables), limits.cells))
    if about.rows is not None and rows != about.rows:
        raise UnreadableSurvey(damaged(where, KINDS[kind]))
    if kind != STATA:
        return answers, {}
    letters = {
        name: sorted(
            {
                *meta.missing_user_values.get(name, ()),
                *EXTENDED.intersection(about.labels.get(name, ())),
            }
        )
        for name in about.variables
        if name not in about.words
    }
    return answers, {name: used for name, used in letters.items() if used}


def _extended(
    letters: Mapping[str, Sequence[str]], answers: Mapping[str, Sequence[Cell]]
) -> dict[str, float]:
    """A code for each of Stata's missing values .a to .z that occurs or has a label.

    -1001 for .a and so on, further below zero when answers beside them reach down there.
    """
    beside = (cell for name in letters for cell in answers[name] if isinstance(cell, float))
    lowest, base = min(beside, default=0.0), 1000
    while lowest <= -base:
        base *= 10
    used = sorted({*chain.from_iterable(letters.values())})
    return {letter: -float(base + 1 + ord(letter) - ord("a")) for letter in used}


def _column(cells: Sequence[Cell], is_text: bool, codes: Mapping[str, float]) -> pa.Array:
    if is_text:  # digits written as text are the same answers as in a file without types
        return columns.from_text(columns.distinct([pa.array(cells, pa.string())]))
    try:
        return columns.whole(pa.array(cells, pa.float64()))
    except (pa.ArrowInvalid, pa.ArrowTypeError):  # dates, or missing values with a letter
        coded = [codes.get(cell, cell) if isinstance(cell, str) else cell for cell in cells]
        return columns.from_cells([columns.chunk(coded)])


def _labelled(
    name: str, table: pa.Table, about: Dictionary, codes: Mapping[str, float]
) -> SurveyFile:
    """The table with what the dictionary says about each column.

    What it says of dates is left out: they have neither codes nor words.
    """
    texts: dict[str, str] = {}
    labels: dict[str, dict[float, str]] = {}
    missing: dict[str, dict[float, str]] = {}
    word_labels: dict[str, dict[str, str]] = {}
    missing_words: dict[str, dict[str, str]] = {}
    measures: dict[str, str] = {}
    for column, variable in zip(table.column_names, about.variables, strict=True):
        said = {code: names.clean(text) for code, text in about.labels.get(variable, {}).items()}
        ranges = about.missing.get(variable, ())
        if not pa.types.is_string(table[column].type):
            labels[column] = {
                code: text
                for word, text in said.items()
                if (code := _code(word, codes)) is not None
            }
            missing[column] = _reasons(table[column], ranges, labels[column], codes)
        elif variable in about.words:
            word_labels[column] = {str(word): text for word, text in said.items()}
            missing_words[column] = {str(w): said.get(w, "missing").lower() for w, _ in ranges}
        if variable in about.texts:
            texts[column] = names.clean(about.texts[variable])
        if variable in about.measures:
            measures[column] = about.measures[variable]
    return SurveyFile(
        name,
        "",
        table,
        texts,
        value_labels={column: found for column, found in labels.items() if found},
        missing_values={column: found for column, found in missing.items() if found},
        word_labels={column: found for column, found in word_labels.items() if found},
        missing_words={column: found for column, found in missing_words.items() if found},
        measures=measures,
    )


def _code(word: object, codes: Mapping[str, float]) -> float | None:
    """The number that a label or a missing value is about; None for dates and words."""
    if isinstance(word, str) and word in codes:
        return codes[word]
    try:
        return float(word) if isinstance(word, str | int | float) else None
    except ValueError:
        return None


def _reasons(
    column: pa.ChunkedArray,
    ranges: Sequence[tuple[Code, Code]],
    labels: Mapping[float, str],
    codes: Mapping[str, float],
) -> dict[float, str]:
    """Why each missing code is missing: a range stands for its codes that occur or have a label."""
    ends = [(_code(low, codes), _code(high, codes)) for low, high in ranges]
    known = [(low, high) for low, high in ends if low is not None and high is not None]
    found = [*labels, *(float(code) for code in column.unique().drop_null().to_pylist())]
    within = [code for code in found if any(low <= code <= high for low, high in known)]
    single = [low for low, high in known if low == high]
    return {code: labels.get(code, "missing").lower() for code in sorted({*single, *within})}


def _recognised(file: SurveyFile, about: Dictionary, codes: Mapping[str, float]) -> Iterator[Note]:
    """What was found beside the answers, and what was made of it."""
    if count := len({*file.value_labels, *file.word_labels}):
        yield Note("Value labels", _count(count))
    if count := len({*file.missing_values, *file.missing_words}):
        yield Note("Missing codes", f"declared for {_count(count)}")
    if codes:
        said = [f".{letter} stands as {code:.0f}" for letter, code in codes.items()]
        yield Note("Extended missing values", names.listed(said, most=len(said)))
    own = dict(zip(file.columns, about.variables, strict=True))
    text = [name for name in own if pa.types.is_string(file.table[name].type)]
    digits = [
        name for name, variable in own.items() if variable in about.words and name not in text
    ]
    if digits:
        yield Note("Digits kept as text", f"read as numbers: {names.listed(digits)}")
    for name in text:
        if own[name] in about.labels and own[name] not in about.words:
            yield Note("Text labels", f"{name}: answers kept as they are, without their labels")


def _count(columns: int) -> str:
    return f"{columns:,} {'column' if columns == 1 else 'columns'}"
