"""SPSS files: codes stay codes; their labels and missing values are told beside them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

import pyarrow as pa
import pyreadstat

from crm_analytics.errors import Problem, UnreadableSurvey, refuse
from crm_analytics.files import columns, grid, names
from crm_analytics.files.columns import Cell
from crm_analytics.files.file import Codes, Note, SurveyFile
from crm_analytics.files.limits import Limits
from crm_analytics.files.rows import nobody
from crm_analytics.files.trouble import damaged, infinite, library
from crm_analytics.files.wire import Order

KIND = "an SPSS file"
# SPSS writes neither, and names read as if it did are other names
IMPOSSIBLE = re.compile(r"utf-?(16|32)|ucs", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What the file says about its variables, by their own names in file order.

    words: the variables that hold text.
    labels: of each code; of each word for a variable that holds text.
    missing: first and last of every declared range, equal for a single code.
    rows: as stated, if it is.
    """

    variables: Sequence[str]
    words: frozenset[str]
    texts: Mapping[str, str]
    labels: Mapping[str, Mapping[float, str]]
    missing: Mapping[str, Sequence[tuple[float, float]]]
    encoding: str
    rows: int | None


def read(raw: bytes, order: Order) -> SurveyFile:
    """The file with every code in it; the dictionary is looked at before any answer."""
    where = f"File '{order.name}'"
    with library(where, KIND):
        about = _dictionary(raw)
        refuse(UnreadableSurvey, _unusable(about, order.limits, where))
        answers = _answers(raw, about, order.limits, where)
    header, notes = names.unique(about.variables)
    found = [_column(answers[name], name in about.words) for name in about.variables]
    refuse(UnreadableSurvey, infinite(zip(header, found, strict=True)))
    return _contents(order.name, about, dict(zip(header, found, strict=True)), notes)


def _dictionary(raw: bytes) -> Dictionary:
    _, meta = pyreadstat.read_sav(
        BytesIO(raw), metadataonly=True, user_missing=True, output_format="dict"
    )
    return Dictionary(
        variables=meta.column_names,
        words=frozenset(k for k, kind in meta.readstat_variable_types.items() if kind == "string"),
        texts={k: text for k, text in meta.column_names_to_labels.items() if text},
        labels=meta.variable_value_labels,
        missing={
            name: [(each["lo"], each["hi"]) for each in ranges if isinstance(each, dict)]
            for name, ranges in meta.missing_ranges.items()
        },
        encoding=meta.file_encoding or "not stated",
        rows=meta.number_rows,
    )


def _unusable(about: Dictionary, limits: Limits, where: str) -> Iterator[Problem]:
    if not about.variables:
        yield nobody(where, headed=False)
    if IMPOSSIBLE.match(about.encoding):
        yield damaged(where, KIND)
    yield from limits.excess(where, about.rows or 0, len(about.variables), limits.cells)


def _answers(
    raw: bytes, about: Dictionary, limits: Limits, where: str
) -> Mapping[str, Sequence[Cell]]:
    """Every answer; one row more than the limit shows that the stated number was false."""
    most = min(limits.rows, limits.cells // len(about.variables))
    answers, _ = pyreadstat.read_sav(
        BytesIO(raw), user_missing=True, row_limit=most + 1, output_format="dict"
    )
    rows = len(answers[about.variables[0]])
    if rows == 0:
        raise UnreadableSurvey(nobody(where, headed=True))
    refuse(UnreadableSurvey, limits.excess(where, rows, len(about.variables), limits.cells))
    if about.rows is not None and rows != about.rows:
        raise UnreadableSurvey(damaged(where, KIND))
    return answers


def _column(cells: Sequence[Cell], is_text: bool) -> pa.Array:
    if is_text:
        return columns.text(columns.distinct([pa.array(cells, pa.string())]))
    return columns.from_cells([columns.chunk(cells)])


def _contents(
    name: str, about: Dictionary, found: Mapping[str, pa.Array], renamed: Sequence[Note]
) -> SurveyFile:
    table = pa.table(dict(found))
    own = dict(zip(about.variables, found, strict=True))
    coded = [name for name in own if not pa.types.is_string(found[own[name]].type)]
    labels = {
        own[name]: {
            code: names.clean(label)
            for code, label in about.labels[name].items()
            if isinstance(code, float)  # a date may have one, too
        }
        for name in coded
        if name in about.labels
    }
    missing = {
        own[name]: _reasons(found[own[name]], about.missing[name], labels.get(own[name], {}))
        for name in coded
        if name in about.missing
    }
    return SurveyFile(
        name,
        "",
        table,
        notes=(
            Note("Format", "SPSS"),
            Note("Encoding", about.encoding),
            grid.size(table),
            *_beside(labels, missing),
            *(note for name in own if name not in coded for note in _unused(about, name)),
            *renamed,
        ),
        texts={own[name]: names.clean(text) for name, text in about.texts.items()},
        value_labels=labels,
        missing_values=missing,
    )


def _reasons(
    column: pa.Array, ranges: Sequence[tuple[float, float]], labels: Mapping[float, str]
) -> dict[float, str]:
    """Why each missing code is missing: a range stands for its codes that occur or have a label."""
    single = [low for low, high in ranges if low == high]
    known = [*labels, *(float(code) for code in column.unique().drop_null().to_pylist())]
    within = [code for code in known if any(low <= code <= high for low, high in ranges)]
    return {code: labels.get(code, "missing").lower() for code in sorted({*single, *within})}


def _beside(labels: Codes, missing: Codes) -> Iterator[Note]:
    if labels:
        yield Note("Value labels", _count(len(labels)))
    if missing:
        yield Note("Missing codes", f"declared for {_count(len(missing))}")


def _unused(about: Dictionary, name: str) -> Iterator[Note]:
    """What the dictionary says about a variable of words or dates, which have no codes."""
    if name in about.missing:
        words = [f"'{low}'" for low, _ in about.missing[name]]
        yield Note("Missing text", f"{name}: {names.listed(words)} kept as an answer")
    if name in about.labels:
        yield Note("Text labels", f"{name}: answers kept as they are, without their labels")


def _count(columns: int) -> str:
    return f"{columns:,} {'column' if columns == 1 else 'columns'}"
