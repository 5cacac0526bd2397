"""F of the analysis of variance beside the certified one of NIST StRD."""

import numpy as np

from crm_analytics.statistics import mean_tests
from tests.statistics.in_groups import summary
from tests.verification.compared import Compared, Room
from tests.verification.nist_univariate import asked

SILVER = (
    "8681568 8681465 8681572 8681785 8681446 8681903 8681526 8681494 8681616 8681587 8681519 8681486 "
    "8681419 8681569 8681508 8681672 8681385 8681518 8681662 8681424 8681360 8681333 8681610 8681477",
    "8681079 8681344 8681513 8681197 8681604 8681385 8681642 8681365 8681151 8681082 8681517 8681448 "
    "8681198 8681482 8681334 8681609 8681101 8681512 8681469 8681360 8681254 8681261 8681450 8681368",
)
SILICON = (
    (196.3052, 196.1240, 196.1890, 196.2569, 196.3403),
    (196.3042, 196.3825, 196.1669, 196.3257, 196.0422),
    (196.1303, 196.2005, 196.2889, 196.0343, 196.1811),
    (196.2795, 196.1748, 196.1494, 196.1485, 195.9885),
    (196.2119, 196.1051, 196.1850, 196.0052, 196.2090),
)


def simon_lesage(whole, size):
    """Nine groups around whole.4, .3, .5, .3 …, whose other values lie .1 below and above."""
    for tenth in (4, 3, 5, 3, 5, 3, 5, 3, 5):
        low, middle, high = (float(f"{whole}.{tenth + add}") for add in (-1, 0, 1))
        yield np.array([middle, *[low, high] * (size // 2)])


# whole part of the values, size of a group, digits that doubles keep of the data
SIMON_LESAGE = {
    f"SmLs0{place}": (whole, size, held)
    for place, (whole, held, size) in enumerate(
        (
            (whole, held, size)
            for whole, held in ((1, 15), (10**6, 10), (10**12, 4))
            for size in (21, 201, 2001)
        ),
        start=1,
    )
}


def certified(name):
    groups = [np.array([float(f"107.{n}") for n in one.split()]) for one in SILVER]
    silver, silicon = (
        mean_tests.one_way(summary(*groups)).statistic,
        mean_tests.one_way(summary(*SILICON)).statistic,
    )
    yield Compared(name, "SiRstv", asked("F", 12), silicon, 1.18046237440255)
    yield Compared(name, "AtmWtAg", asked("F", 10), silver, 15.9467335677930)
    for thing, (whole, size, held) in SIMON_LESAGE.items():
        f = mean_tests.one_way(
            summary(*simon_lesage(whole, size))
        ).statistic  # certified is the size of a group
        yield Compared(name, thing, asked("F", held), f, size)


ROOMS = (Room("Analysis of variance", "set", "NIST StRD", ("NIST",), certified, 11),)
