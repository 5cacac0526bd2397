from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.analyses.quality import tellable
from crm_analytics.files.file import SurveyFile
from crm_analytics.survey.instrument import Construct, Dimension, Instrument, Item
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.view import View
from tests.analyses import looked
from tests.analyses.looked import table


def answers(n=200, seed=0):
    """Four scales of four items that people answer carefully, one item of each asked reversed."""
    rng = np.random.default_rng(seed)
    hard = np.tile(np.linspace(-1, 1, 4), 4)
    own = np.repeat(rng.normal(size=(n, 4)), 4, axis=1)
    return np.clip(np.round(3 + hard + own + 0.4 * rng.normal(size=(n, 16))), 1, 5)


def section(values, fewest=5, **kinds):
    names = [f"q{place}" for place in range(values.shape[1])]
    dimensions = [
        Dimension(f"D{start // 4}", tuple(Item(name, reversed=name in ("q3", "q7")) for name in names[start : start + 4]))
        for start in range(0, len(names), 4)
    ]  # fmt: skip
    drivers, outcome = (
        Construct("Drivers", tuple(dimensions[:-1]), "driver"),
        Construct("Outcome", (dimensions[-1],), "outcome"),
    )
    instrument = Instrument((drivers, outcome), minimum_group=fewest)
    columns = [pa.array(column, from_pandas=True) for column in values.T]
    file = SurveyFile("answers.csv", "0" * 64, pa.table(dict(zip(names, columns, strict=True))))
    return looked.section("quality", View.of(Responses.fit(instrument, file)))


def counted(found):
    return {row["name"]: row["n"] for row in table(found, "signs")}


def turned(values):
    """As people with reversed items see the scale: what they answer to q3 and q7."""
    asked = values.copy()
    asked[:, [3, 7]] = 6 - asked[:, [3, 7]]
    return asked


def test_each_kind_of_carelessness_is_found_under_its_name():
    values = turned(answers())
    values[:6] = 3  # the same answer throughout
    values[6:12, :9] = 2
    values[12:18] = turned(6 - answers())[12:18]
    values[18:24] = values[18]
    values[24:30, :9] = np.nan
    found = counted(section(values))
    assert found["The same answer throughout"] == 6
    assert found["A long row of one answer"] >= 12
    assert found["Against everybody else"] >= 6
    assert found["An exact copy"] == 6
    assert found["Many questions left out"] == 6
    assert found["Any of these signs"] >= 30


def test_the_finding_counts_people_and_names_the_commonest_sign():
    values = turned(answers())[:, :12]
    values[:20] = 4
    found = section(values)
    assert found.finding.endswith(
        "show a sign of careless answers, most often “A long row of one answer”."
    )
    assert found.caveats[0] == (
        "One sign alone is no proof: some people who answer with care show it, too."
    )


def test_what_would_change_is_the_number_of_the_others():
    values = turned(answers())
    values[:10] = 1
    found = section(values)
    scored = turned(values)
    row = next(
        row
        for row in table(found, "without")
        if (row["name"], row["scale"], row["kind"]) == ("The same answer throughout", "D0", "mean")
    )
    assert (row["n_from"], row["n_to"]) == (200, 190)
    assert row["with_them"] == pytest.approx(scored[:, :4].mean())
    assert row["without_them"] == pytest.approx(scored[10:, :4].mean())
    kinds = {(row["scale"], row["kind"]) for row in table(found, "without")}
    assert {("D3", "α"), ("Outcome", "R²")} <= kinds


def test_few_people_with_a_sign_are_not_counted():
    values = turned(answers())
    values[:3] = 3
    found = section(values)
    assert counted(found)["The same answer throughout"] is None
    assert "“The same answer throughout”" in found.caveats[1]
    assert found.caveats[1].endswith("so their number is not shown.")
    assert not [
        row for row in table(found, "without") if row["name"] == "The same answer throughout"
    ]
    own = section(values, fewest=1)
    assert counted(own)["The same answer throughout"] == 3


def test_two_scales_say_nothing_of_contradictions():
    few = section(turned(answers())[:, :8])
    assert few.caveats[-1] == (
        "There are fewer than 3 scales of two items or more, so even and odd items cannot be compared."
    )
    assert "Contradicts themselves" not in counted(few)


def test_nobody_with_a_sign_is_said():
    five = section(turned(answers())[:, :4])
    assert five.finding == "None of the 200 people shows a sign of careless answers."


def test_what_is_missing_is_counted_by_item_and_tested():
    values = turned(answers())
    values[:40, 0] = np.nan
    found = section(values)
    row = table(found, "missing")[0]
    assert (row["item"], row["n"], row["missing"], row["percent"]) == ("q0", 160, 40, 20.0)
    assert table(found, "missing_at_random")[0]["patterns"] == 2


flags = st.lists(st.lists(st.booleans(), min_size=24, max_size=24), min_size=1, max_size=5)


@given(flags, st.integers(2, 6))
def test_no_small_group_follows_from_what_is_shown(rows, fewest):
    """A reader who adds and subtracts the sums that are shown finds nobody in a small group."""
    named = {str(place): np.array(row) for place, row in enumerate(rows)}
    shown = tellable(named, fewest)
    sums = np.vstack([np.ones(24), *(named[name] for name in shown)])
    # every 0/1 combination with small whole weights, tried one by one
    weights = np.stack(np.meshgrid(*[[-2, -1, 0, 1, 2]] * len(sums)), -1).reshape(-1, len(sums))
    groups = weights @ sums
    sizes = groups.sum(axis=1)
    are_groups = np.isin(groups, (0, 1)).all(axis=1) & (sizes > 0)
    assert not (are_groups & (sizes < fewest)).any()


def test_a_group_that_is_a_difference_of_two_is_not_told():
    a = np.arange(40) < 20
    b = np.arange(40) < 18  # a without two people
    assert tellable({"a": a, "b": b}, 5) == ["a"]
    assert tellable({"a": a, "b": b}, 2) == ["a", "b"]
    assert tellable({"a": np.arange(40) < 3}, 5) == []


def test_weights_of_one_change_nothing():
    view = looked.everyone()
    plain = looked.section("quality")
    weighted = looked.section("quality", replace(view, weights=np.full(view.people, 2.0)))
    for one, two in zip(table(plain, "without"), table(weighted, "without"), strict=True):
        assert two["without_them"] == pytest.approx(one["without_them"])


def test_weights_count():
    heavy = looked.section("quality", looked.weighted())
    assert (
        table(heavy, "without")[0]["with_them"]
        != table(looked.section("quality"), "without")[0]["with_them"]
    )
