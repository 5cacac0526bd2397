"""File → proposed questionnaire, with everything that a person should look at."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from crm_analytics.errors import Problem, UnreadableSurvey
from crm_analytics.files.file import Note, SurveyFile, check
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
from crm_analytics.survey.responses import Responses, rows_of
from crm_analytics.survey.suggesting import platforms
from crm_analytics.survey.suggesting.columns import text_of
from crm_analytics.survey.suggesting.neighbours import statements, two_times
from crm_analytics.survey.suggesting.neighbours import stems as stems_of
from crm_analytics.survey.suggesting.roles import Understood, understood
from crm_analytics.survey.suggesting.scales import Block, listed

_OUTCOME = re.compile(
    r"satisf|loyal|recommend|\bnps\b|intention|retention|outcome|overall|engagement|"
    r"behavioural intent|\bCRM\b",
    re.IGNORECASE,
)
_PLACE = re.compile("\x1f(?P<column>.*?)\x1f(?P<value>.*?)\x1f", re.DOTALL)
RESERVED = (ALL_ITEMS, "Questionnaire", "Drivers", "Outcome")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """instrument: what is proposed. notes: what was recognised, left out or is in doubt."""

    instrument: Instrument
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A dimension to be: columns of one block with a common name."""

    name: str
    columns: tuple[str, ...]
    block: Block


def suggest(file: SurveyFile) -> Suggestion:
    """A questionnaire for the file, which fits it as it is.

    Raises UnreadableSurvey, with what each column is, where no column may be a question.
    """
    found = understood(file)
    if not found.blocks:
        raise UnreadableSurvey(_nothing(file, found))
    parts, doubts = _parts(file, found)
    instrument = _instrument(file, found, parts)
    instrument, misfits = _fitting(file, instrument)
    aside, tests = platforms.nobody(file)
    if aside:
        instrument, tests = _without_rows(file, replace(instrument, set_aside=aside), tests)
    notes = (
        *_opening(found),
        *_found(found, instrument),
        *tests,
        *_left_out(found, instrument),
        *(check(_placed(file, doubt)) for doubt in doubts),
        *misfits,
    )
    return Suggestion(instrument, notes)


def _nothing(file: SurveyFile, found: Understood) -> Problem:
    return Problem(
        file.name,
        f"has {len(file.columns)} columns, but none with answers on a scale, such as "
        "whole numbers from 1 to 5 or words like 'Agree'.",
        "Check that the file holds one row per person and one column per question.",
    )


# --------------------------------------------------------------------------- blocks to dimensions


def _parts(file: SurveyFile, found: Understood) -> tuple[list[_Part], list[str]]:
    """Dimensions: of each block the columns with a common stem, or asked at one time."""
    checks = list(found.checks)
    parts: list[_Part] = []
    every = list(found.columns.values())
    said = statements(every)
    stems = stems_of(every)
    for block in found.blocks:
        checks += block.checks
        times = two_times(block.columns)
        grouped: dict[str, list[str]] = {}
        for name in block.columns:
            grouped.setdefault(times[name][1] if name in times else stems[name], []).append(name)
        for stem, names in grouped.items():
            own = {said[name][0] for name in names if name in said}
            title = own.pop() if len(own) == 1 and len(names) > 1 else stem
            parts.append(
                _Part(f"Time {title}" if times and title.isdigit() else title, tuple(names), block)
            )
        if times:
            asked = list(dict.fromkeys(asked for asked, _ in times.values()))
            checks.append(
                f"the same {len(asked)} questions ({listed(asked)}) stand twice in a row: they are "
                "taken as asked at two times, each a dimension of its own; or are they different "
                "questions?"
            )
    return parts, checks


def _instrument(file: SurveyFile, found: Understood, parts: Sequence[_Part]) -> Instrument:
    kinds = found.kinds.values()
    missing = _missing(found)
    everywhere = _everywhere(found, missing)
    of_columns = {
        column: {code: why for code, why in codes.items() if code not in everywhere}
        for column, codes in missing.items()
    }
    scales = {part.block.scale for part in parts}
    return checked(
        Instrument(
            constructs=_constructs(file, found, parts),
            title=PurePath(file.name).stem.replace("_", " ").strip() or "Survey",
            scale=parts[0].block.scale if len(scales) == 1 else LIKERT,
            demographics=tuple(
                Demographic(k.column, (), k.bands) for k in kinds if k.role == "demographic"
            ),
            weight=next((k.column for k in kinds if k.role == "weight"), ""),
            id=next((k.column for k in kinds if k.role == "id"), ""),
            missing_codes={float(code): why for code, why in everywhere.items()},
            missing_codes_of={column: codes for column, codes in of_columns.items() if codes},
        )
    )


