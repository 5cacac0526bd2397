"""How the numbers of a structural model are defined, with sources; one paragraph each."""

from collections.abc import Iterator

from crm_analytics.ism.model import Model
from crm_analytics.ism.panel import Panel

LETTERS = (
    "For two factors i before j the SSIM says V when i leads to j, A when j leads to i, X when "
    "both lead to each other and O when neither does. The initial reachability matrix holds these "
    "arrows, and every factor reaches itself."
)
CLOSURE = (
    "The final matrix is the transitive closure: whoever reaches a factor reaches what that factor "
    "reaches, until nothing is added (Warshall 1962). It is computed once, before the levels. "
    "Entries it adds are marked 1*."
)
LEVELS = (
    "A factor is on level 1, the top, when all it reaches also reach it; it is taken away, and the "
    "same is asked of the rest (Warfield 1974). Factors that lead to one another share a level; no "
    "level is made up. The drawing leaves out arrows that a longer way implies."
)
REVIEW = (
    "What holds a circle together is the smallest set of arrows without which it falls apart (a "
    "minimum cut); what to review is the smallest set without which no circle is left (a "
    "minimum feedback arc set), the arrows fewest experts see first."
)
MICMAC = (
    "Driving power is the row sum and dependence the column sum of the final matrix (Duperrin & "
    "Godet 1973); where every factor has the same, those of the initial matrix are shown. Above "
    "the cut a factor is high. MICMAC proper multiplies the matrix of direct relations until the "
    "ranks settle."
)
EXPERTS = (
    "Each arrow is voted on by itself, unless another rule is chosen. Fleiss' κ and Krippendorff's "
    "α take every pair as a unit that each expert codes V, A, X or O. Robustness gives every "
    "disputed pair the letter of one expert at random, many times."
)
FUZZY = (
    "Strengths from 0 to 1 are averaged over the experts, and an arrow counts when its mean "
    "reaches the bound. Fuzzy MICMAC composes the strengths (a chain is as strong as its weakest "
    "arrow) until both rank orders repeat (Gorane & Kant 2013)."
)


def _words(source: str) -> str:
    return f" Words count as in {source}; of a triangle, its centre." if source else ""


def method(model: Model) -> tuple[str, ...]:
    """The paragraphs that this model needs; the rule that was chosen first."""
    return tuple(_method(model))


def _method(model: Model) -> Iterator[str]:
    yield LETTERS
    if len(model.given.experts) > 1 or not isinstance(model.given, Panel):
        yield f"What counts: {model.aggregate.rule}."
        yield EXPERTS if isinstance(model.given, Panel) else FUZZY + _words(model.given.words)
    yield CLOSURE
    yield LEVELS
    if model.circles:
        yield REVIEW
    yield MICMAC
