"""A file that holds a printed table, as the text one would paste from it."""

from collections.abc import Container, Iterable
from itertools import chain, count
from pathlib import PurePath

from crm_analytics.errors import Problem, UnreadableSurvey, refuse
from crm_analytics.files import PLAIN_TABLE, read
from crm_analytics.files.columns import tabbed
from crm_analytics.files.encoding import decode
from crm_analytics.files.file import SurveyFile
from crm_analytics.files.formats import Format, base_name, recognise
from crm_analytics.files.rows import rows_of
from crm_analytics.files.small_table import TABLE, small_table

LINES = "Give a file with a header row and one row a line of the table."
FACTORS = "Give a file with a header row and one row a factor."


def printed(raw: bytes, name: str) -> str:
    """The text of a CSV file, or the first table of a workbook with tabs between its cells."""
    own_name = base_name(name)
    where = f"File '{own_name}'"
    with rows_of("lines", LINES):
        kind = recognise(raw, own_name, TABLE)
        if kind.reader == "delimited":
            return decode(raw, where).text
        if kind.reader == "workbook":
            return _tabbed(read(raw, own_name, TABLE, PLAIN_TABLE))
    raise UnreadableSurvey(_no_table(where, kind))


def printed_sheets(raw: bytes, name: str) -> dict[str, str]:
    """The text of every visible sheet of a workbook by its name, or of a CSV file by its own.

    Empty rows above a table stay, so that every line has the number of its row.
    """
    own_name = base_name(name)
    kind = recognise(raw, own_name, TABLE)
    where = f"File '{own_name}'"
    if kind.reader == "delimited":
        return {PurePath(own_name).stem: decode(raw, where).text}
    if kind.reader != "workbook":
        raise UnreadableSurvey(_no_table(where, kind))
    return {
        sheet: "\n".join(map(tabbed, rows)) for sheet, rows in small_table(raw, own_name).items()
    }


def printed_files(files: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    """The matrices in several files, each a name and its bytes; every file's problems at once.

    A sheet is called by its file, where that has no other; of equal names the later ones are
    numbered.
    """
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for name, raw in files:
        try:
            with rows_of("factors", FACTORS):
                sheets = printed_sheets(raw, name)
        except UnreadableSurvey as error:
            problems += error.problems
            continue
        stem = PurePath(base_name(name)).stem
        for sheet, text in sheets.items():
            found[_free(stem if len(sheets) == 1 else f"{stem}, {sheet}", found)] = text
    refuse(UnreadableSurvey, problems)
    return found


def _free(name: str, taken: Container[str]) -> str:
    numbered = (f"{name} ({number})" for number in count(2))
    return next(free for free in chain([name], numbered) if free not in taken)


def _no_table(where: str, kind: Format) -> Problem:
    what = f"is {kind.label}, not a printed table."
    return Problem(where, what, "Save the table as CSV or Excel workbook.")


def _tabbed(file: SurveyFile) -> str:
    """Header and rows; a header that the reader made up for an empty cell is empty again."""
    header = ["" if name == f"column {n}" else name for n, name in enumerate(file.columns, 1)]
    columns = (column.to_pylist() for column in file.table.columns)
    lines = [header, *zip(*columns, strict=True)]
    return "\n".join(map(tabbed, lines))
