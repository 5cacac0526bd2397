from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from crm_analytics.analyses.hypotheses import Respondents, evidence, families, ledger
from crm_analytics.analyses.inputs import scores_of
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.regression import regression
from crm_analytics.survey.instrument import Construct, Dimension, Hypothesis, Instrument, Item
from crm_analytics.survey.privacy import Categories
from crm_analytics.survey.view import View

RNG = np.random.default_rng(5)
FIRST = RNG.integers(1, 6, 90)
SECOND = np.clip(FIRST + RNG.integers(-1, 2, 90), 1, 5)
NOISE = RNG.integers(1, 6, 90)
RESULT = np.clip(np.rint((FIRST + SECOND) / 2 + RNG.normal(0, 0.7, 90)), 1, 5)


def view(*claims, answers=(FIRST, SECOND, NOISE, RESULT)):
    def dimension(name):
        return Dimension(name, (Item(name.lower()),))

    instrument = Instrument(
        (
            Construct("Drivers", tuple(map(dimension, ("First", "Second", "Noise"))), "driver"),
            Construct("Outcome", (dimension("Result"),), "outcome"),
        ),
        hypotheses=claims,
        minimum_group=1,
    )
    columns = ("first", "second", "noise", "result")
    return View(instrument, columns, np.asfortranarray(np.column_stack(answers), np.int8), 90)


def found(claim, **other):
    of = view(**other)
    return evidence(claim, Respondents(of, scores_of(of)))


def lines(*claims, **other):
    of = view(*claims, **other)
    return {line.claim.id: line for line in ledger(of, scores_of(of))}


def test_a_correlation_is_pearsons():
    ours = found(Hypothesis("H1", "correlation", "First", "Result"))
    theirs = stats.pearsonr(FIRST, RESULT)
    ends = theirs.confidence_interval()
    assert (ours.test.effect, ours.test.p) == pytest.approx(
        (theirs.statistic, theirs.pvalue), rel=1e-9
    )
    assert (ours.test.low, ours.test.high) == pytest.approx((ends.low, ends.high), rel=1e-9)
    assert 2 * stats.t.sf(ours.test.statistic, ours.df[1]) == pytest.approx(ours.test.p)


def test_an_effect_of_a_dimension_is_its_coefficient_beside_the_others():
    ours = found(Hypothesis("H1", "effect", "Second", "Outcome"))
    of = view()
    model = regression("Outcome", ["First", "Second", "Noise"], scores_of(of))
    assert (ours.test.effect, ours.test.statistic, ours.test.p) == (
        model.terms[2].b,
        model.terms[2].t,
        model.terms[2].p,
    )
    assert ours.test.test == "Regression on 3 dimensions"


def test_an_effect_of_a_construct_is_the_model_of_its_dimensions():
    ours = found(Hypothesis("H1", "effect", "Drivers", "Outcome"))
    assert (ours.symbol, ours.df) == ("F", (3, 86))
    assert ours.test.low < ours.test.effect < ours.test.high
    for r2, share in ((ours.test.low, 0.975), (ours.test.high, 0.025)):
        noncentral = stats.ncf.cdf(ours.test.statistic, 3, 86, 90 * r2 / (1 - r2))
        assert noncentral == pytest.approx(share, rel=1e-6)


def test_a_level_is_the_mean_against_the_middle_of_the_scale():
    ours = found(Hypothesis("H1", "level", "Result", sign="+"))
    theirs = stats.ttest_1samp(RESULT, 3)
    assert (ours.test.statistic, ours.test.p) == pytest.approx((theirs.statistic, theirs.pvalue))


@pytest.mark.parametrize(
    ("ids", "parents"),
    [
        (["H1", "H1a", "H1b", "H2"], ["", "H1", "H1", ""]),
        (["H1", "H1.1", "H1.2", "H1-a", "H1_3"], ["", *["H1"] * 4]),
        (["H1", "H10", "H11"], ["", "", ""]),
        (["H1a", "H1b"], ["", ""]),  # there is no H1
        (["Price", "Pricea"], ["", "Price"]),
    ],
)
def test_parts_belong_to_the_claim_whose_id_they_carry_on(ids, parents):
    assert list(families(ids).values()) == parents


def test_holms_p_is_over_the_family():
    of = lines(
        Hypothesis("H1", "correlation", "First", "Result"),
        Hypothesis("H1a", "correlation", "Noise", "Result"),
        Hypothesis("H1b", "correlation", "Noise", "First"),
        Hypothesis("H2", "correlation", "Noise", "Second"),
    )
    parts = sorted((of["H1a"], of["H1b"]), key=lambda line: line.evidence.test.p)
    assert parts[0].p_holm == pytest.approx(min(1, 2 * parts[0].evidence.test.p))
    assert of["H1"].p_holm == pytest.approx(min(1, 2 * of["H1"].evidence.test.p))


