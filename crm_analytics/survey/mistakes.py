"""What makes a questionnaire unusable: said once, for the file and for the grid."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from crm_analytics.errors import Problem, UnusableQuestionnaire, refuse
from crm_analytics.survey.instrument import (
    ALL_ITEMS,
    AskedWave,
    Dimension,
    Hypothesis,
    Instrument,
    Printed,
    Scale,
)

Path = tuple[str | int, ...]

LONGEST = 1_000  # points of a scale; a slider in per mille has that many


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: its place, the thing it concerns, what is wrong, what to do.

    path: ("constructs", 0, "dimensions", 1, …), so that the reader of a file can name the line;
        `thing` names it for everyone else.
    """

    path: Path
    thing: str
    what: str
    remedy: str


def of_scale(scale: Scale, path: Path, thing: str) -> Iterator[Mistake]:
    """What makes a scale unusable."""
    if not scale.low < scale.high:
        yield Mistake(
            path,
            thing,
            f"runs from {scale.low:g} to {scale.high:g}.",
            "Make low smaller than high.",
        )
    elif scale.high - scale.low > LONGEST:
        yield Mistake(
            path,
            thing,
            f"has more than {LONGEST:,} points.",
            "Is it a scale? Write its two ends.",
        )
    elif scale.labels and len(scale.labels) not in (2, len(scale.points)):
        yield Mistake(
            path,
            thing,
            f"has {len(scale.labels)} labels for {len(scale.points)} points.",
            "Label every point, or only the two ends.",
        )
    for code, point in scale.codes:
        if scale.low < scale.high and not scale.low <= point <= scale.high:
            yield Mistake(
                (*path, "codes"),
                thing,
                f"takes '{code}' for {point:g}, which is off the scale {scale}.",
                "Write the point of the scale that it stands for.",
            )


FEWEST = 3  # below three, the other person in a group of two knows the answer
_MEASURED = "dimension or construct"
KINDS = {"correlation": "with", "effect": "on", "difference": "between", "level": ""}


def checked(instrument: Instrument) -> Instrument:
    """The same instrument; raises UnusableQuestionnaire with every mistake."""
    found = (Problem(m.thing, m.what, m.remedy) for m in mistakes(instrument))
    refuse(UnusableQuestionnaire, found)
    return instrument


def mistakes(instrument: Instrument) -> Iterator[Mistake]:
    """Every mistake, in the order of the file."""
    yield from of_scale(instrument.scale, ("scale",), "The scale")
    for number, construct in enumerate(instrument.constructs):
        if not construct.dimensions:
            yield Mistake(
                ("constructs", number),
                f"Construct '{construct.name}'",
                "has no dimension.",
                "Give it one, or leave it out.",
            )
    for path, _, dimension in _dimensions(instrument):
        if dimension.scale != instrument.scale:  # said once, where it is written
            yield from of_scale(dimension.scale, (*path, "scale"), f"Dimension '{dimension.name}'")
        if not dimension.items:
            yield Mistake(
                path, f"Dimension '{dimension.name}'", "has no item.", "Give it one, or drop it."
            )
    yield from _repeated(_names(instrument), "name", "Call one of them something else.")
    yield from _repeated(_columns(instrument), "column", "Keep it in one place.")
    yield from _people(instrument)
    for number, hypothesis in enumerate(instrument.hypotheses):
        yield from _hypothesis(instrument, hypothesis, number)
    yield from of_waves(instrument)


def _dimensions(instrument: Instrument) -> Iterator[tuple[Path, str, Dimension]]:
    for c, construct in enumerate(instrument.constructs):
        for d, dimension in enumerate(construct.dimensions):
            yield ("constructs", c, "dimensions", d), construct.name, dimension


def _names(instrument: Instrument) -> Iterator[tuple[str, Path]]:
    yield ALL_ITEMS, ()
    for number, construct in enumerate(instrument.constructs):
        only = construct.dimensions[0].name if len(construct.dimensions) == 1 else None
        if construct.name != only:  # a construct of one dimension may share its name
            yield construct.name, ("constructs", number, "name")
    for path, _, dimension in _dimensions(instrument):
        yield dimension.name, (*path, "name")


