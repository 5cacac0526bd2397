"""Which kind of matrix was given, by its cells."""

from crm_analytics.ism.reading.numbers import Words, number
from crm_analytics.ism.reading.square import Square
from crm_analytics.ism.relations import LETTERS

SSIM, BINARY, FUZZY = "letters", "binary", "fuzzy"
LABELS = {
    SSIM: "letters V, A, X and O",
    BINARY: "zeros and ones",
    FUZZY: "strengths from 0 to 1",
}
FEW = 0.1  # of the cells that are not 0: fewer fractions than that among ones are slips


def kind(square: Square, words: Words) -> str:
    """The kind that most cells off the diagonal are of; letters when none says anything."""
    cells = [
        cell.casefold()
        for i, row in enumerate(square.cells)
        for j, cell in enumerate(row)
        if i != j
    ]
    said = [cell for cell in cells if cell]
    values = [number(cell) for cell in said]
    letters = sum(cell.upper() in LETTERS for cell in said)
    spoken = sum(cell in words.values for cell in said)
    counted = len(said) - values.count(None)
    if letters >= max(spoken, counted):
        return SSIM
    if spoken > counted:
        return FUZZY
    fractions = sum(value is not None and 0 < value < 1 for value in values)
    return FUZZY if fractions > FEW * (counted - values.count(0)) else BINARY
