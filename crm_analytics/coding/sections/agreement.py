"""Do the coders agree?"""

from dataclasses import dataclass

from crm_analytics.coding import Agreement, Codings, meaning
from crm_analytics.coding.coefficients import Coefficient
from crm_analytics.coding.sections import coefficients, disputes
from crm_analytics.coding.sections.caveats import caveats
from crm_analytics.coding.sections.printed import meant
from crm_analytics.coding.sections.stamp import Sources
from crm_analytics.report import words
from crm_analytics.report.section import Section

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
        caveats=tuple(caveats(codings, found)),
        method=tuple(part.format(draws=found.draws.count) for part in METHOD),
        provenance=shown.sources.stamp(found.counted[0].pairable, found.units),
    )


def _finding(found: Agreement, sources: Sources) -> str:
    share = found.coefficient("agreement")
    two = len(found.coders) == 2
    who = words.listed(found.coders) if two else f"Any two of the {len(found.coders)} coders"
    same = "set of codes" if found.several else sources.level
    both = f"the {share.units:,} units that both coded" if two else f"{share.units:,} units"
    said = f"{who} gave the same {same} to {coefficients.percent(share.value)} of {both}"
    return f"{said}; {_beyond(coefficients.main(found), found.level)}"


def _beyond(main: Coefficient, level: float) -> str:
    word = meaning(main)
    if main.value is None or word is None:
        return f"how much of it is more than chance cannot be said. {main.note}"
    value = f"beyond chance that is α = {coefficients.written(main, main.value)}"
    if main.low is not None and main.high is not None:
        ends = f"{coefficients.written(main, main.low)} to {coefficients.written(main, main.high)}"
        value += f" ({level:.0%} interval {ends})"
    return f"{value}, in the words of {word.source} {word.word}."
