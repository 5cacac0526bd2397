"""Alpha, its interval, items, split halves and Guttman's bounds beside R's."""

from crm_analytics.analyses.inputs import item_moments, reliabilities, scales
from crm_analytics.statistics.reliability import lambda2, lambda6
from crm_analytics.survey.instrument import ALL_ITEMS
from tests.reference import NAMES, expected, view
from tests.verification.compared import EXACT, Compared, Number, Room, by_key, told

WHOLE = "reliability_whole_instrument"
ALPHA = (
    (Number("n", EXACT), "n", "n_used_listwise"),
    (Number("α", headline=True), "alpha", "alpha_raw"),
    (Number("α low"), "alpha_low", "feldt95_lo"),
    (Number("α high"), "alpha_high", "feldt95_hi"),
    (Number("α standardised"), "alpha_standardised", "alpha_std"),
)
LAMBDA2, LAMBDA6 = Number("λ2", headline=True), Number("λ6")
IN_SCALE = tuple(map(Number, ("item–rest r", "SMC", "α if dropped")))
IN_ALL = tuple(Number(f"{number.name} (all items)") for number in IN_SCALE)
SPLITS = {"odd-even": "split_half_odd_even", "first-second": "split_half_first_second_spss"}
HALVES = (
    (Number("r of halves", headline=True), "r", "r_between"),
    (Number("Spearman–Brown", headline=True), "spearman_brown", "spearman_brown_equal"),
    (Number("Horst"), "spearman_brown_unequal", "spearman_brown_unequal_horst"),
    (Number("Guttman"), "guttman", "guttman_split_half"),
    (Number("α of half a"), "alpha_a", "alpha_half1"),
    (Number("α of half b"), "alpha_b", "alpha_half2"),
)
IN_A, IN_B = Number("items in a", EXACT), Number("items in b", EXACT)


def theirs_of(name, scale):
    """What R says about a dimension or all items; None for a scale it was not asked about."""
    if scale == ALL_ITEMS:
        return expected(name).get(WHOLE)
    return expected(name)["reliability"].get(scale)


def scale_moments(name):
    """Every scale R knows, with the moments of its items and what R says."""
    moments = item_moments(view(name))
    for scale, kind, columns in scales(view(name).instrument):
        theirs = theirs_of(name, scale)
        if kind != "construct" and theirs:
            yield scale, moments([c for c in view(name).columns if c in columns]), theirs


def known(name):
    for ours in reliabilities(view(name)):
        theirs = theirs_of(name, getattr(ours, "scale", ""))
        if theirs and ours.kind != "construct":
            yield ours, theirs


def of_scales(name):
    for ours, theirs in known(name):
        yield from by_key(name, ours.scale, ALPHA, ours, theirs)
    for scale, moments, theirs in scale_moments(name):
        yield Compared(name, scale, LAMBDA2, float(lambda2(moments.scatter)), theirs["lambda2"])
        yield Compared(name, scale, LAMBDA6, lambda6(moments), theirs["lambda6"])


def of_items(name):
    for ours, theirs in known(name):
        for item in ours.items:
            r = theirs["items"][item.item]
            rest, smc, dropped = IN_SCALE if ours.kind == "dimension" else IN_ALL
            yield Compared(name, item.item, rest, item.item_rest_r, r["corrected_item_total_r"])
            yield Compared(name, item.item, smc, item.smc, r["squared_multiple_correlation"])
            if len(ours.items) > 2:
                found = item.alpha_if_dropped
                yield Compared(name, item.item, dropped, found, r["alpha_if_deleted"])


def of_halves(name):
    for ours, theirs in known(name):
        for split in ours.splits:
            r = theirs[SPLITS[split.split]]
            thing = f"{ours.scale}, {split.split}"
            yield from by_key(name, thing, HALVES, split, r)
            sizes = (IN_A, split.items_a, len(r["half1"])), (IN_B, split.items_b, len(r["half2"]))
            yield from told(name, thing, sizes)


SETS = tuple(NAMES)
R = "R 4.2.2"
ROOMS = (
    Room("Reliability of scales", "scale", R, SETS, of_scales, 294),
    Room("Reliability: split halves", "scale, split", R, SETS, of_halves, 672),
    Room("Reliability: items", "item", R, SETS, of_items, 996),
)
