"""Means and deviations beside the certified ones of NIST StRD."""

from pathlib import Path

import numpy as np

from crm_analytics.statistics.descriptives import descriptives
from crm_analytics.statistics.frequencies import of_values
from crm_analytics.statistics.moments import Moments
from tests.verification.compared import EXACT, Compared, Number, Room

NIST = Path(__file__).parents[1] / "data" / "nist"


def numbers(name, as_one=False):
    text = (NIST / f"{name}.txt").read_text(encoding="utf-8")
    return [float(number) for number in (text.replace("\n", "") if as_one else text.split())]


def alternating(low):
    """NumAcc2 to NumAcc4: a middle, then a tenth below and above it in turn."""
    high = round(low + 0.2, 1)
    return [round(low + 0.1, 1), *[low, high] * 500]


# values, certified mean and deviation, digits of the deviation that doubles can keep
CERTIFIED = {
    # its 957th digit is 3, that of π is 8: the certified numbers belong to the 3
    "PiDigits": (numbers("pidigits", as_one=True), 4.53480000000000, 2.86733906028871, 14),
    "Lottery": (numbers("lottery"), 518.958715596330, 291.699727470969, 14),
    "Lew": (numbers("lew"), -177.435000000000, 277.332168044316, 14),
    "Mavro": (numbers("mavro"), 2.00185600000000, 0.000429123454003053, 12),
    "Michelso": (numbers("michelso"), 299.852400000000, 0.0790105478190518, 13),
    "NumAcc1": ([10000001, 10000003, 10000002], 10000002, 1, 14),
    "NumAcc2": (alternating(1.1), 1.2, 0.1, 14),
    "NumAcc3": (alternating(1000000.1), 1000000.2, 0.1, 9),
    "NumAcc4": (alternating(10000000.1), 10000000.2, 0.1, 8),
}
N = Number("n", EXACT)


def asked(name, digits):
    """A number that must hold so many digits, and of which the book shows no more."""
    return Number(name, digits, floor=0, most=digits)


def certified(name):
    for thing, (values, mean, sd, held) in CERTIFIED.items():
        numbers = np.array(values, float)
        counted = descriptives(of_values(thing, numbers))
        moments = Moments.of((thing,), numbers[:, None])
        for way, found_mean, found_sd in (
            ("answers", counted.mean, counted.sd),
            ("moments", float(moments.mean[0]), float(moments.sd[0])),
        ):
            line = f"{thing}, from {way}"
            digits = 15 if thing.startswith("NumAcc") else 14
            yield Compared(name, line, asked("mean", digits), found_mean, mean)
            yield Compared(name, line, asked("s", held), found_sd, sd)
        yield Compared(name, f"{thing}, from answers", N, counted.n, len(values))


ROOMS = (Room("Univariate", "set", "NIST StRD", ("NIST",), certified, 45),)
