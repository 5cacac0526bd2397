"""Do the coders agree? The finding, what weakens it, which coefficient a paper may have meant."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from crm_analytics.coding import agreement_tables as tables
from crm_analytics.coding.agreement import USUAL_OPTIONS, CoderAgreement
from crm_analytics.coding.code_book import CodeBook
from crm_analytics.coding.codings import Codings
from crm_analytics.coding.coefficients import Coefficient, meaning
from crm_analytics.coding.options import AgreementOptions, Sources
from crm_analytics.paper.number import Bounds, decimal_mark, exactly, number
from crm_analytics.report import words
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table

APART = 0.1  # coefficients that differ as much tell of unevenly used codes
OFTEN = 10  # a code given less often has no value of its own to rely on
WHOLE = 1.5  # what is larger is a percentage
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


def section(
    codings: Codings,
    found: CoderAgreement,
    sources: Sources,
    options: AgreementOptions = USUAL_OPTIONS,
    book: CodeBook | None = None,
) -> Section:
    """How far coders agree by every coefficient, and where they do not.

    codings: those that are compared, see `AgreementOptions.compared`.
    """
    level = sources.compare
    return Section(
        id="agreement",
        title="Agreement of coders",
        question="Do the coders agree?",
        finding=_finding(found, level),
        charts=(tables.dots(found), *tables.confusion(found, level)),
        tables=(
            *meant(found, options.printed),
            tables.table(found),
            *tables.by_meaning(found),
            *tables.icc(found),
            *tables.pairs(found),
            tables.units(found, options.about, options.listed(book)),
            tables.confused(found, level),
            tables.by_code(found, level),
            tables.tendencies(found),
            tables.confusions(found),
        ),
        caveats=tuple(_caveats(codings, found)),
        method=tuple(part.format(draws=found.draws.count) for part in METHOD),
        provenance=sources.stamp(found.ratings[found.gaps].pairable, found.units),
    )


def _finding(found: CoderAgreement, level: str) -> str:
    share = found.coefficient("agreement")
    two = len(found.coders) == 2
    who = words.listed(found.coders) if two else f"Any two of the {len(found.coders)} coders"
    same = "set of codes" if found.several else level
    both = f"the {share.units:,} units that both coded" if two else f"{share.units:,} units"
    said = f"{who} gave the same {same} to {tables.percent(share.value)} of {both}"
    main = tables.main(found)
    named = meaning(main)
    if main.value is None or named is None:
        return f"{said}; how much of it is more than chance cannot be said. {main.note}"
    value = f"beyond chance that is α = {tables.written(main, main.value)}"
    if main.low is not None and main.high is not None:
        ends = f"{tables.written(main, main.low)} to {tables.written(main, main.high)}"
        value += f" ({found.level:.0%} interval {ends})"
    word, source = named
    return f"{said}; {value}, in the words of {source} {word}."


def _caveats(codings: Codings, found: CoderAgreement) -> Iterator[str]:
    """Everything that a person should hear beside the finding."""
    yield from _low_end(tables.main(found))
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
    if word and least and word != least:
        low = tables.written(main, main.low or 0)
        would = f"which would be {least[0]}: more units tell more."
        yield f"The interval of α begins at {low}, {would}"


def _uncoded(found: CoderAgreement) -> Iterator[str]:
    parts = ((found.alone, "coded by one coder only"), (found.uncoded, "coded by nobody"))
    many = [f"{n:,} {'is' if n == 1 else 'are'} {how}" for n, how in parts if n]
    if not many:
        return
    mains = [(gaps, tables.main(found, gaps)) for gaps in found.ratings if gaps is not found.gaps]
    would = "".join(
        f" Were empty cells {gaps.words}, α of {words.counted(main.units, 'unit')} would be "
        f"{words.number(main.value)}."
        for gaps, main in mains
        if main.value is not None
    )
    taken = found.gaps.words
    yield f"Of {found.units:,} units {' and '.join(many)}; empty cells are {taken}.{would}"


def _other_units(found: CoderAgreement) -> Iterator[str]:
    """Coefficients that count other units than α; they are compared with nothing."""
    main = tables.main(found)
    for one in found.coefficients:
        if one.value is not None and one.counted != main.counted:
            yield (
                f"{one.name} counts {words.counted(one.units, 'unit')}, α {main.units:,}: the two "
                "are of other units and cannot be compared."
            )


def _far_apart(found: CoderAgreement) -> Iterator[str]:
    """Feinstein & Cicchetti (1990): high agreement, low κ. Only of the same units."""
    corrected = [
        one
        for one in found.coefficients
        if one.kind.corrected
        and one.value is not None
        and one.counted == tables.main(found).counted
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


def _weakest(found: CoderAgreement) -> Iterator[str]:
    known = [
        (share, units, f"{first} and {second}")
        for first, second, units, share, _, _ in found.pairs
        if share is not None
    ]
    if len(found.coders) > 2 and known:
        share, units, who = min(known, key=lambda pair: pair[0])
        coded = found.ratings[found.gaps].coded
        same = (coded[coded > 1] == len(found.coders)).all()
        other = "" if same else "; other pairs share other units"
        yield (
            f"{who} agree least: {tables.percent(share)} of {words.counted(units, 'unit')}{other}."
        )


def _rare(found: CoderAgreement) -> Iterator[str]:
    uses = [code.used for code in found.by_code]
    if uses and (half := median(uses)) < OFTEN:
        times = "once" if half == 1 else f"{half:g} times"
        yield (
            f"Half of the {len(uses):,} codes were given {times} or less, so agreement on a single "
            "code is known poorly."
        )


def _numbers(found: CoderAgreement) -> Iterator[str]:
    ordinal = [one for one in found.coefficients if one.key == "alpha_ordinal"]
    if ordinal and ordinal[0].value is not None:
        value = f"ordinal α, {words.number(ordinal[0].value)}, tells more."
        yield f"The codes are all numbers: if they run from low to high, {value}"


def _notes(found: CoderAgreement) -> Iterator[str]:
    """Why coefficients have no value or no interval; one sentence for those that share it."""
    reasons: dict[str, list[str]] = {}
    for one in found.coefficients:
        if one.note:
            reasons.setdefault(one.note, []).append(one.name)
    for note, names in reasons.items():
        yield f"{words.listed(names, 9)}: {note}"


def meant(found: CoderAgreement, text: str) -> Iterator[Table]:
    """Coefficients that round to what is printed, whatever an empty cell means; asked for only."""
    if not text.strip():
        return
    known = number(text, decimal_mark([text]))
    rows = [] if known is None else [*_fitting(found, known.interval)]
    yield Table.of(
        "printed",
        f"“{text.strip()}” {_said(rows)}" if known else f"“{text.strip()}” is no number",
        ("coefficient", "empty", "units", "value"),
        rows,
    )


def _fitting(found: CoderAgreement, interval: Bounds) -> Iterator[tuple[str, str, int, float]]:
    share = interval / 100 if interval.middle > WHOLE else interval
    for gaps, every in found.coefficients_if.items():
        for one in every:
            if one.value is not None and share.meets(exactly(one.value)):
                yield one.name, gaps.words, one.units, one.value


def _said(rows: Sequence[tuple[str, str, int, float]]) -> str:
    if not rows:
        return "is none of these coefficients, whatever an empty cell means"
    of_units: dict[int, list[str]] = {}  # as many are the same ones: each set holds the smaller
    for name, _, units, _ in rows:
        if name not in of_units.setdefault(units, []):
            of_units[units].append(name)
    if len(of_units) == 1:
        return f"may be {words.listed(next(iter(of_units.values())), 9)}"
    said = [
        f"{words.listed(names, 9)} (of {words.counted(units, 'unit')})"
        for units, names in of_units.items()
    ]
    return f"may be {', or '.join(said)}"