def _columns(instrument: Instrument) -> Iterator[tuple[str, Path]]:
    for path, _, dimension in _dimensions(instrument):
        for number, item in enumerate(dimension.items):
            yield item.column, (*path, "items", number)
    for number, demographic in enumerate(instrument.demographics):
        yield demographic.column, ("demographics", number)
    for key in ("weight", "id"):
        if column := getattr(instrument, key):
            yield column, (key,)


def _repeated(named: Iterable[tuple[str, Path]], kind: str, remedy: str) -> Iterator[Mistake]:
    seen: Counter[str] = Counter()
    for name, path in named:
        seen[name] += 1
        if name and seen[name] == 2:
            taken = f"The {kind} '{name}'"
            what = "is reserved." if name == ALL_ITEMS else "stands in two places."
            yield Mistake(path, taken, what, remedy)


def _people(instrument: Instrument) -> Iterator[Mistake]:
    if instrument.minimum_group < FEWEST and instrument.minimum_group != 1:
        yield Mistake(
            ("minimum_group",),
            "minimum_group",
            f"is {instrument.minimum_group}.",
            f"Use {FEWEST} or more, or 1 when no anonymity was promised.",
        )
    for number, demographic in enumerate(instrument.demographics):
        repeated = [name for name, n in Counter(demographic.order).items() if n > 1]
        if repeated:
            yield Mistake(
                ("demographics", number),
                f"Demographic '{demographic.column}'",
                f"lists '{repeated[0]}' twice in its order.",
                "Keep one.",
            )
        cuts = demographic.bands
        if any(a >= b for a, b in pairwise(cuts)):
            yield Mistake(
                ("demographics", number, "bands"),
                f"Demographic '{demographic.column}'",
                f"has the bands {', '.join(f'{cut:g}' for cut in cuts)}.",
                "Write the numbers at which a new category begins, from low to high.",
            )


def _hypothesis(instrument: Instrument, claim: Hypothesis, number: int) -> Iterator[Mistake]:
    path, thing = ("hypotheses", number), f"Hypothesis '{claim.id}'"
    known = {c.name for c in instrument.constructs} | {d.name for d in instrument.dimensions}
    columns = {demographic.column for demographic in instrument.demographics}
    partner = KINDS[claim.kind]
    partners, nature = (columns, "demographic") if partner == "between" else (known, _MEASURED)
    for key, name, allowed, kind in (
        ("of", claim.of, known, _MEASURED),
        (partner, claim.other, partners, nature),
    ):
        if key and name not in allowed:
            yield Mistake(
                path,
                thing,
                f"needs '{key}' to be a {kind}, not '{name}'.",
                f"Choose one of: {', '.join(sorted(allowed)) or 'none is defined'}.",
            )
    if claim.of == claim.other:
        yield Mistake(path, thing, f"sets '{claim.of}' against itself.", "Name two things.")
    if claim.id in {other.id for other in instrument.hypotheses[:number]}:
        yield Mistake(path, thing, "stands twice.", "Give each its own id.")


ASKED = ("columns", "turned", "left_out", "scales", "categories")
ROUNDED = 0.05  # a spread printed with one decimal may lie so far above the true one


def of_waves(instrument: Instrument) -> Iterator[Mistake]:
    """Every mistake, in the order of the waves."""
    for number, wave in enumerate(instrument.waves):
        path, thing = ("waves", number), f"Wave '{wave.name}'"
        if wave.name in {other.name for other in instrument.waves[:number]}:
            yield Mistake(path, thing, "stands twice.", "Give each wave one entry.")
        if wave.printed and any(getattr(wave, key) for key in ASKED):
            what = "is known from print, and says how its file was asked too."
            yield Mistake(path, thing, what, "Keep one, or make two waves of it.")
        yield from _unknown(instrument, wave, path)
        yield from _items(instrument, wave, path)
        yield from _wave_columns(instrument, wave, path)
        for name, scale in wave.scales.items():
            yield from of_scale(scale, (*path, "scales", name), f"{thing}: the scale of '{name}'")
        for name, figures in wave.printed.items():
            yield from _printed(instrument, name, figures, (*path, "printed", name))


