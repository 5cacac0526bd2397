"""Makes two waves of simulated people in three sizes: `python -m tests.data.waves.make_simulated`.

Nine items from 1 to 5 for two dimensions, drawn from one factor each, seed 2024. In the later wave
a3 has less to do with the others, everyone agrees more with b1, and group z has grown. Some ids and
groups and one answer in fifty are empty; b2 is asked the other way round.
"""

import csv
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent
SIZES, SEED = (40, 250, 1200), 2024
ITEMS = ("a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4")
LOADINGS = {"1": (0.8, 0.7, 0.9, 0.6, 0.5, 0.9, 0.7, 0.8, 0.6)}
LOADINGS["2"] = (0.8, 0.7, 0.4, 0.6, 0.5, 0.9, 0.7, 0.8, 0.6)
SHARES = {"1": (0.5, 0.3, 0.15, 0.05), "2": (0.3, 0.3, 0.35, 0.05)}
STAY, EMPTY, NO_ID = 0.7, 0.02, 0.03


def people(n):
    """Rows of both waves."""
    draw = np.random.default_rng([SEED, n])
    factors = draw.normal(size=(n, 2))
    ids = [f"p{number}" for number in range(n)]
    yield from _wave(draw, "1", ids, factors)
    stayed = draw.random(n) < STAY
    joined = int(n * 0.4)
    ids = [known for known, stays in zip(ids, stayed, strict=True) if stays]
    ids += [f"q{number}" for number in range(joined)]
    moved = 0.2 + factors[stayed] + 0.5 * draw.normal(size=(int(stayed.sum()), 2))
    yield from _wave(draw, "2", ids, np.vstack([moved, draw.normal(size=(joined, 2))]))


def _wave(draw, wave, ids, factors):
    n = len(ids)
    own = np.repeat(factors, (5, 4), axis=1) * LOADINGS[wave] + 0.7 * draw.normal(size=(n, 9))
    groups = draw.choice(["x", "y", "z", ""], size=n, p=SHARES[wave])
    own += 0.3 * (groups == "z")[:, None]
    if wave == "2":
        own[:, 5] += 0.3
    answers = np.clip(np.rint(3 + own), 1, 5).astype(int)
    answers[:, 6] = 6 - answers[:, 6]
    told = np.where(draw.random((n, 9)) < EMPTY, "", answers.astype(str))
    named = np.where(draw.random(n) < NO_ID, "", ids)
    for person in range(n):
        yield [named[person], wave, groups[person], *told[person]]


if __name__ == "__main__":
    for size in SIZES:
        with (FOLDER / f"simulated_{size}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["id", "wave", "group", *ITEMS])
            writer.writerows(people(size))
