"""File → proposed questionnaire, with everything that a person should look at."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import pyarrow.compute as pc

from crm_analytics.errors import Problem, UnreadableSurvey
from crm_analytics.files.file import Note, SurveyFile
from crm_analytics.survey import labels
from crm_analytics.survey.instrument import (
    ALL_ITEMS,
    LIKERT,
    Construct,
    Demographic,
    Dimension,
    Instrument,
    Item,
    Scale,
)
from crm_analytics.survey.mistakes import checked
from crm_analytics.survey.suggesting.blocks import Block, blocks, text_of
from crm_analytics.survey.suggesting.columns import Kind
from crm_analytics.survey.suggesting.columns import kinds as kinds_of

FEWEST_ITEMS = 3  # of one stem, to take bare numbers for a scale

_OUTCOME = re.compile(
    r"satisf|loyal|recommend|\bnps\b|intention|retention|outcome|overall|engagement|"
    r"behavioural intent|\bCRM\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """instrument: what is proposed. notes: what was recognised, left out or is in doubt."""

    instrument: Instrument
    notes: tuple[Note, ...]


def suggest(file: SurveyFile) -> Suggestion:
    """A questionnaire for the file; raises UnreadableSurvey when no column looks like an item."""
    kinds = kinds_of(file)
    items = [k for k in kinds if k.role == "item" and k.scale]
    if not items:
        raise UnreadableSurvey(
            Problem(
                file.name,
                f"has {len(file.columns)} columns, but none with answers on a scale, such as "
                "whole numbers from 1 to 5 or words like 'Agree'.",
                "Check that the file holds one row per person and one column per question.",
            )
        )
    pooled = {k.column: _pooled(file, k, items) for k in items}
    found = _scales(blocks([(k.column, pooled[k.column]) for k in items]))
    instrument = Instrument(
        constructs=_constructs(file, found),
        title=PurePath(file.name).stem.replace("_", " "),
        scale=found[0].scale if len({b.scale for b in found}) == 1 else LIKERT,
        demographics=tuple(Demographic(k.column) for k in kinds if k.role == "demographic"),
        weight=_first(kinds, "weight"),
        id=_first(kinds, "id"),
        missing_codes={code: "missing" for k in items for code in k.missing},
    )
    return Suggestion(checked(instrument), tuple(_notes(file, kinds, found, instrument)))


def _scales(found: Sequence[Block]) -> tuple[Block, ...]:
    """Without numbers that stand alone, where the file has scales: they may be totals."""
    real = [b for b in found if len(b.columns) >= FEWEST_ITEMS or b.scale.labels]
    return tuple(real or found)


def _pooled(file: SurveyFile, column: Kind, items: Sequence[Kind]) -> Scale:
    """Words are decided for all items of a family together: one item rarely uses every point."""
    if not _is_text(file, column.column):
        return column.scale or LIKERT
    own = set(_words(file, column.column))
    everyone = {w for k in items if _is_text(file, k.column) for w in _words(file, k.column)}
    together = labels.recognise(sorted(everyone)) or labels.recognise(sorted(own))
    return together.scale if together else column.scale or LIKERT


def _is_text(file: SurveyFile, column: str) -> bool:
    return str(file.table[column].type) in ("string", "large_string")


def _words(file: SurveyFile, column: str) -> list[str]:
    return [str(w) for w in pc.unique(file.table[column]).to_pylist() if w is not None]


def _first(kinds: Sequence[Kind], role: str) -> str:
    return next((k.column for k in kinds if k.role == role), "")


def _constructs(file: SurveyFile, found: Sequence[Block]) -> tuple[Construct, ...]:
    """Dimensions whose name or questions sound like an outcome stand apart from the others."""
    dimensions = [_dimension(file, block, number) for number, block in enumerate(found, start=1)]
    outcomes = [d for d in dimensions if _sounds_like_outcome(d)]
    others = [d for d in dimensions if d not in outcomes]
    if not outcomes or not others:
        return (Construct("Questionnaire", tuple(dimensions)),)
    return (
        Construct("Drivers", tuple(others), "driver"),
        Construct("Outcome", tuple(outcomes), "outcome"),
    )


def _dimension(file: SurveyFile, block: Block, number: int) -> Dimension:
    name = " ".join(block.stem.replace("_", " ").split()).strip(" .:-") or f"Block {number}"
    reserved = (ALL_ITEMS, "Questionnaire", "Drivers", "Outcome")
    items = tuple(Item(column, text_of(file, column)) for column in block.columns)
    return Dimension(f"{name} ({number})" if name in reserved else name, items, block.scale)


def _sounds_like_outcome(dimension: Dimension) -> bool:
    """By its name, or by most of its questions."""
    texts = [item.text for item in dimension.items if item.text]
    hits = sum(bool(_OUTCOME.search(text)) for text in texts)
    return bool(_OUTCOME.search(dimension.name)) or 2 * hits > len(texts)


def _notes(
    file: SurveyFile, kinds: Sequence[Kind], found: Sequence[Block], instrument: Instrument
) -> Iterator[Note]:
    for dimension in instrument.dimensions:
        words = f": {' / '.join(dimension.scale.labels)}" if dimension.scale.labels else ""
        n = len(dimension.items)
        yield Note(dimension.name, f"{n} item{'s' * (n > 1)} on {dimension.scale}{words}")
    for role, name in (("demographic", "Demographics"), ("weight", "Weight"), ("id", "Id")):
        columns = [k.column for k in kinds if k.role == role]
        if columns:
            yield Note(name, ", ".join(columns))
    measured = {column for block in found for column in block.columns}
    aside = [
        k.column
        for k in kinds
        if k.role in ("text", "constant") or (k.role == "item" and k.column not in measured)
    ]
    if aside:
        yield Note("Left out", f"{', '.join(aside)}: open text, totals, or numbers on no scale")
    for code in instrument.missing_codes:
        columns = [k.column for k in kinds if code in k.missing]
        yield Note("Please check", f"{code:g} in {', '.join(columns[:5])} is taken as no answer")
    yield from _doubts(file, [k for k in kinds if k.role == "item"], found)


def _doubts(file: SurveyFile, items: Sequence[Kind], found: Sequence[Block]) -> Iterator[Note]:
    spans = {k.column: k.scale for k in items if k.scale}
    for block in found:
        highest = max(spans[column].high for column in block.columns)
        if not block.scale.labels and highest < block.scale.high:
            yield Note(
                "Please check",
                f"nobody answered {block.scale.high:g} in {', '.join(block.columns[:5])}; "
                f"the scale is taken as {block.scale}",
            )
    everyone = {w for k in items if _is_text(file, k.column) for w in _words(file, k.column)}
    recognised = labels.recognise(sorted(everyone)) if everyone else None
    for other in recognised.others if recognised else ():
        yield Note(
            "Please check",
            f"the answer words also fit a scale of {len(other.points)} points: "
            f"{' / '.join(other.labels)}",
        )