def _unknown(instrument: Instrument, wave: AskedWave, path: Path) -> Iterator[Mistake]:
    """Names of things that the questionnaire does not have."""
    items = [item.column for item in instrument.items]
    demographics = [demographic.column for demographic in instrument.demographics]
    dimensions = [dimension.name for dimension in instrument.dimensions]
    measured = [*dimensions, *(c.name for c in instrument.constructs if c.name not in dimensions)]
    for key, named, kind, known in (
        ("columns", wave.columns, "column", instrument.columns),
        ("turned", wave.turned, "item", items),
        ("left_out", wave.left_out, "column", instrument.columns),
        ("scales", wave.scales, "dimension", dimensions),
        ("categories", wave.categories, "demographic", demographics),
        ("printed", wave.printed, "dimension or construct", measured),
    ):
        for place, name in enumerate(named):
            if name not in known:
                yield Mistake(
                    (*path, key, name if isinstance(named, Mapping) else place),
                    f"Wave '{wave.name}'",
                    f"has '{name}' under {key}, which is no {kind} of the questionnaire.",
                    f"Choose one of: {_listed(known)}.",
                )


def _listed(known: Iterable[str], most: int = 12) -> str:
    names = list(known)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}" if names else "none is defined"


def _items(instrument: Instrument, wave: AskedWave, path: Path) -> Iterator[Mistake]:
    thing = f"Wave '{wave.name}'"
    for key in ("turned", "left_out"):
        for name, n in Counter(getattr(wave, key)).items():
            if n > 1:
                yield Mistake((*path, key), thing, f"lists '{name}' twice.", "Keep one.")
    for item in wave.turned:
        if item in wave.left_out:
            what = f"has '{item}' both turned and left out."
            yield Mistake((*path, "left_out"), thing, what, "Keep one of the two.")
    if instrument.items and all(item.column in wave.left_out for item in instrument.items):
        what = "leaves out every item of the study."
        yield Mistake((*path, "left_out"), thing, what, "Keep at least one, or drop the wave.")


def _wave_columns(instrument: Instrument, wave: AskedWave, path: Path) -> Iterator[Mistake]:
    """A column of the file answers one question; those that this wave leaves out read none."""
    read: dict[str, str] = {}
    for name in instrument.columns:
        if name in wave.left_out:
            continue
        source = wave.columns.get(name, name)
        if source in read and (name in wave.columns or read[source] in wave.columns):
            yield Mistake(
                (*path, "columns", name),
                f"Wave '{wave.name}'",
                f"reads '{read[source]}' and '{name}' from the same column '{source}'.",
                "Leave one of them out, or name its own column.",
            )
        read.setdefault(source, name)


def _printed(instrument: Instrument, name: str, told: Printed, path: Path) -> Iterator[Mistake]:
    thing = f"What is printed of '{name}'"
    fewest = max(2, instrument.minimum_group)
    if told.n < fewest:
        what = f"comes from {told.n} people, fewer than the {fewest} that may be shown."
        yield Mistake(path, thing, what, "Leave it out.")
    if told.sd < 0:
        yield Mistake(path, thing, f"has an sd of {told.sd:g}.", "An sd is 0 or more.")
    scale = _scale_of(instrument, name)
    if scale is None:
        return
    if not scale.low <= told.mean <= scale.high:
        what = f"has a mean of {told.mean:g}, off its scale {scale}."
        yield Mistake(path, thing, what, "Correct it, or bring it to this scale.")
    elif told.n > 1 and told.sd > _widest(scale, told.n) + ROUNDED:
        what = f"has an sd of {told.sd:g}, more than its scale {scale} allows."
        yield Mistake(path, thing, what, "Correct it.")


def _widest(scale: Scale, n: int) -> float:
    """The sd when half the people stand at either end; more is impossible."""
    return float((scale.high - scale.low) / 2 * (n / (n - 1)) ** 0.5)


def _scale_of(instrument: Instrument, name: str) -> Scale | None:
    """The scale of a dimension, or one that holds those of all dimensions of a construct."""
    own = [d for d in instrument.dimensions if d.name == name]
    of: list[Dimension] = own or [
        d for c in instrument.constructs if c.name == name for d in c.dimensions
    ]
    if not of:
        return None
    return Scale(min(d.scale.low for d in of), max(d.scale.high for d in of))
