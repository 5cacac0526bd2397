import pytest

from crm_analytics.coding import meaning
from crm_analytics.coding.coefficients import Coefficient


def coefficient(value, key="cohen", corrected=True):
    return Coefficient(key, key, corrected, value, None, None, None, 10, 2)


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
    said = meaning(coefficient(value))
    assert (said.word, said.source) == (word, "Landis & Koch (1977)")
    assert said.caveat == (
        "Their bounds are arbitrary, as they say themselves, and values depend on how many codes "
        "there are and how evenly they are used."
    )


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
    said = meaning(coefficient(value, "alpha_nominal"))
    assert (said.word, said.source) == (word, "Krippendorff (2004)")
    assert said.caveat == (
        "What is needed depends on what a wrong conclusion costs; look at the low end too."
    )


def test_agreement_that_may_be_chance_and_no_value_have_no_word():
    assert meaning(coefficient(0.99, "agreement", corrected=False)) is None
    assert meaning(coefficient(None)) is None
