"""A coders' file as cells of text, each column in the role it plays."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from crm_analytics.coding.codings import Unit
from crm_analytics.coding.layout import Layout, layout, unknown
from crm_analytics.errors import UnusableCoding
from crm_analytics.files.columns import iso
from crm_analytics.files.file import SurveyFile

SHOWN = 200  # cells of a column that are looked at for a missing header


@dataclass(frozen=True, slots=True)
class Sheet:
    """where: the file in words. coder: whose it is, where no column says.

    columns: the cells of each, trimmed, empty where the file has none.
    first: the number of the row below the header, as a spreadsheet counts.
    unread: the other sheets of its workbook, in words; empty where there are none.
    """

    where: str
    coder: str
    columns: Mapping[str, Sequence[str]]
    first: int
    layout: Layout
    unread: str = ""

    @classmethod
    def of(cls, file: SurveyFile) -> "Sheet":
        """The sheet of a file; raises UnusableCoding when its columns are not recognised."""
        columns = cells(file)
        known, where = layout(file.columns), f"File '{file.name}'"
        if known is None:
            shown = {name: column[:SHOWN] for name, column in columns.items()}
            raise UnusableCoding(unknown(where, file.columns, shown))
        return cls(where, PurePath(file.name).stem, columns, first_row(file), known, _unread(file))

    @property
    def rows(self) -> range:
        """The places of the rows."""
        return range(max(map(len, self.columns.values())))

    def cell(self, role: str, row: int) -> str:
        """The cell of the column that plays a role; empty where no column does."""
        column = self.layout.roles.get(role)
        return self.columns[column][row] if column else ""

    def unit(self, row: int) -> Unit:
        """The unit that a row is about; without a name where its cells are empty."""
        own = self.layout.unit
        words = [self.columns[column][row] for column in own] or [f"row {row + self.first}"]
        name = " · ".join(filter(None, words)) if words[-1] else ""
        return Unit(name, self.cell("document", row), self.cell("text", row))


def cells(file: SurveyFile) -> dict[str, list[str]]:
    """Every column as text."""
    return {
        name: [(iso(cell) or "").strip() for cell in column.to_pylist()]
        for name, column in zip(file.columns, file.table.columns, strict=True)
    }


def _unread(file: SurveyFile) -> str:
    named = next((note.found for note in file.notes if note.what == "Sheet"), "")
    return named.partition("; not read: ")[2]


def first_row(file: SurveyFile) -> int:
    """The number of the row below the header, as a spreadsheet counts."""
    header = next((note.found for note in file.notes if note.what == "Header"), "row 1")
    number = re.search(r"\d+", header)
    return int(number.group()) + 1 if number else 2
