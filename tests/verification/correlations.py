"""Pearson, Spearman and Kendall beside R's: listwise, and with each pair's own people."""

from crm_analytics.analyses.inputs import scale_points, scores_of
from crm_analytics.statistics import correlation_matrices
from crm_analytics.statistics.correlation import of_items as by_moments
from crm_analytics.statistics.correlation_matrices import How
from tests.reference import NAMES, expected, view
from tests.verification.compared import COUNTED, EXACT, TINY, Compared, Number, Room

KINDS = {"pearson": "pearson", "spearman": "spearman", "kendall": "kendall_tau_b"}
R = {
    "pearson": Number("Pearson r"),
    "spearman": Number("Spearman ρ"),
    "kendall": Number("Kendall τ-b", floor=TINY),
}
N = {kind: Number(f"n of {number.name}", EXACT) for kind, number in R.items()}
P = {kind: Number(f"p of {number.name}", floor=TINY) for kind, number in R.items()}


def beside(name, ours, theirs):
    """Every pair of one kind of coefficient."""
    rows, r = theirs["n"]["rows"], theirs[KINDS[ours.kind]]
    for place, b in enumerate(r["r"]["rows"]):
        for column, a in enumerate(r["r"]["rows"][:place]):
            pair, thing = ours.pair(a, b), f"{a} – {b}"
            people = theirs["n"]["values"][rows.index(b)][rows.index(a)]
            yield Compared(name, thing, R[ours.kind], pair.r, r["r"]["values"][place][column])
            yield Compared(name, thing, P[ours.kind], pair.p, r["p"]["values"][place][column])
            yield Compared(name, thing, N[ours.kind], pair.n, people)


def of_every_kind(name, found, theirs):
    for ours in found:
        if KINDS.get(ours.kind) in theirs:
            yield from beside(name, ours, theirs)


def of_items(rule):
    def compared(name):
        people, theirs = view(name), expected(name)[f"item_correlations_{rule}"]
        points = scale_points(people.instrument, people.columns)
        how = How(pairwise=rule == "pairwise")
        found = correlation_matrices.of_items(people.columns, people.answers, points, how).found
        yield from of_every_kind(name, found, theirs)

    return compared


def of_item_moments(name):
    """Listwise, from moments instead of tables."""
    for kind in ("pearson", "spearman"):
        ours = by_moments(kind, view(name).columns, view(name).answers)
        yield from beside(name, ours, expected(name)["item_correlations_listwise"])


def of_scores(rule):
    def compared(name):
        theirs = expected(name)[f"dimension_correlations_{rule}"]
        scores = scores_of(view(name)).select(theirs["pearson"]["r"]["rows"])
        how = How(pairwise=rule.startswith("pairwise"))
        yield from of_every_kind(name, correlation_matrices.of_scores(scores, how).found, theirs)

    return compared


def having(key):
    return tuple(name for name in NAMES if "pearson" in expected(name).get(key, ()))


OWN = "pairwise_complete_scores"
LISTWISE, PAIRWISE = (
    having("dimension_correlations_listwise"),
    having(f"dimension_correlations_{OWN}"),
)
BASE = "R 4.2.2"
ROOMS = (
    Room("Correlations of scores", "scores", BASE, LISTWISE, of_scores("listwise"), 684),
    Room("Correlations of scores, each pair's own people", "scores", BASE, PAIRWISE, of_scores(OWN), 99),
    Room("Correlations of items", "items", BASE, tuple(NAMES), of_items("listwise"), 16497, COUNTED),
    Room("Correlations of items, from moments", "items", BASE, tuple(NAMES), of_item_moments, 12978, COUNTED),
    Room(
        "Correlations of items, each pair's own people",
        "items", BASE, having("item_correlations_pairwise"), of_items("pairwise"), 2076, COUNTED,
    ),
)  # fmt: skip
