"""Column names a person can tell apart."""

import re
from collections import Counter
from collections.abc import Sequence

from crm_analytics.errors import Problem, UnreadableSurvey, refuse
from crm_analytics.files.file import Note

# a whole question fits; a paragraph pasted by accident does not
LONGEST = 2_000

# line breaks and tabs are spaces in a name; other control characters, and marks that turn
# the reading direction of everything after them, are nothing
SPACES = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")


def clean(text: str) -> str:
    """The text on one line without control characters, trimmed."""
    return INVISIBLE.sub("", SPACES.sub(" ", text)).strip()


def unique(headers: Sequence[str]) -> tuple[list[str], list[Note]]:
    """Names for the columns, all different, and what had to be named or numbered."""
    cleaned = [clean(header) for header in headers]
    refuse(
        UnreadableSurvey, (_too_long(i, n) for i, n in enumerate(cleaned, 1) if len(n) > LONGEST)
    )
    named = [name or f"column {i}" for i, name in enumerate(cleaned, 1)]
    return _numbered(named), [*_unnamed(cleaned), *_repeated(named)]


def _too_long(column: int, name: str) -> Problem:
    return Problem(
        f"Column {column}",
        f"has a header of {len(name):,} characters, beginning '{name[:40]}'.",
        f"Shorten it to at most {LONGEST:,} characters.",
    )


def _numbered(names: Sequence[str]) -> list[str]:
    """The first of equal names keeps it; a number is given only when nobody has it yet."""
    taken, seen, result = set(names), Counter[str](), []
    for name in names:
        seen[name] += 1
        new = name
        while seen[name] > 1 and (new := f"{name} ({seen[name]})") in taken:
            seen[name] += 1
        taken.add(new)
        result.append(new)
    return result


def _unnamed(cleaned: Sequence[str]) -> list[Note]:
    empty = [str(i) for i, name in enumerate(cleaned, 1) if not name]
    return (
        [Note("Empty headers", f"named by position: {listed(empty, 'columns')}")] if empty else []
    )


def _repeated(names: Sequence[str]) -> list[Note]:
    repeated = [f"'{name}'" for name, times in Counter(names).items() if times > 1]
    return [Note("Repeated headers", f"numbered: {listed(repeated)}")] if repeated else []


def listed(found: Sequence[str], unit: str = "", most: int = 5) -> str:
    """The first few, and how many more: "lines 3, 8 and 4 more"; the unit is a plural."""
    singular = unit.removesuffix("s") if len(found) == 1 else unit
    first, more = ", ".join(found[:most]), len(found) - most
    return f"{singular} {first}".strip() + (f" and {more:,} more" if more > 0 else "")
