"""The code book of a grounded theory: open codes, their categories, the groups of those.

Strauss & Corbin 1990: open codes are gathered in categories (axial coding), categories around a
central phenomenon (selective coding), each in one of the paradigm's roles.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crm_analytics import files as reading
from crm_analytics.coding.coder_sheet import cells, first_row
from crm_analytics.errors import Problem, UnusableCoding, refuse
from crm_analytics.files.file import SurveyFile
from crm_analytics.files.limits import UPLOAD, Limits
from crm_analytics.files.rows import rows_of

ROLES = (
    "causal conditions",
    "context",
    "central phenomenon",
    "intervening conditions",
    "strategies",
    "outcomes",
)
_ROLE_NAMES = {
    "causal": ROLES[0],
    "cause": ROLES[0],
    "causes": ROLES[0],
    "causal condition": ROLES[0],
    "contextual": ROLES[1],
    "contextual conditions": ROLES[1],
    "context conditions": ROLES[1],
    "central": ROLES[2],
    "core": ROLES[2],
    "core category": ROLES[2],
    "phenomenon": ROLES[2],
    "intervening": ROLES[3],
    "intervening condition": ROLES[3],
    "strategy": ROLES[4],
    "actions": ROLES[4],
    "actions and interactions": ROLES[4],
    "outcome": ROLES[5],
    "consequence": ROLES[5],
    "consequences": ROLES[5],
} | {role: role for role in ROLES}
_COLUMNS = {
    "code": ("code", "codes", "open code", "open codes", "tag"),
    "category": ("category", "axial", "axial code", "subcategory", "factor"),
    "group": ("group", "selective", "selective code", "theme", "main category"),
    "role": ("role", "paradigm", "paradigm role"),
}
REMEDY = "Name the columns code, category, group and, if you like, role."


@dataclass(frozen=True, slots=True)
class CodeBook:
    """category: of every code, in the order of the file. group: of every category.

    role: of every group in the paradigm, one of ROLES; empty without a paradigm.
    """

    category: Mapping[str, str]
    group: Mapping[str, str]
    role: Mapping[str, str]

    @property
    def codes(self) -> tuple[str, ...]:
        """The open codes."""
        return tuple(self.category)

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories, in the order of the file."""
        return tuple(self.group)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, in the order of the file."""
        return tuple(dict.fromkeys(self.group.values()))

    def group_of_code(self) -> dict[str, str]:
        """The group of every code."""
        return {code: self.group[category] for code, category in self.category.items()}


def read_book(raw: bytes, name: str, limits: Limits = UPLOAD) -> CodeBook:
    """The code book in a file: columns code, category and group, and optionally role.

    Raises UnusableCoding with every problem: a missing column or cell, a code in two categories, a
    category in two groups, a group with two roles, a role that the paradigm does not have.
    """
    with rows_of("codes", f"Give a file with a header row and one row a code. {REMEDY}"):
        file = reading.read(raw, name, limits, reading.PLAIN_TABLE)
    columns = _columns(file)
    rows = [*zip(*(columns[part] for part in _COLUMNS), strict=True)]
    first = first_row(file)
    refuse(UnusableCoding, _problems(rows, first))
    return CodeBook(
        {code: category for code, category, _, _ in rows},
        {category: group for _, category, group, _ in rows},
        {group: _role(role) for _, _, group, role in rows if role},
    )


def _columns(file: SurveyFile) -> dict[str, list[str]]:
    found = {}
    every = cells(file)
    for part, names in _COLUMNS.items():
        column = next((name for name in every if " ".join(name.casefold().split()) in names), None)
        if column:
            found[part] = [" ".join(cell.split()) for cell in every[column]]
    missing = [part for part in ("code", "category", "group") if part not in found]
    if missing:
        noun = "column" if len(missing) == 1 else "columns"
        what = f"has no {noun} {', '.join(missing)}."
        raise UnusableCoding(Problem(f"File '{file.name}'", what, REMEDY))
    return {"role": [""] * file.rows} | found


def _problems(rows: Sequence[tuple[str, ...]], first: int) -> Iterator[Problem]:
    parts = tuple(_COLUMNS)
    for number, row in enumerate(rows, first):
        empty = [part for part, cell in zip(parts, row, strict=True) if not cell and part != "role"]
        if empty:
            what = f"has no {' and no '.join(empty)}."
            yield Problem(f"Row {number}", what, "Fill it in, or delete the row.")
        if row[3] and not _role(row[3]):
            what = f"has the role '{row[3]}', which the paradigm does not have."
            yield Problem(f"Row {number}", what, f"Use one of: {', '.join(ROLES)}.")
    for place in range(3):
        yield from _torn(rows, first, place)


def _torn(rows: Sequence[tuple[str, ...]], first: int, place: int) -> Iterator[Problem]:
    """What stands in two places: a code in two categories, a category in two groups …"""
    part, above = tuple(_COLUMNS)[place : place + 2]
    seen: dict[str, tuple[str, int]] = {}
    for number, row in enumerate(rows, first):
        name, parent = row[place], row[place + 1] if above != "role" else _role(row[3])
        known, where = seen.setdefault(name, (parent, number)) if parent else ("", 0)
        if name and parent != known:
            what = f"has {part} '{name}' in {above} '{parent}', row {where} in '{known}'."
            whole = "A role is that of a whole group: d" if above == "role" else "D"
            yield Problem(f"Row {number}", what, f"{whole}ecide for one {above}.")


def _role(written: str) -> str:
    return _ROLE_NAMES.get(" ".join(written.casefold().split()), "")
