"""Do the coders agree?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median

from crm_analytics.coding import Agreement, Codings, meaning
from crm_analytics.coding.coefficients import Coefficient
from crm_analytics.view import words
from crm_analytics.view.coding import coefficients, disputes
from crm_analytics.view.coding.printed import meant
from crm_analytics.view.coding.stamp import Sources
from crm_analytics.view.section import Section

APART = 0.1  # coefficients that differ as much tell of unevenly used codes
OFTEN = 10  # a code given less often has no value of its own to rely on

METHOD = (
    "A unit is a piece of text that coders coded; every coder's code of it is compared with every "
    "other coder's. Percent agreement is the share of such pairs that are the same, the mean over "
    "units that two or more coded; Holsti (1969) is 2M / (N₁ + N₂), codes in common among all "
    "codes given. Neither takes off what chance alone would give, so neither has a word.",
    "A coefficient that takes chance off is (observed − expected) / (1 − expected); they differ in "
    "what they expect. Cohen (1960): from each coder's own use of the codes, of more than two "
    "coders the mean over pairs (Light 1971). Scott (1955), Fleiss (1971) and Krippendorff (2004): "
    "from the use of all together; Krippendorff's α allows gaps, any number of coders, and codes "
    "with an order. Brennan & Prediger (1981): 1/k. Gwet (2008), AC1: Σπ(1 − π) / (k − 1).",
    "Where units may have several codes, the sets of codes are compared: α with the distance of "
    "Jaccard (1 − shared / all) and MASI (Passonneau 2006); κ is given for each code, with against "
    "without it. Agreement on a code is 2M / (N₁ + N₂) of that code alone.",
    "Intervals are percentiles of a bootstrap over units, {draws:,} draws, all coders of a unit "
    "together (Efron 1979). Words: κ and its kin by Landis & Koch (1977), whose bounds are "
    "arbitrary, as they say themselves; α by Krippendorff (2004): .800 to rely on, .667 for "
    "tentative conclusions, more where a wrong one costs more.",
    "In grounded theory agreement is measured while the code book grows, to sharpen its "
    "definitions, and again on new units when it is done (Díaz et al. 2021, arXiv 2107.11449).",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """about: only units to which somebody gave this code are listed; empty for all.

    printed: a number from a paper whose coefficient is looked for; empty for none.
    """

    sources: Sources
    about: str = ""
    printed: str = ""


def section(codings: Codings, found: Agreement, shown: Shown) -> Section:
    """How far coders agree by every coefficient, and where they do not."""
    level = shown.sources.level
    return Section(
        id="agreement",
        title="Agreement of coders",
        question="Do the coders agree?",
        finding=_finding(found, shown.sources),
        charts=(coefficients.dots(found), *disputes.confusion(found, level)),
        tables=(
            *meant(found, shown.printed),
            coefficients.table(found),
            *coefficients.by_meaning(found),
            *coefficients.pairs(found),
            disputes.units(found, shown.about),
            disputes.confused(found, level),
            disputes.by_code(found, level),
            disputes.tendencies(found),
            disputes.confusions(found),
        ),
        caveats=tuple(_caveats(codings, found)),
        method=tuple(part.format(draws=found.draws.count) for part in METHOD),
        provenance=shown.sources.stamp(found.counted[0].pairable, found.units),
    )


def _finding(found: Agreement, sources: Sources) -> str:
    share = found.coefficient("agreement")
    two = len(found.coders) == 2
    who = words.listed(found.coders) if two else f"Any two of the {len(found.coders)} coders"
    same = "set of codes" if found.several else sources.level
    both = f"the {share.units:,} units that both coded" if two else f"{share.units:,} units"
    said = f"{who} gave the same {same} to {_percent(share.value)} of {both}"
    return f"{said}; {_beyond(coefficients.main(found), found.level)}"


def _beyond(main: Coefficient, level: float) -> str:
    word = meaning(main)
    if main.value is None or word is None:
        return f"how much of it is more than chance cannot be said. {main.note}"
    value = f"beyond chance that is α = {_written(main, main.value)}"
    if main.low is not None and main.high is not None:
        ends = f"{_written(main, main.low)} to {_written(main, main.high)}"
        value += f" ({level:.0%} interval {ends})"
    return f"{value}, in the words of {word.source} {word.word}."


def _written(main: Coefficient, value: float) -> str:
    """Two decimals, three where two would belong to another word."""
    exact, rounded = (meaning(replace(main, value=number)) for number in (value, round(value, 2)))
    return words.number(value, 2 if exact == rounded else 3)


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f}%"


def _caveats(codings: Codings, found: Agreement) -> Iterator[str]:
    yield from _low_end(coefficients.main(found))
    yield from _uncoded(found)
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
        low = _written(main, main.low or 0)
        would = f"which would be {least.word}: more units tell more."
        yield f"The interval of α begins at {low}, {would}"


def _uncoded(found: Agreement) -> Iterator[str]:
    first, *others = found.counted
    parts = ((found.alone, "coded by one coder only"), (found.uncoded, "coded by nobody"))
    many = [f"{n:,} {'is' if n == 1 else 'are'} {how}" for n, how in parts if n]
    if not many:
        return
    mains = [(one.gaps, coefficients.main(replace(found, counted=(one,)))) for one in others]
    would = "".join(
        f" Were empty cells {coefficients.EMPTY[gaps]}, α would be {words.number(main.value)}."
        for gaps, main in mains
        if main.value is not None
    )
    taken = coefficients.EMPTY[first.gaps]
    yield f"Of {found.units:,} units {' and '.join(many)}; empty cells are {taken}.{would}"


def _far_apart(found: Agreement) -> Iterator[str]:
    """Feinstein & Cicchetti (1990): high agreement, low κ."""
    corrected = [
        one
        for one in found.coefficients
        if one.corrected and one.value is not None and not one.key.startswith("alpha_")
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
            f"{least.first} and {least.second} agree least: {_percent(least.agreement)} of "
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
