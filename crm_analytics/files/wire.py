"""What crosses the pipe between the server and its child: plain JSON and Arrow, never a pickle."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import BinaryIO

import pyarrow as pa

from crm_analytics.errors import Problem
from crm_analytics.files.file import Note
from crm_analytics.files.limits import Limits

KEY = b"survey"
# as wide as Arrow wants the columns aligned that follow it
TABLE, PROBLEMS = b"table".ljust(64), b"problems".ljust(64)

Codes = Mapping[str, Mapping[float, str]]


@dataclass(frozen=True, slots=True)
class Order:
    """What the child is asked to read.

    format: key of the format.
    spare: use the slower, more forgiving reader, because the first one broke down.
    """

    name: str
    format: str
    limits: Limits
    spare: bool = False

    def line(self) -> bytes:
        """The order as one line; the bytes of the file follow it."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def of(cls, line: bytes) -> "Order":
        """The order that was sent as this line."""
        fields = json.loads(line)
        return cls(fields["name"], fields["format"], Limits(**fields["limits"]), fields["spare"])


@dataclass(frozen=True, eq=False, slots=True)
class Contents:
    """What the child found: a SurveyFile without the file's name and fingerprint."""

    table: pa.Table
    notes: Sequence[Note]
    texts: Mapping[str, str] = field(default_factory=dict)
    value_labels: Codes = field(default_factory=dict)
    missing_values: Codes = field(default_factory=dict)


def send(contents: Contents, pipe: BinaryIO) -> None:
    """The table as Arrow, everything about it as JSON in the schema."""
    about = {
        "notes": [(note.what, note.found) for note in contents.notes],
        "texts": dict(contents.texts),
        "value_labels": _pairs(contents.value_labels),
        "missing_values": _pairs(contents.missing_values),
    }
    table = contents.table.replace_schema_metadata({KEY: json.dumps(about).encode()})
    pipe.write(TABLE)
    with pa.ipc.new_stream(pipe, table.schema) as stream:
        stream.write_table(table)


def send_problems(problems: Iterable[Problem], pipe: BinaryIO) -> None:
    """The problems as a list of three words each."""
    pipe.write(PROBLEMS + json.dumps([(p.where, p.what, p.remedy) for p in problems]).encode())


def receive(answer: bytearray) -> Contents | tuple[Problem, ...]:
    """What the child sent; a table is checked through, for the child may have gone wrong."""
    if answer.startswith(PROBLEMS):
        return tuple(Problem(*words) for words in json.loads(answer[len(PROBLEMS) :]))
    table = pa.ipc.open_stream(pa.py_buffer(answer).slice(len(TABLE))).read_all()
    table.validate(full=True)
    about = json.loads(table.schema.metadata[KEY])
    return Contents(
        table=table.replace_schema_metadata(None),
        notes=tuple(Note(*words) for words in about["notes"]),
        texts=about["texts"],
        value_labels=_codes(about["value_labels"]),
        missing_values=_codes(about["missing_values"]),
    )


# JSON knows only text as keys, and codes are numbers
Pairs = dict[str, list[tuple[float, str]]]


def _pairs(codes: Codes) -> Pairs:
    return {column: list(labels.items()) for column, labels in codes.items()}


def _codes(pairs: Pairs) -> Codes:
    return {column: dict(labels) for column, labels in pairs.items()}
