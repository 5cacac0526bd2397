from crm_analytics.statistics.least_squares import condition
from crm_analytics.statistics.regression import estimated
from crm_analytics.statistics.regression_diagnostics import checks
from tests.statistics.drivers.people import drawn


def test_every_check_of_a_model_is_told():
    cases = drawn()
    model = estimated(cases)
    found = {c.name: (c.statistic, c.df, c.p) for c in checks(model, cases)}
    errors = model.errors
    assert found == {
        "Durbin–Watson": (errors.durbin_watson, None, None),
        "Skewness of errors": (errors.skewness, None, None),
        "Excess kurtosis of errors": (errors.kurtosis, None, None),
        "Jarque–Bera": (errors.jarque_bera, 2, errors.jarque_bera_p),
        "Breusch–Pagan (Koenker)": (errors.breusch_pagan, 3, errors.breusch_pagan_p),
        "Largest Cook's distance": (errors.cook, None, None),
        "Condition index": (condition(cases.moments), None, None),
    }


def test_with_weights_only_the_drivers_are_checked():
    cases = drawn(weights=[1.0, 2.0] * 100)
    assert [c.name for c in checks(estimated(cases), cases)] == ["Condition index"]
