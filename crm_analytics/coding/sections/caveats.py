"""What weakens the finding that coders agree, or do not; a sentence each."""

from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from crm_analytics.coding import Agreement, Codings, meaning
from crm_analytics.coding.coefficients import Coefficient
from crm_analytics.coding.sections.coefficients import EMPTY, main, percent, written
from crm_analytics.report import words

APART = 0.1  # coefficients that differ as much tell of unevenly used codes
OFTEN = 10  # a code given less often has no value of its own to rely on


def caveats(codings: Codings, found: Agreement) -> Iterator[str]:
    """Everything that a person should hear beside the finding."""
    yield from _low_end(main(found))
    yield from _uncoded(found)
    yield from _other_units(found)
    yield from _far_apart(found)
    yield from _weakest(found)
    yield from _rare(found)
    yield from _numbers(found)
    yield from _notes(found)
    for note in codings.notes:
        if note.what != "Layout":
            yield f"{note.what}: {note.found}."


def _low_end(main: Coefficient) -> Iterator[str]:
    """Other units of the same kind may give another word."""
    word = meaning(main)
    least = None if main.low is None else meaning(replace(main, value=main.low))
    if word and least and word.word != least.word:
        low = written(main, main.low or 0)
        would = f"which would be {least.word}: more units tell more."
        yield f"The interval of α begins at {low}, {would}"


def _uncoded(found: Agreement) -> Iterator[str]:
    first, *others = found.counted
    parts = ((found.alone, "coded by one coder only"), (found.uncoded, "coded by nobody"))
    many = [f"{n:,} {'is' if n == 1 else 'are'} {how}" for n, how in parts if n]
    if not many:
        return
    mains = [(one.gaps, main(replace(found, counted=(one,)))) for one in others]
    would = "".join(
        f" Were empty cells {EMPTY[gaps]}, α would be {words.number(main.value)}."
        for gaps, main in mains
        if main.value is not None
    )
    taken = EMPTY[first.gaps]
    yield f"Of {found.units:,} units {' and '.join(many)}; empty cells are {taken}.{would}"


def _other_units(found: Agreement) -> Iterator[str]:
    """Coefficients that count other units than α; they are compared with nothing."""
    counted = main(found).units
    for one in found.coefficients:
        if one.value is not None and one.units != counted:
            yield (
                f"{one.name} counts {words.counted(one.units, 'unit')}, α {counted:,}: the two are "
                "of other units and cannot be compared."
            )


def _far_apart(found: Agreement) -> Iterator[str]:
    """Feinstein & Cicchetti (1990): high agreement, low κ. Only of the same units."""
    corrected = [
        one
        for one in found.coefficients
        if one.corrected
        and one.value is not None
        and one.units == main(found).units
        and not one.key.startswith("alpha_")
    ]
    ends = sorted(corrected, key=lambda one: one.value or 0)
    if ends and (ends[-1].value or 0) - (ends[0].value or 0) > APART:
        low, high = ends[0], ends[-1]
        yield (
            f"The coefficients are far apart, from {words.number(low.value or 0)} ({low.name}) to "
            f"{words.number(high.value or 0)} ({high.name}): some codes are used much more than "
            "others, and what chance would give depends on how it is defined."
        )


def _weakest(found: Agreement) -> Iterator[str]:
    known = [pair for pair in found.pairs if pair.agreement is not None]
    if len(found.coders) > 2 and known:
        least = min(known, key=lambda pair: pair.agreement or 0)
        yield (
            f"{least.first} and {least.second} agree least: {percent(least.agreement)} of "
            f"{words.counted(least.units, 'unit')}."
        )


def _rare(found: Agreement) -> Iterator[str]:
    uses = [code.used for code in found.by_code]
    if uses and (half := median(uses)) < OFTEN:
        times = "once" if half == 1 else f"{half:g} times"
        yield (
            f"Half of the {len(uses):,} codes were given {times} or less, so agreement on a single "
            "code is known poorly."
        )


def _numbers(found: Agreement) -> Iterator[str]:
    ordinal = [one for one in found.coefficients if one.key == "alpha_ordinal"]
    if ordinal and ordinal[0].value is not None:
        value = f"ordinal α, {words.number(ordinal[0].value)}, tells more."
        yield f"The codes are all numbers: if they run from low to high, {value}"


def _notes(found: Agreement) -> Iterator[str]:
    """Why coefficients have no value or no interval; one sentence for those that share it."""
    reasons: dict[str, list[str]] = {}
    for one in found.coefficients:
        if one.note:
            reasons.setdefault(one.note, []).append(one.name)
    for note, names in reasons.items():
        yield f"{words.listed(names, 9)}: {note}"