def test_the_decision_asks_for_the_expected_sign():
    of = lines(
        Hypothesis("H1", "correlation", "First", "Result", "+"),
        Hypothesis("H2", "correlation", "First", "Second", "-"),
        Hypothesis("H3", "correlation", "First", "Noise"),
    )
    assert [line.decision for line in of.values()] == ["supported", "contradicted", "not supported"]


def test_a_claim_counts_its_supported_parts():
    of = lines(
        Hypothesis("H1", "effect", "Drivers", "Outcome"),
        Hypothesis("H1a", "effect", "First", "Outcome", "+"),
        Hypothesis("H1b", "effect", "Noise", "Outcome", "+"),
    )
    supported = sum(of[id].decision == "supported" for id in ("H1a", "H1b"))
    assert (of["H1"].parts, of["H1"].supported) == (2, supported)
    assert supported == 1


def test_what_never_varies_is_not_tested_and_takes_no_share_of_the_family():
    same = np.full(90, 4)
    of = lines(
        Hypothesis("H1", "correlation", "First", "Result"),
        Hypothesis("H2", "correlation", "Noise", "Result"),
        answers=(FIRST, SECOND, same, RESULT),
    )
    assert of["H2"].decision == "untested"
    assert of["H2"].evidence == Unavailable(
        "H2", "Everyone has the same score on Noise, so nothing goes with it."
    )
    assert of["H1"].p_holm == of["H1"].evidence.test.p


def test_a_difference_is_tested_as_groups_are():
    of = view(Hypothesis("H1", "difference", "Result", "team"))
    names, codes = ("a", "b"), (FIRST > 3).astype(np.int32)
    of = replace(of, demographics={"team": Categories(names, codes)})
    (line,) = ledger(of, scores_of(of))
    theirs = stats.ttest_ind(RESULT[codes == 0], RESULT[codes == 1], equal_var=False)
    ours = line.evidence
    assert ours.test.test == "Welch's t"
    assert (ours.test.statistic, ours.df[1], ours.test.p) == pytest.approx(
        (theirs.statistic, theirs.df, theirs.pvalue), rel=1e-9
    )
    assert ours.test.effect_name == "Hedges' g"
    assert ours.test.low < ours.test.effect < ours.test.high < 0
    assert line.decision == "supported"


def test_a_difference_between_one_group_says_why_it_is_not_tested():
    of = view(Hypothesis("H1", "difference", "Result", "team"))
    of = replace(of, demographics={"team": Categories(("a",), np.zeros(90, np.int32))})
    (line,) = ledger(of, scores_of(of))
    assert line.evidence.reason == (
        "Result by team: Fewer than two groups are large enough to be compared."
    )


def test_a_construct_of_one_dimension_is_tested_as_its_dimension():
    one = found(Hypothesis("H1", "effect", "Outcome", "First"))
    assert (one.test.test, one.symbol) == ("Regression on it alone", "t")


def test_a_claim_without_parts_counts_none():
    (line,) = lines(Hypothesis("H1", "correlation", "First", "Result")).values()
    assert (line.parts, line.supported) == (0, 0)


def test_a_difference_points_nowhere():
    of = view()
    groups = Categories(("a", "b"), (FIRST > 3).astype(np.int32))
    of = replace(of, demographics={"team": groups})
    claim = Hypothesis("H1", "difference", "Result", "team")
    assert evidence(claim, Respondents(of, scores_of(of))).direction == 0


def test_a_difference_of_few_people_without_ties_says_that_its_p_is_exact():
    answers = np.full((4, 90), 3)
    answers[3, :7] = [1, 2, 90, 91, 92, 93, 94]  # three people against four, far from normal
    teams = np.full(90, -1, np.int32)
    teams[:7] = [0, 0, 0, 1, 1, 1, 1]
    of = replace(view(answers=answers), demographics={"team": Categories(("a", "b"), teams)})
    claim = Hypothesis("H1", "difference", "Result", "team")
    one = evidence(claim, Respondents(of, scores_of(of)))
    assert (one.test.test, one.symbol, one.test.statistic) == ("Mann–Whitney U, exact p", "U", 0)
    assert one.test.p == pytest.approx(
        2 / 35
    )  # the two most uneven of 35 ways to choose three ranks
