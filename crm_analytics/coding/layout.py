"""Which column of a coders' file holds what, by its name.

Recognised besides our own two layouts: coded segments as QualCoder (file, codename, owner, pos0,
pos1, seltext), Taguette (id, document, tag, content; one file a coder) and ATLAS.ti (Document,
Reference, Quotation Content, Codes, Created by) export them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm_analytics.errors import Problem

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
class Layout:
    """roles: the column that plays each. coders: columns that are a coder each, in a wide file."""

    roles: Mapping[str, str]
    coders: tuple[str, ...] = ()

    @property
    def wide(self) -> bool:
        """Whether every coder has a column."""
        return bool(self.coders)

    @property
    def unit(self) -> tuple[str, ...]:
        """The columns that together tell units apart; none where every row is one.

        A segment is its document and where it stands there, or else its words: numbers that
        programs give segments differ from coder to coder.
        """
        ways = (
            ("document", "unit"),
            ("document", "start", "end"),
            ("document", "place"),
            ("unit",),
            *((("id",),) if self.wide else ()),
            ("document", "text"),
            ("text",),
            ("id",),
        )
        found = next((way for way in ways if set(way) <= set(self.roles)), ())
        return tuple(self.roles[role] for role in found)

    @property
    def called(self) -> str:
        """In words, for the person who wants to know what was recognised."""
        if self.wide:
            return "one column a coder"
        return "one row a code of a coder" if "coder" in self.roles else "one file a coder"


def layout(columns: Sequence[str]) -> Layout | None:
    """The layout of a file with these columns; None when it is not known."""
    named = {column: _role(column) for column in columns}
    roles: dict[str, str] = {}
    for column, role in named.items():
        if role and role != "else":
            roles.setdefault(role, column)
    if "code" in roles:
        found = Layout(roles)
        return found if found.unit else None
    coders = tuple(column for column, role in named.items() if not role)
    numbered = bool(coders) and all(_A_CODER.fullmatch(_normal(column)) for column in coders)
    if "coder" in roles or not coders or not (numbered or {"unit", "id"} & set(roles)):
        return None
    return Layout(roles, coders)


def unknown(where: str, columns: Sequence[str], first: Mapping[str, Sequence[str]]) -> Problem:
    """What is wrong with a file of unknown layout. first: some cells of each column."""
    if any(column in first[column] for column in columns):
        what = "holds codes in row 1, where the names of the columns belong."
        return Problem(where, what, f"Put a header row above them. {COLUMNS}")
    named = ", ".join(f"'{column}'" for column in columns[:8])
    more = f" and {len(columns) - 8:,} more" if len(columns) > 8 else ""
    return Problem(where, f"has columns that are not recognised: {named}{more}.", COLUMNS)


def _role(column: str) -> str:
    name = _normal(column)
    return "id" if _UNNAMED.fullmatch(name) else _ROLES.get(name, "")


def _normal(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").split())
