"""What a coefficient would mean: words with their source, and what to hold against them."""

from dataclasses import dataclass

from crm_analytics.coding.coefficients import Coefficient


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word for a value, whose word it is, and why not to lean on it."""

    word: str
    source: str
    caveat: str


# a value above the cut is called so
LANDIS_KOCH = (
    (0.8, "almost perfect"),
    (0.6, "substantial"),
    (0.4, "moderate"),
    (0.2, "fair"),
    (0.0, "slight"),
)
# a value at the cut or above
KRIPPENDORFF = ((0.8, "reliable"), (0.667, "good enough for tentative conclusions"))


def meaning(coefficient: Coefficient) -> Meaning | None:
    """In words; None where there is no value, or where chance is not taken off."""
    value = coefficient.value
    if value is None or not coefficient.corrected:
        return None
    if coefficient.key.startswith("alpha"):
        word = next((word for cut, word in KRIPPENDORFF if value >= cut), "not reliable")
        caveat = "What is needed depends on what a wrong conclusion costs; look at the low end too."
        return Meaning(word, "Krippendorff (2004)", caveat)
    word = next((word for cut, word in LANDIS_KOCH if value > cut), "poor")
    return Meaning(
        "slight" if value == 0 else word,
        "Landis & Koch (1977)",
        "Their bounds are arbitrary, as they say themselves, and values depend on how many codes "
        "there are and how evenly they are used.",
    )
