"""A survey file as it was delivered: every column, nothing dropped, recoded or averaged."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was recognised while reading, for example ("Delimiter", "semicolon")."""

    what: str
    found: str


@dataclass(frozen=True, eq=False, slots=True)
class SurveyFile:
    """The table of a file with everything its format says about the columns.

    name: the file's own name.
    sha256: of the delivered bytes, in hexadecimal.
    table: one row a person, column names unique; every column is either numbers (a signed
        integer type or float64) or string; an empty cell is null.
    texts: the question behind a column, where the format carries it.
    value_labels: label of each code of a column, where the format carries them.
    missing_values: codes that the format declares missing, with the reason ("refused").
    notes: what was recognised, in the order a person would ask.
    """

    name: str
    sha256: str
    table: pa.Table
    texts: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[float, str]] = field(default_factory=dict)
    missing_values: Mapping[str, Mapping[float, str]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names in file order."""
        return tuple(self.table.column_names)

    @property
    def rows(self) -> int:
        """Number of rows below the header."""
        return int(self.table.num_rows)
