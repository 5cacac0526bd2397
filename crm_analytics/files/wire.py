"""What crosses the pipe between the server and its child: plain JSON and Arrow, never a pickle."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import BinaryIO

import pyarrow as pa

from crm_analytics.errors import Problem
from crm_analytics.files.file import SurveyFile, TableLayout, restored
from crm_analytics.files.limits import Limits

KEY = b"survey"
# as wide as Arrow wants the columns aligned that follow it
TABLE, PROBLEMS = b"table".ljust(64), b"problems".ljust(64)


@dataclass(frozen=True, slots=True)
class Order:
    """What the child is asked to read.

    reader: the module of this package that reads the format.
    as_cells: give every sheet as rows of text instead of one table of people.
    layout: where a person says that the table stands; None to find out.
    spare: use the slower, more forgiving reader, because the first one broke down.
    """

    name: str
    reader: str
    limits: Limits
    as_cells: bool = False
    layout: TableLayout | None = None
    spare: bool = False

    def line(self) -> bytes:
        """The order as one line; the bytes of the file follow it."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def of(cls, line: bytes) -> "Order":
        """The order that was sent as this line."""
        fields = json.loads(line)
        layout = fields["layout"] and TableLayout.of(fields["layout"])
        return cls(**{**fields, "limits": Limits(**fields["limits"]), "layout": layout})


def send(file: SurveyFile, pipe: BinaryIO) -> None:
    """The table as Arrow, everything about it as JSON in the schema."""
    table = file.table.replace_schema_metadata({KEY: json.dumps(file.about()).encode()})
    pipe.write(TABLE)
    with pa.ipc.new_stream(pipe, table.schema) as stream:
        stream.write_table(table)


def send_problems(problems: Iterable[Problem], pipe: BinaryIO) -> None:
    """The problems as a list of three words each."""
    pipe.write(PROBLEMS + json.dumps([(p.where, p.what, p.remedy) for p in problems]).encode())


def receive(answer: bytearray) -> SurveyFile | tuple[Problem, ...]:
    """What the child sent; a table is checked through, for the child may have gone wrong."""
    if answer.startswith(PROBLEMS):
        return tuple(Problem(*words) for words in json.loads(answer[len(PROBLEMS) :]))
    table = pa.ipc.open_stream(pa.py_buffer(answer).slice(len(TABLE))).read_all()
    table.validate(full=True)
    return restored(table, json.loads(table.schema.metadata[KEY]))
