"""Writes what other programs compute of coders' agreement: simulated_*.csv and reference.csv.

krippendorff 0.9.0, irrCAC 0.4.4, scikit-learn 1.9.1 and statsmodels 0.15.0, in an environment of
their own; see README.md. From the folder of the project: `python tests/data/coding/make_reference.py`.
"""

import csv
from itertools import combinations
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
from irrCAC.raw import CAC
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa, to_table

FOLDER, SEED = Path(__file__).parent, 1971
# units, coders, codes, share of empty cells, share of units in which a coder goes their own way
SIMULATED = (
    (12, 2, 3, 0, 0.3),
    (40, 3, 4, 0, 0.3),
    (40, 3, 4, 0.15, 0.3),
    (200, 2, 7, 0, 0.15),
    (200, 5, 5, 0.1, 0.4),
    (1000, 4, 10, 0, 0.2),
    (1500, 3, 12, 0.05, 0.1),
)
SETS_OF_CODES = ((30, 2, 4, 0.4), (150, 3, 6, 0.3), (600, 4, 9, 0.25))
LEVELS = ("nominal", "ordinal", "interval", "ratio")


def simulated(units, coders, codes, empty, astray):
    """Numbers from 1, 0 where the coder gave none; rare codes are rare."""
    draw = np.random.default_rng([SEED, units, coders, codes])
    share = 1 / np.arange(1, codes + 1)
    true = draw.choice(codes, size=(units, 1), p=share / share.sum()) + 1
    own = draw.choice(codes, size=(units, coders), p=share / share.sum()) + 1
    given = np.where(draw.random((units, coders)) < astray, own, true)
    return np.where(draw.random((units, coders)) < empty, 0, given)


def several(units, coders, codes, astray):
    """Any number of codes a unit, as sets of letters; empty where the coder gave none."""
    draw = np.random.default_rng([SEED, units, coders, codes])
    true = draw.random((units, 1, codes)) < 1.5 / codes
    marks = true ^ (draw.random((units, coders, codes)) < astray / codes)
    letters = np.array(list("abcdefghi")[:codes])
    return [[frozenset(letters[own]) for own in row] for row in marks]


def of_numbers(given):
    """thing, number, value: all coders, every pair, every code."""
    gaps = np.where(given > 0, given.astype(float), np.nan)
    for level in LEVELS:
        yield "all coders", f"α {level}", krippendorff.alpha(gaps.T, level_of_measurement=level)
    whole = given[(given > 0).all(axis=1)]
    yield "all coders", "Fleiss' κ", fleiss_kappa(aggregate_raters(whole)[0], "fleiss")
    table = CAC(pd.DataFrame(gaps), digits=15)
    for number, measure in (("Gwet's AC1", table.gwet), ("Brennan–Prediger", table.bp)):
        yield "all coders", number, measure()["est"]["coefficient_value"]
    yield "all coders", "agreement", table.gwet()["est"]["pa"]
    yield "all coders", "Holsti", holsti(given)
    kappas = []
    for a, b in combinations(range(given.shape[1]), 2):
        x, y = given[(given[:, a] > 0) & (given[:, b] > 0)][:, [a, b]].T
        kappas.append(cohen_kappa_score(x, y))
        pair = f"coders {a + 1} and {b + 1}"
        yield pair, "Cohen's κ", kappas[-1]
        yield pair, "agreement", np.mean(x == y)
        yield pair, "units", len(x)
        if given.shape[1] == 2 and (given > 0).all():
            found = cohens_kappa(to_table(np.column_stack([x, y]))[0])
            yield pair, "SE of κ", found.std_kappa
    yield "all coders", "mean of Cohen's κ", np.mean(kappas)
    for code in np.unique(given[given > 0]).tolist():
        own = np.where(given > 0, (given == code).astype(float), np.nan)
        alpha = krippendorff.alpha(own.T, level_of_measurement="nominal")
        yield f"code {code}", "α of the code", alpha
        both = [own[:, pair][~np.isnan(own[:, pair]).any(axis=1)].astype(int)
                for pair in combinations(range(given.shape[1]), 2)]  # fmt: skip
        yield (
            f"code {code}",
            "κ of the code",
            np.mean([cohen_kappa_score(*pair.T) for pair in both]),
        )


def holsti(given):
    """Twice the common codes over all codes given, the mean over pairs, as it is defined."""
    pairs = [given[:, pair] for pair in combinations(range(given.shape[1]), 2)]
    return np.mean([2 * ((x > 0) & (x == y)).sum() / ((x > 0).sum() + (y > 0).sum())
                    for x, y in (pair.T for pair in pairs)])  # fmt: skip


def of_sets(given):
    """α of sets of codes, their distances written as their authors do."""
    names = sorted({own for row in given for own in row if own}, key=sorted)
    place = {own: number for number, own in enumerate(names)}
    cells = [[place.get(own, np.nan) for own in row] for row in given]
    for name, apart in (("Jaccard", jaccard), ("MASI", masi)):
        table = np.array([[apart(a, b) for b in names] for a in names])

        def metric(v1, v2, table=table, **_):
            return table[v1.astype(int), v2.astype(int)]

        found = krippendorff.alpha(
            np.array(cells, float).T,
            value_domain=np.arange(len(names), dtype=float),
            level_of_measurement=metric,
        )
        yield "all coders", f"α {name}", found


def jaccard(a, b):
    return 1 - len(a & b) / len(a | b)


def masi(a, b):
    if a == b:
        return 0.0
    return 1 - len(a & b) / len(a | b) * (2 / 3 if a <= b or b <= a else 1 / 3)


def written(name, rows):
    """The ratings as a file."""
    with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([f"coder{number}" for number in range(1, len(rows[0]) + 1)])
        writer.writerows(rows)


def every():
    for units, coders, codes, empty, astray in SIMULATED:
        given = simulated(units, coders, codes, empty, astray)
        gaps = "_gaps" if empty else ""
        name = f"simulated_{units}x{coders}{gaps}"
        written(name, [[cell or "" for cell in row] for row in given.tolist()])
        yield from ((name, *line) for line in of_numbers(given))
    for units, coders, codes, astray in SETS_OF_CODES:
        given = several(units, coders, codes, astray)
        name = f"simulated_sets_{units}x{coders}"
        written(name, [["".join(sorted(own)) for own in row] for row in given])
        yield from ((name, *line) for line in of_sets(given))


if __name__ == "__main__":
    with (FOLDER / "reference.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["set", "thing", "number", "value"])
        for set_, thing, number, value in every():
            writer.writerow([set_, thing, number, repr(float(value))])
