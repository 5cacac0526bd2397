"""A coders' file as cells of text, each column in the role it plays, which its name says.

Recognised besides our own two layouts: coded segments as QualCoder (file, codename, owner, pos0,
pos1, seltext), Taguette (id, document, tag, content; one file a coder) and ATLAS.ti (Document,
Reference, Quotation Content, Codes, Created by) export them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from crm_analytics.coding.codings import Unit
from crm_analytics.errors import Problem, UnusableCoding
from crm_analytics.files.columns import iso
from crm_analytics.files.file import SurveyFile

SHOWN = 200  # cells of a column that are looked at for a missing header
_SYNONYMS = {
    "unit": "unit id|unit no|item|case|statement|utterance|sentence|quote id|segment id|no|nr",
    "id": "#",
    "document": "doc|file|file name|filename|source|source name|interview|transcript"
    "|document name|file case name",
    "start": "pos0|begin|beginning|start position|from",
    "end": "pos1|end position|to",
    "place": "reference|position|location|paragraph|range",
    "text": "content|quote|quotation|quotation content|seltext|coded text|selected text|segment"
    "|text segment|excerpt|highlight|coded",
    "coder": "rater|owner|annotator|judge|coder name|coded by|created by|user|creator",
    "code": "codes|tag|tags|codename|code name|code names",
    "else": "comment|comments|memo|coded memo|date|colour|color|density|created|modified"
    "|modified by|document groups|document group|weight|weight score|important|quotation name",
}
_ROLES = {
    name: role for role, others in _SYNONYMS.items() for name in (role, *others.split("|")) if name
}
_UNNAMED = re.compile(r"column \d+")  # how the reader calls a column without a header
_A_CODER = re.compile(r"(coder|rater|judge|annotator|observer)s?\s*\w*")

COLUMNS = (
    "Name them unit and one column a coder, or unit, coder and code. The names in coded segments "
    "of QualCoder, Taguette and ATLAS.ti are known too."
)


@dataclass(frozen=True, slots=True)
class CoderSheet:
    """where: the file in words. coder: whose it is, where no column says.

    columns: the cells of each, trimmed, empty where the file has none.
    roles: the column that plays each. coders: columns that are a coder each, in a wide file.
    first: the number of the row below the header, as a spreadsheet counts.
    unread: the other sheets of its workbook, in words; empty where there are none.
    """

    where: str
    coder: str
    columns: Mapping[str, Sequence[str]]
    roles: Mapping[str, str]
    coders: tuple[str, ...]
    first: int
    unread: str = ""

    @classmethod
    def of(cls, file: SurveyFile) -> "CoderSheet":
        """The sheet of a file; raises UnusableCoding when its columns are not recognised."""
        columns, where = cells(file), f"File '{file.name}'"
        roles, coders = recognised(file.columns)
        sheet = next((note.found for note in file.notes if note.what == "Sheet"), "")
        found = cls(
            where=where,
            coder=PurePath(file.name).stem,
            columns=columns,
            roles=roles,
            coders=coders,
            first=first_row(file),
            unread=sheet.partition("; not read: ")[2],
        )
        if not (coders or ("code" in roles and found.unit_columns)):
            raise UnusableCoding(_unknown(where, columns))
        return found

    @property
    def rows(self) -> range:
        """The places of the rows."""
        return range(max(map(len, self.columns.values())))

    @property
    def unit_columns(self) -> tuple[str, ...]:
        """The columns that together tell units apart; none where every row is one.

        A segment is its document and where it stands there, or else its words: numbers that
        programs give segments differ from coder to coder.
        """
        ways = (
            ("document", "unit"),
            ("document", "start", "end"),
            ("document", "place"),
            ("unit",),
            *((("id",),) if self.coders else ()),
            ("document", "text"),
            ("text",),
            ("id",),
        )
        found = next((way for way in ways if set(way) <= set(self.roles)), ())
        return tuple(self.roles[role] for role in found)

    @property
    def layout(self) -> str:
        """In words, for the person who wants to know what was recognised."""
        if self.coders:
            return "one column a coder"
        return "one row a code of a coder" if "coder" in self.roles else "one file a coder"

    def cell(self, role: str, row: int) -> str:
        """The cell of the column that plays a role; empty where no column does."""
        column = self.roles.get(role)
        return self.columns[column][row] if column else ""

    def unit(self, row: int) -> Unit:
        """The unit that a row is about; without a name where its cells are empty."""
        own = self.unit_columns
        words = [self.columns[column][row] for column in own] or [f"row {row + self.first}"]
        name = " · ".join(filter(None, words)) if words[-1] else ""
        return Unit(name, self.cell("document", row), self.cell("text", row))


def recognised(columns: Sequence[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The column that plays each role, and the columns that are a coder each.

    Without coders and without codes the layout is not known.
    """
    named = {column: _role(column) for column in columns}
    roles: dict[str, str] = {}
    for column, role in named.items():
        if role and role != "else":
            roles.setdefault(role, column)
    if "code" in roles:
        return roles, ()
    coders = tuple(column for column, role in named.items() if not role)
    numbered = bool(coders) and all(_A_CODER.fullmatch(_normal(column)) for column in coders)
    if "coder" in roles or not (numbered or {"unit", "id"} & set(roles)):
        return roles, ()
    return roles, coders


def cells(file: SurveyFile) -> dict[str, list[str]]:
    """Every column as text."""
    return {
        name: [(iso(cell) or "").strip() for cell in column.to_pylist()]
        for name, column in zip(file.columns, file.table.columns, strict=True)
    }


def first_row(file: SurveyFile) -> int:
    """The number of the row below the header, as a spreadsheet counts."""
    header = next((note.found for note in file.notes if note.what == "Header"), "row 1")
    number = re.search(r"\d+", header)
    return int(number.group()) + 1 if number else 2


def _unknown(where: str, columns: Mapping[str, Sequence[str]]) -> Problem:
    """What is wrong with a file of unknown layout."""
    names = [*columns]
    if any(column in cells[:SHOWN] for column, cells in columns.items()):
        what = "holds codes in row 1, where the names of the columns belong."
        return Problem(where, what, f"Put a header row above them. {COLUMNS}")
    named = ", ".join(f"'{column}'" for column in names[:8])
    more = f" and {len(names) - 8:,} more" if len(names) > 8 else ""
    return Problem(where, f"has columns that are not recognised: {named}{more}.", COLUMNS)


def _role(column: str) -> str:
    name = _normal(column)
    return "id" if _UNNAMED.fullmatch(name) else _ROLES.get(name, "")


def _normal(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").split())
