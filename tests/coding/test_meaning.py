import pytest

from crm_analytics.coding import meaning
from crm_analytics.coding.coefficients import AGREEMENT, COHEN, NOMINAL, Coefficient


def coefficient(value, kind=COHEN):
    return Coefficient(kind, value, None, None, None, frozenset(), 10, 2)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (1.0, "almost perfect"),
        (0.801, "almost perfect"),
        (0.8, "substantial"),
        (0.6, "moderate"),
        (0.4, "fair"),
        (0.2, "slight"),
        (0.0, "slight"),
        (-0.01, "poor"),
    ],
)
def test_kappa_has_the_words_of_landis_and_koch(value, word):
    assert meaning(coefficient(value)) == (word, "Landis & Koch (1977)")


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (0.8, "reliable"),
        (0.799, "good enough for tentative conclusions"),
        (0.667, "good enough for tentative conclusions"),
        (0.666, "not reliable"),
    ],
)
def test_alpha_has_the_words_of_krippendorff(value, word):
    assert meaning(coefficient(value, NOMINAL)) == (word, "Krippendorff (2004)")


def test_agreement_that_may_be_chance_and_no_value_have_no_word():
    assert meaning(coefficient(0.99, AGREEMENT)) is None
    assert meaning(coefficient(None)) is None
