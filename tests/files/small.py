"""One small table, as every format has to give it back, and shorthands for trying a file."""

from io import BytesIO

import openpyxl
import pytest

from crm_analytics.errors import UnreadableSurvey
from crm_analytics.files import UPLOAD, read

TRUTH = {
    "id": ["007", "010", "1e5"],
    "q1": [1, None, 5],
    "score": [3.5, -0.25, 4.0],
    "country": ["NA", "Côte d'Ivoire", None],
}
ROWS = [list(TRUTH), *map(list, zip(*TRUTH.values(), strict=True))]
TYPES = {"id": "string", "q1": "int8", "score": "double", "country": "string"}


def written(cell, mark="."):
    return "" if cell is None else str(cell).replace(".", mark)


def lines(delimiter=",", mark=".", end="\n"):
    return "".join(
        delimiter.join(
            f'"{c}"' if delimiter in (c := written(cell, mark if row else ".")) else c
            for cell in cells
        )
        + end
        for row, cells in enumerate(ROWS)
    )


def workbook(*sheets):
    """A workbook of (title, rows)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def found(file):
    return {note.what: note.found for note in file.notes}


def types(file):
    return {field.name: str(field.type) for field in file.table.schema}


def refusal(raw, name, limits=UPLOAD):
    """The whole message of the refusal."""
    with pytest.raises(UnreadableSurvey) as caught:
        read(raw, name, limits)
    return str(caught.value)
