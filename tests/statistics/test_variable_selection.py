import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.variable_selection import P_IN, P_OUT, selection
from tests.statistics.model_cases import drawn, of

METHODS = ("backward", "forward", "stepwise")


def fit(cases, names):
    places = [cases.names.index(name) for name in names]
    x = sm.add_constant(cases.rows[:, places])
    return sm.OLS(cases.rows[:, -1], x).fit()


def p_values(cases, names):
    return dict(zip(names, fit(cases, names).pvalues[1:], strict=True))


def by_hand(cases, method):
    """The same rule over statsmodels: the drivers kept, and the steps."""
    drivers = cases.names[:-1]
    inside, steps = list(drivers) if method == "backward" else [], []
    while True:
        p = p_values(cases, inside) if inside and method != "forward" else {}
        worst = max(p, key=p.get, default=None)
        if worst and p[worst] > P_OUT:
            inside.remove(worst)
            steps.append((False, worst, p[worst], fit(cases, inside).rsquared if inside else 0))
            continue
        outside = [name for name in drivers if name not in inside]
        if method == "backward" or not outside:
            return set(inside), steps
        p = {name: p_values(cases, [*inside, name])[name] for name in outside}
        best = min(p, key=p.get)
        if p[best] >= P_IN:
            return set(inside), steps
        inside.append(best)
        steps.append((True, best, p[best], fit(cases, inside).rsquared))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(8))
def test_every_step_is_that_of_a_loop_over_statsmodels(method, seed):
    cases = drawn(n=60, b=(0.4, 0.2, 0.1, 0, -0.2), seed=seed)
    kept, steps = by_hand(cases, method)
    found = selection(cases, method)
    assert set(found.kept) == kept
    assert [(s.entered, s.driver) for s in found.steps] == [step[:2] for step in steps]
    assert [s.p for s in found.steps] == pytest.approx([step[2] for step in steps], rel=1e-7)
    assert [s.r2 for s in found.steps] == pytest.approx([step[3] for step in steps], abs=1e-12)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(METHODS))
def test_what_is_kept_obeys_both_thresholds(seed, method):
    cases = drawn(n=40, b=(0.4, 0.2, 0, -0.2), seed=seed)
    kept = list(selection(cases, method).kept)
    if kept and method != "forward":
        assert max(p_values(cases, kept).values()) <= P_OUT
    if method != "backward":
        for name in set(cases.names[:-1]) - set(kept):
            assert p_values(cases, [*kept, name])[name] >= P_IN


@settings(deadline=None)
@given(st.permutations(range(4)))
def test_the_order_of_drivers_changes_nothing(order):
    cases = drawn(n=60, b=(0.4, 0.2, 0.1, -0.2))
    turned = cases.select([*(cases.names[place] for place in order), "y"])
    for method in METHODS:
        assert set(selection(turned, method).kept) == set(selection(cases, method).kept)


def test_stepwise_removes_a_driver_that_later_ones_replace():
    # x0 is x1 + x2 with noise: it enters first, and has nothing to say once both are inside
    random = np.random.default_rng(8)
    parts = random.normal(size=(300, 2))
    x0 = parts.sum(axis=1) + 0.3 * random.normal(size=300)
    y = parts.sum(axis=1) + random.normal(size=300) * 0.3
    found = selection(of(np.column_stack([x0, parts]), y), "stepwise")
    assert [(s.entered, s.driver) for s in found.steps] == [
        (True, "x0"), (True, "x2"), (True, "x1"), (False, "x0")
    ]  # fmt: skip
    assert found.kept == ("x1", "x2")


def test_nothing_is_kept_where_nothing_helps():
    cases = drawn(n=60, b=(0, 0), seed=2)
    assert [selection(cases, method).kept for method in METHODS] == [()] * 3
    assert selection(cases, "backward").steps[-1].r2 == 0


def test_a_copy_of_a_driver_inside_is_passed_over():
    cases = drawn(b=(1, 0.5))
    copied = of(cases.rows[:, [0, 1, 0]], cases.rows[:, -1])
    assert selection(copied, "forward").kept == ("x0", "x1")


def test_backward_cannot_begin_with_drivers_that_say_the_same_thing():
    cases = drawn(b=(1, 0.5))
    with pytest.raises(NotEnoughData) as caught:
        selection(of(cases.rows[:, [0, 1, 0]], cases.rows[:, -1]), "backward")
    assert str(caught.value) == (
        "x0, x2 say the same thing, so their effects cannot be told apart. Leave one of them out."
    )


@pytest.mark.parametrize("method", METHODS)
def test_with_weights_the_linearised_p_values_decide(method):
    weights = np.random.default_rng(1).uniform(0.1, 4, 200)
    found = selection(drawn(b=(1, 0.5, 0), weights=weights), method)
    assert set(found.kept) == {"x0", "x1"}
