"""Two changes of one questionnaire: compared, merged into one, or asked about.

Each questionnaire is taken apart into facts, so that changes of different facts both hold. A fact
has a key (kind, name, what) and a value; what equals its default is no fact. Facts and the orders
of what they speak of say all that the questionnaire says.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crm_analytics.errors import Problem, UnusableQuestionnaire, refuse
from crm_analytics.survey.grid import FIELDS, Row
from crm_analytics.survey.instrument import (
    AskedWave,
    Construct,
    Demographic,
    Dimension,
    Hypothesis,
    Instrument,
    Item,
    Printed,
    Scale,
)
from crm_analytics.survey.mistakes import checked

Key = tuple[str, ...]
Facts = Mapping[Key, Any]  # a value is of whatever type its field has
Orders = Mapping[Key, tuple[str, ...]]

SETTINGS = ("title", "scale", "missing", "weight", "id", "minimum_group")
OF_WAVE = ("columns", "scales", "categories", "printed")
LISTED_OF_WAVE = ("turned", "left_out")


def facts(instrument: Instrument) -> dict[Key, Any]:
    """Every fact, in the order in which a person reads them."""
    found: dict[Key, Any] = {("study", "", name): getattr(instrument, name) for name in SETTINGS}
    found |= {("code", repr(code), ""): why for code, why in instrument.missing_codes.items()}
    found |= {
        ("code of", column, "", code): why
        for column, codes in instrument.missing_codes_of.items()
        for code, why in codes.items()
    }
    found |= {("rows", column, ""): values for column, values in instrument.set_aside.items()}
    for construct in instrument.constructs:
        found |= _of_construct(construct)
    for demographic in instrument.demographics:
        found["demographic", demographic.column, "order"] = demographic.order
        if demographic.bands:
            found["demographic", demographic.column, "bands"] = demographic.bands
    for claim in instrument.hypotheses:
        found["hypothesis", claim.id, ""] = claim
    for wave in instrument.waves:
        found |= _of_wave(wave)
    return found


def _of_construct(construct: Construct) -> dict[Key, Any]:
    found: dict[Key, Any] = {}
    if construct.role:
        found["construct", construct.name, "role"] = construct.role
    for dimension in construct.dimensions:
        found["dimension", dimension.name, "construct"] = construct.name
        found["dimension", dimension.name, "scale"] = dimension.scale
        for item in dimension.items:
            found["item", item.column, "dimension"] = dimension.name
            said = {"text": item.text, "reversed": item.reversed}
            found |= {("item", item.column, what): value for what, value in said.items() if value}
    return found


def _of_wave(wave: AskedWave) -> dict[Key, Any]:
    found: dict[Key, Any] = {("wave", wave.name, ""): True}
    for what in LISTED_OF_WAVE:
        if listed := getattr(wave, what):
            found["wave", wave.name, what] = listed
    for what in OF_WAVE:
        told = getattr(wave, what).items()
        found |= {("wave", wave.name, what, name): value for name, value in told}
    return found


def orders(instrument: Instrument) -> dict[Key, tuple[str, ...]]:
    """What stands in which order: constructs, dimensions of each, items of each, and the lists."""
    found: dict[Key, tuple[str, ...]] = {
        ("constructs",): tuple(c.name for c in instrument.constructs),
        ("demographics",): tuple(d.column for d in instrument.demographics),
        ("hypotheses",): tuple(claim.id for claim in instrument.hypotheses),
        ("waves",): tuple(wave.name for wave in instrument.waves),
    }
    for construct in instrument.constructs:
        found["dimensions", construct.name] = tuple(d.name for d in construct.dimensions)
        found |= {("items", d.name): d.columns for d in construct.dimensions}
    return found


def instrument_of(known: Facts, ordered: Orders) -> Instrument:
    """The questionnaire that says exactly this; `loose` must be empty."""
    codes = {float(key[1]): why for key, why in known.items() if key[0] == "code"}
    codes_of: dict[str, dict[str, str]] = {}
    for key, why in known.items():
        if key[0] == "code of":
            codes_of.setdefault(key[1], {})[key[3]] = why
    return Instrument(
        constructs=tuple(_constructs(known, ordered)),
        demographics=tuple(
            Demographic(
                column,
                known["demographic", column, "order"],
                known.get(("demographic", column, "bands"), ()),
            )
            for column in ordered["demographics",]
        ),
        missing_codes=codes,
        missing_codes_of=codes_of,
        set_aside={key[1]: values for key, values in known.items() if key[0] == "rows"},
        hypotheses=tuple(known["hypothesis", id, ""] for id in ordered["hypotheses",]),
        waves=tuple(_wave(known, name) for name in ordered["waves",]),
        **{name: known["study", "", name] for name in SETTINGS},
    )


def _constructs(known: Facts, ordered: Orders) -> Iterator[Construct]:
    for name in ordered["constructs",]:
        dimensions = tuple(
            Dimension(
                dimension,
                tuple(_item(known, column) for column in ordered["items", dimension]),
                known["dimension", dimension, "scale"],
            )
            for dimension in ordered["dimensions", name]
        )
        yield Construct(name, dimensions, known.get(("construct", name, "role")))


def _item(known: Facts, column: str) -> Item:
    text, turned = (known.get(("item", column, what)) for what in ("text", "reversed"))
    return Item(column, text or "", bool(turned))


def _wave(known: Facts, name: str) -> AskedWave:
    mine = {key[2:]: value for key, value in known.items() if key[:2] == ("wave", name)}
    told: dict[str, Any] = {what: mine.get((what,), ()) for what in LISTED_OF_WAVE}
    told |= {what: {} for what in OF_WAVE}
    for (what, *named), value in mine.items():
        if named:
            told[what][named[0]] = value
    return AskedWave(name, **told)


def loose(known: Facts) -> tuple[Key, ...]:
    """Facts about something that is not there: each has lost what it belongs to."""
    holders = {key for key in known if key[2:] in {("dimension",), ("construct",), ("",)}}
    there = {key[:2] for key in holders if key[0] in ("item", "dimension", "wave")}
    there |= {("construct", value) for key, value in known.items() if key[2:] == ("construct",)}
    owned = ("item", "dimension", "wave", "construct")
    without = [key for key in known if key[0] in owned and key[:2] not in there]
    homeless = [
        key
        for key, value in known.items()
        if key[2:] == ("dimension",) and ("dimension", value, "scale") not in known
    ]
    return (*without, *homeless)


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
    "code of": "Code of",
    "rows": "Rows set aside by",
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
        return " ".join((thing, *named))
    return " ".join((f"{thing} · {_PARTS.get(what, what)}", *named))


def where_ordered(key: Key) -> str:
    """The place of an order as a person would call it."""
    kind, *named = key
    return " of ".join((f"Order of the {kind}", *named))


def _said(value: Any) -> str:  # noqa: ANN401 - of whatever type the field has
    match value:
        case Scale():
            codes = ", ".join(f"{code} = {point:g}" for code, point in value.codes)
            said = "; ".join(filter(None, (", ".join(value.labels), codes)))
            return f"{value} ({said})" if said else str(value)
        case Hypothesis():
            return " · ".join(filter(None, (value.kind, value.of, value.other, value.sign)))
        case Printed():
            return f"n {value.n}, mean {value.mean}, SD {value.sd}"
        case Mapping():
            return "; ".join(f"{one} → {other}" for one, other in value.items())
        case _ if value is _ABSENT:
            return NOTHING
    known = _WORDS.get(value) if not isinstance(value, int) or value is True else None
    return known or (", ".join(map(str, value)) if isinstance(value, tuple) else str(value))


_LISTS = {"demographics": "demographic", "hypotheses": "hypothesis", "waves": "wave"}


def joined(base: Instrument, theirs: Instrument, mine: Instrument) -> Instrument:
    """The questionnaire with what each of the two changed since `base`.

    Raises UnusableQuestionnaire with every thing that both changed, or that one changed and the
    other took out; also when both changes together make no usable questionnaire.
    """
    return checked(put_together(base, theirs, mine))


def put_together(base: Instrument, theirs: Instrument, mine: Instrument) -> Instrument:
    """As `joined`, whether the whole can be used or not."""
    three = (facts(base), facts(theirs), facts(mine))
    known, both = _chosen(*three)
    refuse(UnusableQuestionnaire, (_clash(where(key)) for key in dict.fromkeys(both)))
    refuse(UnusableQuestionnaire, (_clash(where(key)) for key in loose(known)))
    ordered, turned = _ordered(known, [orders(one) for one in (base, theirs, mine)])
    refuse(UnusableQuestionnaire, (_clash(where_ordered(key)) for key in turned))
    return instrument_of(known, ordered)


def _clash(place: str) -> Problem:
    return Problem(place, "was changed by both.", "Keep one of the two.")


def _chosen(base: Facts, theirs: Facts, mine: Facts) -> tuple[dict[Key, Any], list[Key]]:
    """What each changed against the base, and what both changed differently."""
    known: dict[Key, Any] = {}
    both: list[Key] = []
    for key in {**theirs, **mine}:
        was, one, other = (side.get(key, _ABSENT) for side in (base, theirs, mine))
        if was not in (one, other) and one != other:
            both.append(key)
        value = one if other == was else other
        if value is not _ABSENT:
            known[key] = value
    return known, both


def _ordered(
    known: Facts, three: Sequence[dict[Key, tuple[str, ...]]]
) -> tuple[dict[Key, tuple[str, ...]], list[Key]]:
    """The order of everything that is there, and what both put into different orders."""
    ordered: dict[Key, tuple[str, ...]] = {}
    turned: list[Key] = []
    for key, members in _members(known).items():
        sides = [[n for n in one.get(key, ()) if n in members] for one in three]
        woven = _woven(*sides)
        ordered[key] = woven or ()
        turned += [key] if woven is None else []
    return ordered, turned


def _members(known: Facts) -> dict[Key, Collection[str]]:
    """What stands in each list, in any order."""
    members: dict[Key, dict[str, None]] = {("constructs",): {}}
    members |= {
        (name,): {k[1]: None for k in known if k[0] == kind} for name, kind in _LISTS.items()
    }
    for (kind, name, what, *_), value in known.items():
        if kind == "dimension" and what == "construct":
            members["constructs",][value] = None
            members.setdefault(("dimensions", value), {})[name] = None
            members.setdefault(("items", name), {})
        if kind == "item" and what == "dimension":
            members.setdefault(("items", value), {})[name] = None
    return dict(members)


def _woven(base: list[str], theirs: list[str], mine: list[str]) -> tuple[str, ...] | None:
    """One order of both lists: of whoever changed it; None when both did, and differently."""
    if _both(theirs, mine) == _both(mine, theirs) or _both(theirs, base) == _both(base, theirs):
        lead, follow = mine, theirs
    elif _both(mine, base) == _both(base, mine):
        lead, follow = theirs, mine
    else:
        return None
    woven = list(lead)
    for place, name in enumerate(follow):
        if name not in woven:
            woven.insert(woven.index(follow[place - 1]) + 1 if place else 0, name)
    return tuple(woven)


def _both(one: Iterable[str], other: Collection[str]) -> list[str]:
    return [name for name in one if name in other]


def carried(
    then: Sequence[Row], edited: Sequence[Row], now: Sequence[Row]
) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """The grid of now with the cells edited since then; and what others changed in the same cells.

    In such a cell theirs stands, and a problem tells what mine was.
    """
    before, mine = ({row.column: row for row in rows} for rows in (then, edited))
    rows: list[Row] = []
    lost: list[Problem] = []
    for row in now:
        old, own = before.get(row.column, row), mine.get(row.column, row)
        changed = [field for field in FIELDS if getattr(old, field) != getattr(own, field)]
        free = [field for field in changed if getattr(row, field) == getattr(old, field)]
        rows.append(replace(row, **{field: getattr(own, field) for field in free}))
        lost += _lost(row, own, [field for field in changed if field not in free])
    return tuple(rows), tuple(lost)


def _lost(theirs: Row, mine: Row, fields: Sequence[str]) -> Iterator[Problem]:
    for field in fields:
        said, wanted = getattr(theirs, field), getattr(mine, field)
        if said != wanted:
            what = f"has the {field} {said!r} by now, and yours was {wanted!r}."
            yield Problem(f"Column '{theirs.column}'", what, "Write yours again if it still holds.")
