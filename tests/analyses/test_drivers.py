from dataclasses import replace

import numpy as np
import pytest

import crm_analytics.analyses.drivers.models as studied
from crm_analytics.report.chart import Bars, Dots, Heat, Map
from tests.analyses.looked import asked, everyone, section, table, weighted

DRIVERS = ["Trust", "Commitment", "Interaction", "Communication", "Quality of service"]
CRM = "Customer relationship management"


def test_the_page_has_a_picture_of_every_question():
    charts = section("drivers").charts
    assert [type(chart) for chart in charts] == [Dots, Heat, Dots, Map]
    assert charts[0].points[0].label == "Quality of service"


def test_every_outcome_dimension_meets_every_driver(insurance):
    effects = insurance["drivers"]["effects"]
    assert [row["driver"] for row in effects] == DRIVERS * 4
    assert len({row["outcome"] for row in effects}) == 4
    assert all(row["p_holm"] >= row["p"] for row in effects)
    rows = insurance["drivers"]["effects_fit"]
    assert [row["n"] for row in rows] == [282] * 4


def test_the_heat_map_shows_the_numbers_of_the_table():
    found = section("drivers")
    heat = found.charts[1]
    cells = {(r["outcome"], r["driver"]): r["beta"] for r in table(found, "effects")}
    for row, values in zip(heat.rows, heat.values, strict=True):
        assert values == tuple(cells[row, column] for column in heat.columns)


def test_shares_add_up_to_r2_and_performance_runs_from_0_to_100(insurance):
    rows, (fit,) = insurance["drivers"]["importance"], insurance["drivers"]["fit"]
    for share in ("lmg", "relative_weight"):
        assert sum(row[share] for row in rows) == pytest.approx(fit["r2"])
    trust = next(row for row in rows if row["driver"] == "Trust")
    assert trust["performance"] == pytest.approx((4.05 - 1) / 4 * 100, abs=0.1)
    model = {row["term"]: row["b"] for row in insurance["drivers"]["model"]}
    assert trust["total_effect"] == pytest.approx(model["Trust"])  # both scales are 1 to 5


def test_small_samples_have_intervals_unasked_and_the_seed_makes_them_the_same(insurance):
    rows = insurance["drivers"]["importance"]
    assert all(row["lmg_low"] < row["lmg"] < row["lmg_high"] for row in rows)
    assert table(section("drivers"), "importance") == rows


def test_without_intervals_shares_are_bars(monkeypatch):
    monkeypatch.setattr(studied, "QUICK_PEOPLE", 100)
    found = section("drivers")
    assert isinstance(found.charts[2], Bars)
    assert "lmg_low" not in table(found, "importance")[0]
    again = section("drivers", bootstrap=100)
    assert "100 resamples" in again.charts[2].note


@pytest.mark.parametrize("method", ["backward", "forward", "stepwise"])
def test_a_method_shows_the_model_it_keeps_with_a_warning(method):
    found = section("drivers", method=method)
    kept = [row["term"] for row in table(found, "model")][1:]
    steps = table(found, "steps")
    if method == "backward":  # Communication, p = .060, stays below .10
        assert (kept, steps) == (DRIVERS, [])
    else:
        assert kept == [name for name in DRIVERS if name != "Communication"]
        assert steps[0]["driver"] == "Quality of service"
        assert steps[-1]["r2"] == pytest.approx(table(found, "fit")[0]["r2"])
    assert found.caveats[0] == (
        f"The drivers of {CRM} were chosen by their p-values ({method}), so the p-values shown "
        "are too small and R² is too large. Choose the method enter for tests."
    )
    assert [row["driver"] for row in table(found, "importance")] == DRIVERS
    assert table(found, "equations")[0]["model"] == "selected"


def test_robust_errors_stand_beside_the_usual_ones_on_request():
    assert "se_hc3" not in table(section("drivers"), "model")[0]
    robust = table(section("drivers", robust=True), "model")
    assert all(0.5 < row["se_hc3"] / row["se"] < 2 for row in robust)


def test_with_weights_effective_people_are_printed_and_errors_are_not_judged():
    found = section("drivers", weighted(), robust=True)
    (fit,) = table(found, "fit")
    assert (fit["n"], fit["durbin_watson"]) == (282, None)
    assert 150 < fit["n_effective"] < 282
    assert list(fit)[1:3] == ["n", "n_effective"]
    assert "se_hc3" not in table(found, "model")[0]
    assert [row["check"] for row in table(found, "diagnostics")] == ["Condition index"]
    assert (
        "HC3 is not defined with case weights. The weighted standard errors are robust already."
        in found.caveats
    )


def test_every_check_is_read_for_a_person(insurance):
    read = {row["check"]: row["reading"] for row in insurance["drivers"]["diagnostics"]}
    assert read["Durbin–Watson"] == "errors of neighbours are independent"
    assert read["Jarque–Bera"] == "errors look normal"
    assert read["Breusch–Pagan (Koenker)"] == "errors spread evenly"


def test_a_method_that_keeps_nothing_says_so():
    view = everyone()
    turned = view.answers.copy(order="F")  # the outcome's answers are those of somebody else
    turned[:, 25:] = turned[np.random.default_rng(4).permutation(len(turned)), 25:]
    found = section("drivers", replace(view, answers=turned), method="forward")
    assert found.finding == (
        f"The method forward keeps no driver of {CRM}: none has a p-value that is small enough. "
        "Choose the method enter to see them all."
    )
    assert [t.name for t in found.tables] == ["effects", "effects_fit"]


def test_selection_goes_on_where_two_drivers_say_the_same_thing():
    view = everyone()
    twins = view.answers.copy(order="F")
    twins[:, 5:10] = twins[:, :5]  # Commitment is answered like Trust
    copied = replace(view, answers=twins)
    said = "Trust, Commitment say the same thing, so their effects cannot be told apart. "
    assert section("drivers", copied).finding == said + "Leave one of them out."
    found = section("drivers", copied, method="stepwise")
    assert table(found, "fit")[0]["r2"] > 0.7
    assert f"Importance for {CRM}: {said}Leave one of them out." in found.caveats


def test_long_work_can_be_watched_and_stopped():
    class EnoughError(Exception):
        pass

    def stop(share):
        raise EnoughError

    heard = []
    section("drivers", tick=heard.append, bootstrap=400)
    assert heard == sorted(heard)
    assert heard[-1] == 1
    with pytest.raises(EnoughError):
        section("drivers", tick=stop, bootstrap=400)


def test_a_questionnaire_without_roles_says_what_to_do():
    found = section("drivers", asked(lambda text: text.replace("    role: driver\n", "")))
    assert found.finding == (
        "No driver is chosen. On Questionnaire, give a construct the role driver."
    )
    assert not found.tables
