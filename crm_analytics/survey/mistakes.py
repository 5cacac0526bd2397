"""What makes a questionnaire unusable: said once, for the file and for the grid."""

from collections import Counter
from collections.abc import Iterable, Iterator

from crm_analytics.errors import Problem, UnusableQuestionnaire, refuse
from crm_analytics.survey.instrument import ALL_ITEMS, Dimension, Hypothesis, Instrument
from crm_analytics.survey.mistake import Mistake, Path, of_scale
from crm_analytics.survey.wave_mistakes import of_waves

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
