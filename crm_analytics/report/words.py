"""Words about numbers, numbers as a person reads them, labels from strangers as plain text.

Every threshold is here, with its source, and nowhere else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Bands:
    """Cut points from high to low, each with the word for values at or above it."""

    source: str
    cuts: tuple[tuple[float, str], ...]
    below: str

    def word(self, value: float) -> str:
        """The word for a value, for example "good"."""
        return next((word for cut, word in self.cuts if value >= cut), self.below)


ALPHA = Bands(
    source="George & Mallery (2003)",
    cuts=(
        (0.9, "excellent"),
        (0.8, "good"),
        (0.7, "acceptable"),
        (0.6, "questionable"),
        (0.5, "poor"),
    ),
    below="unacceptable",
)
TRUSTED = 0.7  # Nunnally (1978): enough for comparing groups
HTMT = Bands(
    source="Henseler, Ringle & Sarstedt (2015)",
    cuts=((0.9, "not told apart"), (0.85, "hardly told apart")),
    below="different",
)
KMO = Bands(
    source="Kaiser (1974)",
    cuts=(
        (0.9, "marvellous"),
        (0.8, "meritorious"),
        (0.7, "middling"),
        (0.6, "mediocre"),
        (0.5, "miserable"),
    ),
    below="unacceptable",
)
EVIDENCE = Bands(
    source="Jeffreys (1961), words of Lee & Wagenmakers (2013)",
    cuts=((100, "extreme"), (30, "very strong"), (10, "strong"), (3, "moderate")),
    below="anecdotal",
)
CONVERGENT = 0.5  # Fornell & Larcker (1981): AVE, the items share more than they differ
REPETITIVE = 0.95  # Streiner (2003): items may say the same thing
EXPLAINED = Bands(
    source="Cohen (1988)",
    cuts=((0.14, "large"), (0.06, "medium"), (0.01, "small")),
    below="negligible",
)
FEW_PEOPLE = 30  # below it intervals are wide and normal theory is strained
COLLINEAR_VIF = 10  # Marquardt (1970)
INFLUENTIAL = 1.0  # Cook & Weisberg (1982): one person moves the coefficients
INDEPENDENT = (1.0, 3.0)  # Field (2009): Durbin–Watson outside is cause for concern

# what XML 1.0 forbids, C1 controls, and halves of characters that UTF-8 cannot hold
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
EDGE = 1e-9  # of a band; a mean that is an edge but for rounding is one
LEVELS = {
    5: ("very low", "low", "medium", "high", "very high"),
    3: ("low", "medium", "high"),
}


def evidence(bf10: float) -> str:
    """What a Bayes factor says, for example "strong evidence for an effect"."""
    towards = "an effect" if bf10 >= 1 else "none"
    return f"{EVIDENCE.word(max(bf10, 1 / bf10))} evidence for {towards}"


def level(mean: float, ends: tuple[float, float], bands: int) -> str:
    """The word for a mean when a scale is cut into equal bands; an edge is in the lower one.

    ends: the lowest and the highest point of the scale.
    """
    low, high = ends
    place = ceil((mean - low) / ((high - low) / bands) - EDGE) - 1
    return LEVELS[bands][min(bands - 1, max(0, place))]


def level_rule(ends: tuple[float, float], bands: int) -> str:
    """The rule in force, for example "1.00–1.80 very low, …"."""
    low, high = ends
    cuts = [low + place * ((high - low) / bands) for place in range(bands + 1)]
    parts = (
        f"{below:.2f}–{above:.2f} {word}"
        for below, above, word in zip(cuts, cuts[1:], LEVELS[bands], strict=False)
    )
    return ", ".join(parts)


def flag(p: float | None) -> str:
    """Stars as SPSS prints them: ** below 1 %, * below 5 %."""
    if p is None:
        return ""
    return "**" if p < 0.01 else "*" if p < 0.05 else ""


def number(value: float, decimals: int = 2) -> str:
    """A number inside a sentence."""
    return signed(f"{value:.{decimals}f}")


def p_value(p: float) -> str:
    """A p-value inside a sentence: "p < .001", "p = .060"."""
    written = p_written(p)
    return f"p {written}" if written.startswith("<") else f"p = {written}"


def listed(names: Sequence[str], most: int = 4) -> str:
    """Names in a sentence: "a, b and c", "a, b, c and 5 more"."""
    if len(names) > most:
        return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def of_those(sentence: str, n: int, people: int) -> str:
    """A sentence about everyone, said of the n who answered all where others did not.

    >>> of_those("Everyone gave the same answer to w3.", 33, 50)
    'Among the 33 who answered all, everyone gave the same answer to w3.'
    """
    if n >= people or not sentence.startswith("Everyone "):
        return sentence
    return f"Among the {n:,} who answered all, e{sentence[1:]}"


def counted(n: int, one: str, many: str = "") -> str:
    """A count with its noun: "1 item", "3 items"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def whole(parts: Sequence[float]) -> list[int]:
    """Parts without decimals that still add up, by largest remainder (Hamilton 1792).

    For sentences and drawings: they add up to the rounded sum of the parts.
    """
    rounded = [int(part) for part in parts]
    lacking = round(sum(parts)) - sum(rounded)
    by_rest = sorted(range(len(parts)), key=lambda place: rounded[place] - parts[place])
    for place in by_rest[:lacking]:
        rounded[place] += 1
    return rounded


def legal(text: str) -> str:
    """The text without the characters no XML file can hold; line breaks and tabs stay."""
    return ILLEGAL.sub("", text)


def plain(text: str) -> str:
    """The text in one line, as a label, a title or a name needs it."""
    return " ".join(legal(text).split())


def shortened(text: str, letters: int) -> str:
    """The text in one line of at most so many letters; where it is cut, it says so."""
    line = plain(text)
    return line if len(line) <= letters else line[: max(letters - 1, 1)].rstrip() + "…"


def formatted(value: float | None, decimals: int = 2) -> str:
    """A number in a drawing or a cell, thousands apart; "–" when there is none."""
    return "–" if value is None or value - value != 0 else signed(f"{value:,.{decimals}f}")


def p_written(p: float) -> str:
    """A p-value as journals print it: "< .001", else three decimals without a leading zero."""
    return "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def signed(written: str) -> str:
    """A written number with a real minus sign, and no minus before a rounded zero."""
    if written.startswith("-"):
        return "−" + written[1:] if written.strip("-0.,") else written[1:]
    return written
