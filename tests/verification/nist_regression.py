"""Linear regressions beside the certified ones of NIST StRD."""

from fractions import Fraction

import numpy as np

from crm_analytics.statistics.least_squares import Cases, by_rows
from crm_analytics.statistics.regression import estimated
from tests.verification.compared import Compared, Room
from tests.verification.nist_univariate import NIST, asked

LONGLEY = [
    -3482258.63459582,
    15.0618722713733,
    -0.358191792925910e-01,
    -2.02022980381683,
    -1.03322686717359,
    -0.511041056535807e-01,
    1829.15146461355,
]
LONGLEY_SE = [
    890420.383607373,
    84.9149257747669,
    0.334910077722432e-01,
    0.488399681651699,
    0.214274163161675,
    0.226073200069370,
    455.478499142212,
]
BENT = [759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048]
WAMPLER = np.array([*BENT, *BENT[-2::-1]], float)


def people(x, y, weights=()):
    names = [*(f"x{place}" for place in range(1, x.shape[1] + 1)), "y"]
    return Cases.measured(names, np.column_stack([x, y]), np.array(weights, float))


def read(name):
    table = np.loadtxt(NIST / f"{name}.csv", delimiter=",", skiprows=1)
    return table[:, :-1], table[:, -1]


def wampler(bend, base=1):
    x = range(21)
    powers = np.array([[float(i) ** power for power in range(1, 6)] for i in x])
    exact = [sum(Fraction(i, base) ** power for power in range(6)) for i in x]
    return powers, np.array([float(y) for y in exact]) + bend * WAMPLER


def coefficients(solved):
    return [solved.constant, *solved.b]


def powers(name, most):
    """A polynomial: the powers of the only driver."""
    x, y = read(name)
    return x ** np.arange(1, most + 1), y


# drivers and outcome, coefficients, standard errors, R², digits asked
MODELS = {
    "Norris": (
        read("norris"),
        [-0.262323073774029, 1.00211681802045],
        [0.232818234301152, 0.429796848199937e-03],
        0.999993745883712,
        10,
    ),
    "Pontius": (
        powers("pontius", 2),
        [0.673565789473684e-03, 0.732059160401003e-06, -0.316081871345029e-14],
        [0.107938612033077e-03, 0.157817399981659e-09, 0.486652849992036e-16],
        0.999999900178537,
        10,
    ),
    "Longley": (read("longley"), LONGLEY, LONGLEY_SE, 0.995479004577296, 10),
}
# how far the polynomial is bent, the base of its coefficients, digits asked
WAMPLERS = {
    "Wampler1": (0, 1, 9),
    "Wampler2": (0, 10, 9),
    "Wampler3": (1, 1, 9),
    "Wampler4": (100, 1, 7),
    "Wampler5": (10_000, 1, 5.8),
}


def certified(name):
    for thing, (data, b, se, r2, held) in MODELS.items():
        model = estimated(people(*data))
        for place, term in enumerate(model.terms):
            yield Compared(name, f"{thing}, b{place}", asked("coefficient", held), term.b, b[place])
            yield Compared(name, f"{thing}, b{place}", asked("SE", held), term.se, se[place])
        yield Compared(name, thing, asked("R²", held), model.r2, r2)
    for thing, (bend, base, held) in WAMPLERS.items():
        found = coefficients(by_rows(people(*wampler(bend, base))))
        for power, b in enumerate(found):
            line = f"{thing}, b{power}"
            yield Compared(name, line, asked("coefficient", held), float(b), float(base) ** -power)


ROOMS = (Room("Linear regression", "set", "NIST StRD", ("NIST",), certified, 57),)
