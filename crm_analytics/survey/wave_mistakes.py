"""What makes the `waves` of a questionnaire unusable."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from crm_analytics.survey.instrument import AskedWave, Dimension, Instrument, Printed
from crm_analytics.survey.mistake import Mistake, Path, of_scale
from crm_analytics.survey.scale import Scale

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
        yield from _columns(instrument, wave, path)
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


def _columns(instrument: Instrument, wave: AskedWave, path: Path) -> Iterator[Mistake]:
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
