"""How far coders agree beside R's irr and irrCAC and four packages of Python."""

import csv
from functools import cache

from crm_analytics.coding import agreement
from crm_analytics.coding.kappa import standard_error
from crm_analytics.coding.ratings import ratings
from tests.coding.coders import EXPECTED, FEW, FOLDER, codings, reference, table
from tests.verification.compared import COUNTED, EXACT, IN_FULL_ONLY, Compared, Number, Room, told

UNITS, SAME, KAPPA = Number("units", EXACT), Number("agreement"), Number("Cohen's κ", headline=True)
SE_KAPPA, MEAN_KAPPA = Number("SE of κ"), Number("mean of Cohen's κ", headline=True)
SCOTT, FLEISS = Number("Scott's π"), Number("Fleiss' κ", headline=True)
ALPHAS = {kind: Number(f"α {kind}") for kind in ("ordinal", "interval", "ratio", "Jaccard", "MASI")}
ALPHAS["nominal"] = Number("α nominal", headline=True)
# irrCAC in R prints five decimals
AC1, PRINTED_AC1 = Number("Gwet's AC1", headline=True), Number("Gwet's AC1", decimals=5)
OF_ALL = {
    "agreement": SAME,
    "holsti": Number("Holsti"),
    "cohen": KAPPA,
    "light": MEAN_KAPPA,
    "scott": SCOTT,
    "fleiss": FLEISS,
    "brennan_prediger": Number("Brennan–Prediger"),
    "gwet_ac1": AC1,
    **{f"alpha_{kind.lower()}": number for kind, number in ALPHAS.items()},
}
OF_CODE = {"κ of the code": "kappa", "α of the code": "alpha"}
OF_CODE = {field: Number(label) for label, field in OF_CODE.items()}


@cache
def found(name):
    """Everything about the agreement of coders of one file."""
    if name.startswith("simulated_sets"):
        with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            _, *rows = csv.reader(file)
        return agreement(codings([[set(cell) for cell in row] for row in rows]), draws=FEW)
    given = reference(name)
    named = name == "fleiss_diagnoses"  # codes that are no numbers, in the order of their names
    return agreement(given, order=sorted(given.codes) if named else (), draws=FEW)


# published ratings, beside R

PUBLISHED = {"krippendorff_4x12": "krippendorff_4x12", "fleiss_diagnoses": "fleiss_diagnoses"}
PUBLISHED |= {"anxiety": "anxiety_3_raters"}


def of_published(name):
    theirs, ours = EXPECTED[PUBLISHED[name]], found(name)
    every = {one.key: one.value for one in ours.coefficients}
    yield from told(name, "all coders", [
        (FLEISS, every["fleiss"], theirs["fleiss_kappa"]),
        (MEAN_KAPPA, every["light"], theirs["mean_pairwise_kappa"]),
        (PRINTED_AC1, every["gwet_ac1"], theirs["gwet_ac1"]),
        *((ALPHAS[kind], every[f"alpha_{kind}"], alpha)
          for kind, alpha in theirs["krippendorff_alpha"].items() if f"alpha_{kind}" in every),
    ])  # fmt: skip
    for one, their in zip(ours.pairs, theirs["pairwise_cohen"], strict=True):
        first, second, _, share, _, kappa = one
        pair = f"{first} and {second}"
        assert pair == f"{their['rater1']} and {their['rater2']}"
        yield Compared(name, pair, KAPPA, kappa, their["kappa"])
        yield Compared(name, pair, SAME, share, their["agree_percent"] / 100)


TWO = (
    (KAPPA, "cohen", "cohen_kappa"),
    (SCOTT, "scott", "scott_pi"),
    (AC1, "gwet_ac1", "gwet_ac1"),
)
TWO = ("anxiety_raters12", "diagnoses_raters12")


def of_two(name):
    theirs = EXPECTED[name]
    given = table(theirs["table"]["values"])
    every = {one.key: one for one in agreement(given, draws=FEW).coefficients}
    shared = theirs["percent_agreement"] / 100
    error = standard_error(ratings(given), "cohen")
    yield from told(name, "both coders", [
        (SAME, every["agreement"].value, shared),
        (KAPPA, every["cohen"].value, theirs["cohen_kappa"]),
        (SE_KAPPA, error, theirs["cohen_kappa_ase_vcd"]),
        (SCOTT, every["scott"].value, theirs["scott_pi"]),
        (PRINTED_AC1, every["gwet_ac1"].value, theirs["gwet_ac1_irrCAC"]),
        (ALPHAS["nominal"], every["alpha_nominal"].value, theirs["krippendorff_alpha"]["nominal"]),
    ])  # fmt: skip


# simulated ratings, beside packages of Python


@cache
def of_packages():
    """Set → thing → number → value."""
    sets = {}
    with (FOLDER / "reference.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            thing = sets.setdefault(row["set"], {}).setdefault(row["thing"], {})
            thing[row["number"]] = float(row["value"])
    return sets


def of_simulated(name):
    """All coders and every pair."""
    theirs, ours = of_packages()[name], found(name)
    every = theirs["all coders"]
    if len(ours.coders) == 2:
        every = {**every, KAPPA.name: every.get(MEAN_KAPPA.name)}
    for one in ours.coefficients:
        number = OF_ALL[one.key]
        if number.name in every:
            yield Compared(name, "all coders", number, one.value, every[number.name])
    for first, second, units, share, _, kappa in ours.pairs if "coders 1 and 2" in theirs else ():
        pair = f"coders {first[5:]} and {second[5:]}"
        their = theirs[pair]
        yield Compared(name, pair, UNITS, units, their["units"])
        yield Compared(name, pair, SAME, share, their["agreement"])
        yield Compared(name, pair, KAPPA, kappa, their["Cohen's κ"])
        if SE_KAPPA.name in their:
            error = standard_error(ratings(reference(name)), "cohen")
            yield Compared(name, pair, SE_KAPPA, error, their[SE_KAPPA.name])


def of_codes(name):
    theirs = of_packages()[name]
    for one in found(name).by_code:
        for field, number in OF_CODE.items():
            their = theirs[f"code {one.code}"][number.name]
            yield Compared(name, f"code {one.code}", number, getattr(one, field), their)


SIMULATED = tuple(of_packages())
CODES = tuple(name for name in SIMULATED if "sets" not in name)
R = "R 4.2.2, irr 0.84.1, irrCAC 1.0, vcd 1.4.11"
PYTHON = "krippendorff 0.9.0, irrCAC 0.4.4 (Python), scikit-learn 1.9.1, statsmodels 0.15.0"
ROOMS = (
    Room("Coders of published ratings", "coders", R, tuple(PUBLISHED), of_published, 67),
    Room("Two coders of published ratings", "coders", R, TWO, of_two, 12),
    Room("Coders of simulated ratings", "coders", PYTHON, SIMULATED, of_simulated, 159, IN_FULL_ONLY),
    Room("Coders of simulated ratings: codes", "code", PYTHON, CODES, of_codes, 90, COUNTED),
)  # fmt: skip
