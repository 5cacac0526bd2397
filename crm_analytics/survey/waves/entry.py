"""One wave in the study's words: its questionnaire as it was asked, its file in the study's names.

What comes out fits `Responses.fit` like a study of one wave, and means the same in every wave. The
order of waves in time is kept here too.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import pyarrow as pa

from crm_analytics.errors import Problem, Problems, UnreadableSurvey, refuse
from crm_analytics.files.file import SurveyFile
from crm_analytics.survey.instrument import (
    AskedWave,
    Construct,
    Dimension,
    Hypothesis,
    Instrument,
    Item,
)
from crm_analytics.survey.responses import Responses

T = TypeVar("T")


def as_asked(instrument: Instrument, name: str, file: SurveyFile) -> tuple[Instrument, SurveyFile]:
    """The questionnaire and the file of one wave, both in the words of the study.

    Left out is what the wave leaves out: items, dimensions that lose all of them, hypotheses about
    these, demographics, weight, id. Turned items have their flag the other way round. Columns of
    the file that answer nothing of the study stay, unless a question of the study has their name.
    A wave without an entry is as the study asks. Raises UnreadableSurvey for a wave that is known
    from print only, and for columns that the entry names and the file does not have.
    """
    wave = instrument.wave(name)
    refuse(UnreadableSurvey, _problems(wave, file))
    return asked_of(instrument, wave), _told(instrument, wave, file)


def _problems(wave: AskedWave, file: SurveyFile) -> Iterator[Problem]:
    if wave.printed:
        what = "is known from print only, so it has no answers."
        yield Problem(f"Wave '{wave.name}'", what, "Choose another name for this file.")
    for column, source in wave.columns.items():
        if source not in file.columns and column not in wave.left_out:
            yield Problem(
                f"Column '{source}'",
                f"that wave '{wave.name}' has for '{column}' is not in {file.name}.",
                "Add it to the file, or correct the wave in the questionnaire.",
            )


def asked_of(instrument: Instrument, wave: AskedWave) -> Instrument:
    """The questionnaire as a wave asked it; it has no waves itself."""
    constructs = tuple(_constructs(instrument, wave))
    demographics = tuple(d for d in instrument.demographics if d.column not in wave.left_out)
    known = {c.name for c in constructs} | {d.name for c in constructs for d in c.dimensions}
    known |= {demographic.column for demographic in demographics} | {""}
    return replace(
        instrument,
        constructs=constructs,
        demographics=demographics,
        weight="" if instrument.weight in wave.left_out else instrument.weight,
        id="" if instrument.id in wave.left_out else instrument.id,
        hypotheses=tuple(_testable(instrument, known)),
        waves=(),
    )


def _constructs(instrument: Instrument, wave: AskedWave) -> Iterator[Construct]:
    for construct in instrument.constructs:
        asked = tuple(_dimension(dimension, wave) for dimension in construct.dimensions)
        if left := tuple(dimension for dimension in asked if dimension.items):
            yield replace(construct, dimensions=left)


def _dimension(dimension: Dimension, wave: AskedWave) -> Dimension:
    items = (item for item in dimension.items if item.column not in wave.left_out)
    scale = wave.scales.get(dimension.name, dimension.scale)
    return Dimension(dimension.name, tuple(_item(item, wave) for item in items), scale)


def _item(item: Item, wave: AskedWave) -> Item:
    turned = item.column in wave.turned
    return replace(item, reversed=not item.reversed) if turned else item


def _testable(instrument: Instrument, known: set[str]) -> Iterator[Hypothesis]:
    """Hypotheses about what this wave has."""
    return (claim for claim in instrument.hypotheses if {claim.of, claim.other} <= known)


def _told(instrument: Instrument, wave: AskedWave, file: SurveyFile) -> SurveyFile:
    """The file in the study's names of columns and categories."""
    names = _names(instrument, wave, file)
    table = file.table.select(list(names)).rename_columns(list(names.values()))
    told = replace(
        file,
        table=table,
        texts=_renamed(file.texts, names),
        value_labels=_renamed(file.value_labels, names),
        missing_values=_renamed(file.missing_values, names),
    )
    for column, categories in wave.categories.items():
        if categories and column in told.columns:
            told = _recoded(told, column, categories)
    return told


def _names(instrument: Instrument, wave: AskedWave, file: SurveyFile) -> dict[str, str]:
    """Column of the file → its name in the study, in the order of the file."""
    asked = [column for column in instrument.columns if column not in wave.left_out]
    read = {wave.columns.get(column, column): column for column in asked}
    taken = set(instrument.columns)
    return {c: read.get(c, c) for c in file.columns if c in read or c not in taken}


