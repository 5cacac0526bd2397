"""However few, alike or missing the answers are, a number is finite or it is not there."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_analytics.analyses import paths
from crm_analytics.analyses.battery import build
from crm_analytics.analyses.drivers.models import DriversOptions
from crm_analytics.analyses.paths import PathsOptions
from crm_analytics.report.section import provenance
from crm_analytics.statistics.resampling import Draws
from crm_analytics.survey.instrument import Construct, Demographic, Dimension, Instrument, Item
from crm_analytics.survey.privacy import Categories
from crm_analytics.survey.responses import LAST_MISSING
from crm_analytics.survey.view import View

ODD = ("as they are", "a copy of the outcome", "never varies", "twins", "gaps", "made of a driver")


def people(odd, seed, minimum):
    random = np.random.default_rng(seed)
    drivers, n = int(random.integers(1, 5)), int(random.integers(3, 25))
    names = [*(f"d{place}" for place in range(drivers)), "o"]
    dimensions = [Dimension(name, (Item(f"{name}1"), Item(f"{name}2"))) for name in names]
    instrument = Instrument(
        (
            Construct("D", tuple(dimensions[:-1]), "driver"),
            Construct("O", tuple(dimensions[-1:]), "outcome"),
        ),
        demographics=(Demographic("g"),),
        minimum_group=minimum,
    )
    answers = random.integers(1, 6, (n, 2 * len(names))).astype(np.int8)
    if odd == "a copy of the outcome":
        answers[:, 0] = answers[:, -1]
    elif odd == "never varies":
        answers[:, :2] = 3
    elif odd == "twins":
        answers[:, :2] = answers[:, -4:-2]
    elif odd == "gaps":
        answers[random.random(answers.shape) < 0.1] = LAST_MISSING
    elif odd == "made of a driver":
        answers[:, -2:] = answers[:, :2]
    columns = tuple(item.column for item in instrument.items)
    groups = Categories(("a", "b", "c"), random.integers(-1, 3, n).astype(np.int32))
    weights = random.choice([0.001, 1, 5], n) if seed % 2 else np.empty(0)
    return View(
        instrument,
        columns,
        np.asfortranarray(answers),
        n,
        demographics={"g": groups},
        weights=weights,
    )


@pytest.fixture(scope="module", autouse=True)
def few_draws():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "USUAL", Draws(20))
        yield


@pytest.mark.parametrize("odd", ODD)
@settings(deadline=None)
@given(
    seed=st.integers(0, 10_000),
    method=st.sampled_from(["enter", "backward", "forward", "stepwise"]),
    by=st.sampled_from(["", "g", "d0"]),
    minimum=st.sampled_from([1, 5]),
)
def test_numbers_are_finite_and_stand_for_enough_people(odd, seed, method, by, minimum):
    view = people(odd, seed, minimum)
    model = DriversOptions(method=method, robust=True, bootstrap=20)
    for id, options in (("drivers", model), ("paths", PathsOptions(moderator=by))):
        section = build(id, view, provenance(view, "", ""), options)
        assert section.finding.endswith((".", "?"))
        assert "nan" not in repr(section.charts)
        for table in section.tables:
            numbers = [v for row in table.rows for v in row if isinstance(v, float)]
            assert all(map(math.isfinite, numbers)), table.name
            if "n" in table.columns:
                assert all(n is None or n >= minimum for n in table.column("n"))
