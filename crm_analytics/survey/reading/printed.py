"""A file that holds a printed table, as the text one would paste from it."""

import re

from crm_analytics.errors import Problem, UnreadableSurvey
from crm_analytics.survey.file import SurveyFile
from crm_analytics.survey.reading import read
from crm_analytics.survey.reading.columns import iso
from crm_analytics.survey.reading.decoding import decode
from crm_analytics.survey.reading.formats import base_name, recognise
from crm_analytics.survey.reading.limits import Limits

TABLE = Limits(bytes=5_000_000, expanded=100_000_000)

_BREAK = re.compile(r"[\t\r\n]+")


def printed(raw: bytes, name: str) -> str:
    """The text of a CSV file, or the first table of a workbook with tabs between its cells."""
    own_name = base_name(name)
    kind = recognise(raw, own_name, TABLE)
    where = f"File '{own_name}'"
    if kind.key == "delimited":
        return decode(raw, where)[0]
    if kind.key == "workbook":
        return _tabbed(read(raw, own_name, TABLE))
    what = f"is {kind.label}, not a printed table."
    raise UnreadableSurvey(Problem(where, what, "Save the table as CSV or Excel workbook."))


def _tabbed(file: SurveyFile) -> str:
    """Header and rows; a header that the reader made up for an empty cell is empty again."""
    header = ["" if name == f"column {n}" else name for n, name in enumerate(file.columns, 1)]
    columns = (column.to_pylist() for column in file.table.columns)
    lines = [header, *zip(*columns, strict=True)]
    return "\n".join("\t".join(_BREAK.sub(" ", iso(cell) or "") for cell in line) for line in lines)
