"""What lines above and below a table state: "n = 282", "predictors: 5", "scale maximum 5"."""

import re

from crm_analytics.paper import names
from crm_analytics.paper.lines import PastedLine
from crm_analytics.paper.number import Printed, exact, number

# a name, a mark or a space, a number
_WHOLE = re.compile(
    r"(?P<name>[^=:]*?[^=:\s])\s*(?:[=:]|\s)\s*(?P<number>[<>]?\s*[−–+-]?[\d.,]+\s*%?)"
)
_INSIDE = re.compile(r"(?P<name>[^\W\d_][\w² ]{0,30}?)\s*=\s*(?P<number>[\d.,]+)")

Stated = dict[str, tuple[str, Printed]]


def statement(line: PastedLine) -> Stated:
    """A line that is nothing but a name and a number, by the key of the name; else nothing."""
    filled = line.filled
    if len(filled) == 2 and (key := _key(filled[0])) and (said := number(filled[1])):
        return {key: (filled[0], said)}
    match = _WHOLE.fullmatch(filled[0]) if len(filled) == 1 else None
    if match and (key := _key(match["name"])) and (said := number(match["number"])):
        return {key: (match["name"], said)}
    return {}


def _key(name: str) -> str:
    """The key of a stated name: a significance that holds for a whole table is the level."""
    key = names.key(name)
    return "significance" if key == "p" and "significance" in name.casefold() else key


def mentions(line: PastedLine) -> Stated:
    """Sizes that a title or a note mentions, as "Table 7 (n = 282)"."""
    found = {}
    for match in _INSIDE.finditer(" ".join(line.filled)[:2_000]):
        key = names.key(match["name"].split()[-1]) or names.key(match["name"])
        said = number(match["number"].rstrip(".,"))
        if key in names.STATED and said:
            found[key] = (match["name"].split()[-1], exact(said))
    return found
