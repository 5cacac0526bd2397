"""A row an answer: respondent, question and answer, turned into a row a person."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from crm_analytics.files import names
from crm_analytics.files.columns import iso, whole
from crm_analytics.files.file import Note, SurveyFile

WIDEST = 12  # columns of such a file at most
ROLES = (
    re.compile(
        r"(respondent|participant|person|user|subject|case|response|submission|employee|member)?"
        r"(id|no|nr|number|key|code)?"
    ),
    re.compile(r"(question|item|variable|statement|q)(id|no|nr|number|code|name|text|key)?"),
    re.compile(r"(answer|response|value|score|rating)(value|text|code|label|choice)?"),
)
COMPLETE = 0.6  # share of all answers of all people that has to be there
POINTS = 11  # distinct answers at most where nothing is called by its name


def long_form(table: pa.Table) -> tuple[str, ...]:
    """The columns of respondent, question and answer; empty when a row is a person.

    By their names; a table of three columns also when everybody has one row a question.
    """
    if not 3 <= table.num_columns <= WIDEST or table.num_rows < 4:
        return ()
    plain = {name: re.sub(r"[\W_]+", "", name.casefold()) for name in table.column_names}
    found: list[str] = []
    for role in reversed(ROLES):  # "response id" is a person, "response" an answer
        fits = [n for n, word in plain.items() if word and role.fullmatch(word) and n not in found]
        found += fits[:1]
    if len(found) == 3 and _is_long(table, found[2], found[1], COMPLETE):
        return tuple(found[::-1])
    first = tuple(table.column_names[:3])
    if table.num_columns > 3 or len(table[first[2]].unique()) > POINTS:
        return ()
    return (
        first if _is_long(table, first[0], first[1], 1.0) and _codes(table, first[1])[1] > 2 else ()
    )


def _is_long(table: pa.Table, person: str, question: str, complete: float) -> bool:
    """Whether nobody answers a question twice, and nearly everybody each."""
    if table[person].null_count or table[question].null_count:
        return False
    people, heads = _codes(table, person)
    questions, asked = _codes(table, question)
    if asked < 2 or heads < 2 or table.num_rows < 2 * heads or asked > heads * WIDEST:
        return False
    pairs = people.astype(np.int64) * asked + questions
    return len(np.unique(pairs)) == len(pairs) >= complete * heads * asked


def _codes(table: pa.Table, column: str) -> tuple[NDArray[np.int64], int]:
    """The place of each value among the distinct ones, and how many of those there are."""
    encoded = table[column].combine_chunks().dictionary_encode()
    return np.asarray(encoded.indices).astype(np.int64), len(encoded.dictionary)


def wide(file: SurveyFile, size: Callable[[pa.Table], Note]) -> SurveyFile:
    """The file with a row a person: layout.long names respondent, question and answer.

    Other columns stay where they say the same in all rows of a person; what says the same in all
    rows of a question is its text.
    """
    assert file.layout is not None
    person, question, answer = file.layout.long
    table = file.table
    people, heads = _codes(table, person)
    questions, asked = _codes(table, question)
    first = np.full(heads, -1)
    first[people[::-1]] = np.arange(len(people))[::-1]
    others = [name for name in table.column_names if name not in (person, question, answer)]
    kept = [name for name in others if _constant(table, name, people, heads)]
    texts = [
        name
        for name in others
        if name not in kept
        and pa.types.is_string(table[name].type)
        and _constant(table, name, questions, asked)
    ]
    columns = {name: table[name].combine_chunks().take(first) for name in [person, *kept]}
    called = table[question].combine_chunks().unique().to_pylist()
    headers, _ = names.unique([*columns, *(iso(word) or "" for word in called)])
    answers = table[answer].combine_chunks()
    found: dict[str, str] = {}
    for place, header in enumerate(headers[len(columns) :]):
        rows = np.flatnonzero(questions == place)
        taken = np.full(heads, -1)
        taken[people[rows]] = rows
        column = answers.take(pa.array(taken, mask=taken < 0))
        columns[header] = whole(column) if pa.types.is_floating(column.type) else column
        if texts and (text := table[texts[0]][int(rows[0])].as_py()):
            found[header] = text
    lost = [name for name in others if name not in kept and name not in texts]
    turned = pa.table(columns)
    notes = [note for note in file.notes if note.what != "Size"]
    return replace(
        file,
        table=turned,
        texts=found,
        notes=(*notes, size(turned), *_notes(file, heads, asked, lost)),
    )


def _constant(table: pa.Table, name: str, groups: NDArray[np.int64], count: int) -> bool:
    encoded = table[name].combine_chunks().dictionary_encode().indices
    codes = np.asarray(pc.fill_null(encoded, -1)).astype(np.int64)
    one = np.zeros(count, np.int64)
    one[groups] = codes
    return bool((one[groups] == codes).all())


def _notes(file: SurveyFile, heads: int, asked: int, lost: list[str]) -> Iterator[Note]:
    yield Note(
        "Form",
        f"one row an answer: {file.rows:,} rows turned into {heads:,} people "
        f"and {asked:,} questions",
    )
    if lost:
        said = names.listed([f"'{name}'" for name in lost])
        yield Note("Left out", f"{said}: different in the rows of one person")
