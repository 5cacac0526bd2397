"""A questionnaire as single facts, so that two can be compared and joined piece by piece.

A fact has a key (kind, name, what) and a value; what equals its default is no fact. Facts and the
orders of what they speak of say all that the questionnaire says.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from crm_analytics.survey.instrument import (
    AskedWave,
    Construct,
    Demographic,
    Dimension,
    Instrument,
    Item,
)

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
    for construct in instrument.constructs:
        found |= _of_construct(construct)
    for demographic in instrument.demographics:
        found["demographic", demographic.column, "order"] = demographic.order
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
    return Instrument(
        constructs=tuple(_constructs(known, ordered)),
        demographics=tuple(
            Demographic(column, known["demographic", column, "order"])
            for column in ordered["demographics",]
        ),
        missing_codes=codes,
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
