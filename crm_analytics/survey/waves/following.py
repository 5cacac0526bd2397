"""What the waves of a questionnaire say when the questionnaire changes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from crm_analytics.survey.instrument import AskedWave, Instrument

T = TypeVar("T")


def followed(base: Instrument, changed: Instrument) -> tuple[AskedWave, ...]:
    """The waves of `base` in the names of `changed`.

    Columns that left the questionnaire leave the waves too. A dimension or construct with the
    same items as before is the same under whatever name. One that is gone with all its items
    leaves; one whose items live on elsewhere stays, for a person to say what its numbers mean.
    """
    items = {item.column for item in changed.items}
    demographics = {demographic.column for demographic in changed.demographics}
    names = {**_renamed(base, changed, "construct"), **_renamed(base, changed, "dimension")}
    taken = {new for old, new in names.items() if old != new} - set(names)
    gone = {name for name, columns in _measured(base).items() if not columns & items} | taken
    return tuple(
        replace(
            wave,
            columns=_only(wave.columns, changed.columns),
            turned=_among(wave.turned, items),
            left_out=_among(wave.left_out, changed.columns),
            scales=_called(wave.scales, names, gone),
            categories=_only(wave.categories, demographics),
            printed=_called(wave.printed, names, gone),
        )
        for wave in base.waves
    )


def _measured(instrument: Instrument, kind: str = "") -> dict[str, frozenset[str]]:
    """Name → its items; a construct of one dimension may share its name."""
    found: dict[str, frozenset[str]] = {}
    for construct in instrument.constructs:
        parts = {d.name: frozenset(d.columns) for d in construct.dimensions}
        if kind != "dimension":
            found[construct.name] = frozenset().union(*parts.values())
        if kind != "construct":
            found |= parts
    return found


def _renamed(base: Instrument, changed: Instrument, kind: str) -> dict[str, str]:
    """Old name → new name of what has the same items that are still asked."""
    now = {columns: name for name, columns in _measured(changed, kind).items()}
    kept = {item.column for item in changed.items}
    then = {name: columns & kept for name, columns in _measured(base, kind).items()}
    return {name: now[columns] for name, columns in then.items() if columns and columns in now}


def _only(by_column: Mapping[str, T], kept: Collection[str]) -> dict[str, T]:
    return {column: value for column, value in by_column.items() if column in kept}


def _among(columns: Iterable[str], kept: Collection[str]) -> tuple[str, ...]:
    return tuple(column for column in columns if column in kept)


def _called(by_name: Mapping[str, T], names: Mapping[str, str], gone: set[str]) -> dict[str, T]:
    return {names.get(name, name): told for name, told in by_name.items() if name not in gone}