def _missing(found: Understood) -> dict[str, dict[str, str]]:
    """Column of the questionnaire → code or word as written → why it is no answer."""
    kept = ("item", "demographic", "weight", "id")
    missing: dict[str, dict[str, str]] = {}
    sources = (found.missing, *(block.missing for block in found.blocks))
    for source in sources:
        for column, codes in source.items():
            if found.kinds[column].role in kept:
                missing.setdefault(column, {}).update(codes)
    return missing


def _everywhere(found: Understood, missing: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Numbers that mean "no answer" in some column and are an answer in no other."""
    said: dict[str, set[str]] = {}
    for codes in missing.values():
        for code, why in codes.items():
            if labels.number(code) is not None:
                said.setdefault(code, set()).add(why)
    answers = {
        value
        for name, column in found.columns.items()
        if found.kinds[name].role in ("item", "demographic", "weight", "id")
        for value in column.numbers
        if f"{value:g}" not in missing.get(name, {})
    }
    points = {p for block in found.blocks for p in (*block.scale.points, *_codes(block.scale))}
    return {
        code: why.pop()
        for code, why in said.items()
        if len(why) == 1 and float(code) not in answers | points
    }


def _codes(scale: Scale) -> Iterator[float]:
    for code, _ in scale.codes:
        if (number := labels.number(code)) is not None:
            yield number


def _constructs(
    file: SurveyFile, found: Understood, parts: Sequence[_Part]
) -> tuple[Construct, ...]:
    """Dimensions whose name or questions sound like an outcome stand apart from the others."""
    said = statements(list(found.columns.values()))
    taken: Counter[str] = Counter()
    dimensions: list[Dimension] = []
    for number, part in enumerate(parts, start=1):
        items = tuple(
            Item(
                name,
                said[name][1] if name in said else text_of(file, name),
                name in part.block.turned,
            )
            for name in part.columns
        )
        name = _named(part, number, parts, taken)
        dimensions.append(Dimension(name, items, part.block.scale))
    outcomes = [d for d in dimensions if _sounds_like_outcome(d)]
    others = [d for d in dimensions if d not in outcomes]
    if not outcomes or not others:
        return (Construct("Questionnaire", tuple(dimensions)),)
    return (
        Construct("Drivers", tuple(others), "driver"),
        Construct("Outcome", tuple(outcomes), "outcome"),
    )


def _named(part: _Part, number: int, parts: Sequence[_Part], taken: Counter[str]) -> str:
    """A name that no other dimension has; two scales under one stem are told apart by them."""
    name = " ".join(part.name.replace("_", " ").split()).strip(" .:-[]")
    if not name and len(part.columns) == 1:
        name = " ".join(part.columns[0].split())
    name = name or f"Block {number}"
    twins = [p for p in parts if p.name == part.name and p is not part]
    if twins and part.name and all(p.block.scale != part.block.scale for p in twins):
        told_apart = len({str(p.block.scale) for p in twins} | {str(part.block.scale)}) > 1
        by = str(part.block.scale) if told_apart else part.block.family
        name = f"{name} ({by})" if by else name
    if name in RESERVED or name in taken:
        name = f"{name} ({number})"
    while name in taken:
        name += "+"
    taken[name] += 1
    return name


def _sounds_like_outcome(dimension: Dimension) -> bool:
    """By its name, or by most of its questions."""
    texts = [item.text for item in dimension.items if item.text]
    hits = sum(bool(_OUTCOME.search(text)) for text in texts)
    return bool(_OUTCOME.search(dimension.name)) or 2 * hits > len(texts)


# ------------------------------------------------------------------------------- does it fit?


def _fitting(file: SurveyFile, instrument: Instrument) -> tuple[Instrument, list[Note]]:
    """The proposal without columns that the next command would refuse, and what they were."""
    notes: list[Note] = []
    while True:
        try:
            Responses.fit(instrument, file)
        except UnreadableSurvey as error:
            bad = {
                m[1]
                for p in error.problems
                if (m := re.match(r".*[Cc]olumn '(.*)'$", p.where, re.DOTALL))
            }
            smaller = _without(instrument, bad)
            if not bad or not smaller.constructs:
                raise
            notes += [
                Note("Left out", f"{problem.where} {problem.what}", private=True)
                for problem in error.problems
            ]
            instrument = checked(smaller)
        else:
            return instrument, notes


def _without(instrument: Instrument, columns: set[str]) -> Instrument:
    constructs: list[Construct] = []
    for construct in instrument.constructs:
        dimensions = [
            replace(d, items=tuple(i for i in d.items if i.column not in columns))
            for d in construct.dimensions
        ]
        kept = tuple(d for d in dimensions if d.items)
        if kept:
            constructs.append(replace(construct, dimensions=kept))
    return replace(
        instrument,
        constructs=tuple(constructs),
        weight="" if instrument.weight in columns else instrument.weight,
        id="" if instrument.id in columns else instrument.id,
        demographics=tuple(d for d in instrument.demographics if d.column not in columns),
    )


def _without_rows(
    file: SurveyFile, instrument: Instrument, notes: list[Note]
) -> tuple[Instrument, list[Note]]:
    """The proposal that sets rows aside, where somebody is left."""
    try:
        Responses.fit(instrument, file)
    except UnreadableSurvey:
        said = [check(f"{n.found}; they count") for n in notes]
        return replace(instrument, set_aside={}), said
    return instrument, notes


# -------------------------------------------------------------------------------------- notes


def _opening(found: Understood) -> Iterator[Note]:
    """How many questions are known, where many are not."""
    known = sum(len(block.columns) for block in found.blocks if block.known != "order")
    unknown = sum(len(block.columns) for block in found.blocks if block.known == "order")
    if unknown:
        yield Note(
            "Not known yet",
            f"{known} of probably {known + unknown} questions are understood; {unknown} share "
            "answers whose order is not known: put them in order under labels of the scale",
        )


def _found(found: Understood, instrument: Instrument) -> Iterator[Note]:
    for dimension in instrument.dimensions:
        words = f": {' / '.join(dimension.scale.labels)}" if dimension.scale.labels else ""
        n = len(dimension.items)
        yield Note(dimension.name, f"{n} item{'s' * (n > 1)} on {dimension.scale}{words}")
    for role, name in (("demographic", "Demographics"), ("weight", "Weight"), ("id", "Id")):
        columns = [k.column for k in found.kinds.values() if k.role == role]
        if columns:
            yield Note(name, ", ".join(columns))
    for column, codes in found.missing.items():
        if found.kinds[column].role in ("item", "demographic"):
            said = ", ".join(f"{code} ({why})" for code, why in codes.items())
            yield Note("No answer", f"{column}: {said}")
    yield from (Note(what, said, private=True) for what, said in found.said)


def _left_out(found: Understood, instrument: Instrument) -> Iterator[Note]:
    kinds = found.kinds.values()
    for role, why in (
        ("identity", "who somebody is"),
        ("system", "written by the survey tool or the clock, or beside a choice"),
    ):
        columns = [k.column for k in kinds if k.role == role]
        if columns:
            yield Note("Left out", f"{', '.join(columns)}: {why}")
    aside = [k.column for k in kinds if k.role in ("text", "constant")]
    if aside:
        yield Note("Left out", f"{', '.join(aside)}: open text, totals, or numbers on no scale")
    second = [k.column for k in kinds if k.role == "id" and k.column != instrument.id]
    second += [k.column for k in kinds if k.role == "weight" and k.column != instrument.weight]
    if second:
        yield Note("Left out", f"{', '.join(second)}: there is another one already")


def _placed(file: SurveyFile, doubt: str) -> str:
    """The row of an answer in the place of its mark."""

    def row(match: re.Match[str]) -> str:
        wanted = match["value"]
        number = labels.number(wanted)
        for row, value in zip(rows_of(file), file.table[match["column"]].to_pylist(), strict=False):
            same = str(value) == wanted or (
                number is not None and value is not None and labels.number(str(value)) == number
            )
            if same:
                return f"first in row {row}"
        return "in the file"

    return _PLACE.sub(row, doubt)
