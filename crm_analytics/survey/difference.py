"""What two questionnaires say differently, one line a fact, for a person to decide."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crm_analytics.survey.facts import Key, facts, orders
from crm_analytics.survey.instrument import Hypothesis, Instrument, Printed
from crm_analytics.survey.scale import Scale

NOTHING = "–"
_ABSENT = object()
_SETTINGS = {
    "title": "Title",
    "scale": "Usual scale",
    "missing": "A score needs",
    "weight": "Weight",
    "id": "Id",
    "minimum_group": "Fewest people that may be shown",
}
_KINDS = {
    "code": "Code",
    "construct": "Construct",
    "dimension": "Dimension",
    "item": "Column",
    "demographic": "Demographic",
    "hypothesis": "Hypothesis",
    "wave": "Wave",
}
_PARTS = {
    "columns": "name in its file of",
    "turned": "turned items",
    "left_out": "left out",
    "scales": "scale of",
    "categories": "categories of",
    "printed": "printed numbers of",
}
_WORDS: Mapping[object, str] = {
    "complete": "every item",
    "half": "at least half of the items",
    True: "yes",
    (): "in no order",
    "": NOTHING,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same: where, and what each of the two says, in words."""

    where: str
    theirs: str
    mine: str


def difference(theirs: Instrument, mine: Instrument) -> tuple[Difference, ...]:
    """Everything that differs; nothing when the two are equal."""
    return (*_facts(theirs, mine), *_orders(theirs, mine))


def _facts(theirs: Instrument, mine: Instrument) -> Iterator[Difference]:
    one, other = facts(theirs), facts(mine)
    for key in {**one, **other}:
        left, right = one.get(key, _ABSENT), other.get(key, _ABSENT)
        if left != right:
            yield Difference(where(key), _said(left), _said(right))


def _orders(theirs: Instrument, mine: Instrument) -> Iterator[Difference]:
    one, other = orders(theirs), orders(mine)
    for key in one.keys() & other.keys():
        left = [name for name in one[key] if name in other[key]]
        right = [name for name in other[key] if name in one[key]]
        if left != right:
            yield Difference(where_ordered(key), ", ".join(left), ", ".join(right))


def where(key: Key) -> str:
    """A fact's place as a person would call it."""
    kind, name, what, *named = key
    if kind == "study":
        return _SETTINGS[what]
    thing = f"{_KINDS[kind]} {f'{float(name):g}' if kind == 'code' else name}"
    if not what:
        return thing
    return " ".join((f"{thing} · {_PARTS.get(what, what)}", *named))


def where_ordered(key: Key) -> str:
    """The place of an order as a person would call it."""
    kind, *named = key
    return " of ".join((f"Order of the {kind}", *named))


def _said(value: Any) -> str:  # noqa: ANN401 - of whatever type the field has
    match value:
        case Scale():
            return f"{value} ({', '.join(value.labels)})" if value.labels else str(value)
        case Hypothesis():
            return " · ".join(filter(None, (value.kind, value.of, value.other, value.sign)))
        case Printed():
            return f"n {value.n}, mean {value.mean}, SD {value.sd}"
        case Mapping():
            return "; ".join(f"{one} → {other}" for one, other in value.items())
        case _ if value is _ABSENT:
            return NOTHING
    known = _WORDS.get(value) if not isinstance(value, int) or value is True else None
    return known or (", ".join(value) if isinstance(value, tuple) else str(value))