def _renamed(by_column: Mapping[str, T], names: Mapping[str, str]) -> dict[str, T]:
    return {names[column]: told for column, told in by_column.items() if column in names}


def _recoded(file: SurveyFile, column: str, categories: Mapping[str, str]) -> SurveyFile:
    """A demographic in the study's categories; a code without a label gets one."""
    given = file.value_labels.get(column, {})
    labels = {code: categories.get(label, label) for code, label in given.items()}
    answers = file.table[column]
    if pa.types.is_string(answers.type):
        place = file.columns.index(column)
        table = file.table.set_column(place, column, _words(answers, categories))
        return replace(file, table=table, value_labels={**file.value_labels, column: labels})
    bare = {_code(name): new for name, new in categories.items()}
    labels |= {code: new for code, new in bare.items() if code is not None and code not in given}
    return replace(file, value_labels={**file.value_labels, column: labels})


def _code(category: str) -> float | None:
    """The code that an unlabelled category of numbers is called by."""
    try:
        return float(category)
    except ValueError:
        return None


def _words(answers: pa.ChunkedArray, categories: Mapping[str, str]) -> pa.ChunkedArray:
    """All words at once: categories may take each other's names."""
    import pyarrow.compute as pc  # a study whose categories never changed need not wait for it

    places = pc.index_in(answers, pa.array(list(categories), answers.type))
    new = pa.array(list(categories.values()), answers.type)
    return pc.coalesce(pc.take(new, places), answers)


def followed(base: Instrument, changed: Instrument) -> tuple[AskedWave, ...]:
    """The waves of `base` in the names of `changed`.

    Columns that left the questionnaire leave the waves too. A dimension or construct with the
    same items as before is the same under whatever name. One that is gone with all its items
    leaves; one whose items live on elsewhere stays, for a person to say what its numbers mean.
    """
    items = {item.column for item in changed.items}
    demographics = {demographic.column for demographic in changed.demographics}
    names = {**_new_names(base, changed, "construct"), **_new_names(base, changed, "dimension")}
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


def _new_names(base: Instrument, changed: Instrument, kind: str) -> dict[str, str]:
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


FIRST_WAVE = "Wave 1"  # what a study's only wave is called once there is another
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def year(text: str) -> str:
    """The last year that stands in a name, or ""."""
    found = _YEAR.findall(text)
    return found[-1] if found else ""


def proposed_name(file_name: str, taken: Sequence[str]) -> str:
    """A year in the file's name, else "Wave N"; never a name that is taken."""
    number = len(taken) + 1
    while f"Wave {number}" in taken:
        number += 1
    found = year(file_name)
    return found if found and found not in taken else f"Wave {number}"


def proposed_place(names: Sequence[str], new: str, otherwise: int) -> int:
    """How many of the other waves are earlier, by the years in their names.

    names: from first to last. otherwise: where a name has no year.
    """
    mine, others = year(new), [year(name) for name in names]
    if not mine or not all(others):
        return otherwise
    return sum(other <= mine for other in others)


def placed(instrument: Instrument, names: Sequence[str], wave: AskedWave, at: int) -> Instrument:
    """The questionnaire with the entry of a wave, after the first `at` of the others.

    names: the other waves, from first to last. All get an entry, because waves without one come
    after those that have one.
    """
    others = [name for name in names if name != wave.name]
    entries = [instrument.wave(name) for name in others]
    return _listed(instrument, [*entries[:at], wave, *entries[at:]])


def ordered(instrument: Instrument, names: Sequence[str]) -> Instrument:
    """The questionnaire with its waves in this order."""
    return _listed(instrument, [instrument.wave(name) for name in names])


def without(instrument: Instrument, name: str) -> Instrument:
    """The questionnaire without the entry of a wave."""
    return replace(instrument, waves=tuple(w for w in instrument.waves if w.name != name))


def _listed(instrument: Instrument, entries: Sequence[AskedWave]) -> Instrument:
    """Entries of waves that are not here now stay, at the end."""
    known = {entry.name for entry in entries}
    absent = (wave for wave in instrument.waves if wave.name not in known)
    return replace(instrument, waves=(*entries, *absent))


def fitted(
    instrument: Instrument, files: Mapping[str, SurveyFile]
) -> tuple[dict[str, Responses], dict[str, tuple[Problem, ...]]]:
    """Answers by wave, and by wave why they do not fit; each wave is in one of both."""
    answered: dict[str, Responses] = {}
    trouble: dict[str, tuple[Problem, ...]] = {}
    for name, file in files.items():
        try:
            answered[name] = Responses.fit(*as_asked(instrument, name, file))
        except Problems as error:
            trouble[name] = error.problems
    return answered, trouble
