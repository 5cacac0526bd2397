"""Every number beside R's, to 1e-9 relative; ptukey and its search for quantiles are less exact."""

import numpy as np
import pytest

from crm_analytics.analysis.groups import many, posthoc, two
from crm_analytics.analysis.groups.counts import Coded, Counts
from crm_analytics.analysis.groups.crosstab import association
from crm_analytics.analysis.groups.ranks import Ranks
from crm_analytics.analysis.groups.summary import Summary
from crm_analytics.analysis.scores import Scores
from crm_analytics.survey.breakdown import breakdown
from crm_analytics.survey.responses import LAST_MISSING
from tests.reference import NAMES, expected, view

TWO = [name for name in NAMES if "group_two" in expected(name)]
MANY = [name for name in NAMES if "group_multi" in expected(name)]
CROSSED = [name for name in NAMES if "chi_square" in expected(name)]


def close(value, rel=1e-9):
    return pytest.approx(value, rel=rel, abs=1e-12)


def compared(name, kind):
    """Counts of every score R has compared, beside what R says."""
    theirs = expected(name)[kind]
    study = view(name, demographics=True)
    groups, scores = breakdown(study, theirs["variable"]), Scores.of(study)
    every = [(Coded.of(scores, d), r) for d, r in theirs["dimensions"].items()]
    if "overall" in theirs:
        every.append((overall(study), theirs["overall"]))
    for coded, r in every:
        counts = Counts.of(groups.names, groups.codes, coded)
        yield counts.only([counts.names.index(level) for level in r["levels"]]), r


def overall(study):
    """The mean of everyone's answers to all items, after reverse-scoring."""
    answers = np.where(study.answers <= LAST_MISSING, np.nan, study.answers.astype(float))
    values, places = np.unique(answers.mean(axis=1), return_inverse=True)
    places = np.where(np.isnan(values[places]), np.sum(~np.isnan(values)), places)
    return Coded(values[~np.isnan(values)], places, np.empty(0))


@pytest.mark.parametrize(
    ("name", "kind"), [(n, "group_two") for n in TWO] + [(n, "group_multi") for n in MANY]
)
def test_groups_and_their_spread(name, kind):
    for counts, r in compared(name, kind):
        groups = Summary.of(counts)
        assert groups.n.tolist() == r["n"]
        assert groups.mean.tolist() == close(r["mean"])
        assert np.sqrt(groups.variance).tolist() == close(r["sd"])
        for centre in ("mean", "median"):
            ours, theirs = many.levene(counts, centre), r[f"levene_{centre}"]
            assert [ours.f, ours.df1, ours.df2, ours.p] == close(
                [theirs[k] for k in ("F", "df1", "df2", "p")]
            )


@pytest.mark.parametrize("name", TWO)
def test_differences_of_two_means(name):
    keys = ("t", "df", "p", "mean_diff", "se_diff", "ci95_lo", "ci95_hi")
    for counts, r in compared(name, "group_two"):
        groups = Summary.of(counts)
        for test, theirs in ((two.welch, "welch_t"), (two.student, "student_t")):
            d = test(groups)
            ours = [d.t, d.df, d.p, d.difference, d.se, d.low, d.high]
            assert ours == close([r[theirs][key] for key in keys])
        size = two.hedges(groups)
        assert size.d == close(r["cohen_d_pooled"])
        assert size.g == close(r["hedges_g_exact_gamma"])
        # R searches for the interval of d until the probability is within 1e-7
        unbiased = size.g / size.d
        ends = [size.low / unbiased, size.high / unbiased]
        assert ends == pytest.approx(r["cohen_d_ci95"], rel=1e-4, abs=1e-5)
        assert many.explained(groups).eta2 == close(r["eta_squared"])


@pytest.mark.parametrize("name", TWO)
def test_ranks_of_two_groups(name):
    for counts, r in compared(name, "group_two"):
        ranks, theirs = Ranks.of(counts), r["mann_whitney"]
        ours = two.mann_whitney(ranks)
        assert ranks.means.tolist() == close(theirs["mean_rank"])
        assert ours.u == close(theirs["U_min"])
        assert ours.z == close(theirs["z_no_continuity"])
        assert ours.p == close(theirs["p_no_continuity"])
        assert ours.rank_biserial == close(theirs["rank_biserial"])


@pytest.mark.parametrize("name", MANY)
def test_variances_of_many_means(name):
    tests = (
        (many.one_way, "anova"),
        (many.welch, "welch_anova"),
        (many.brown_forsythe, "brown_forsythe_F"),
    )
    for counts, r in compared(name, "group_multi"):
        groups = Summary.of(counts)
        for test, key in tests:
            ours = test(groups)
            assert [ours.f, ours.df1, ours.df2, ours.p] == close(
                [r[key][k] for k in ("F", "df1", "df2", "p")]
            )
        part = many.explained(groups)
        assert [part.eta2, part.omega2] == close([r["eta_squared"], r["omega_squared"]])


@pytest.mark.parametrize("name", MANY)
def test_ranks_of_many_groups(name):
    for counts, r in compared(name, "group_multi"):
        ranks, theirs = Ranks.of(counts), r["kruskal_wallis"]
        ours = many.kruskal_wallis(ranks)
        assert ranks.means.tolist() == close(r["mean_rank"])
        assert [ours.h, ours.df, ours.p] == close([theirs[key] for key in ("H", "df", "p")])
        assert ours.epsilon2 == close(theirs["epsilon_squared"])


@pytest.mark.parametrize("name", [n for n in MANY if "dunn" in str(expected(n)["group_multi"])])
def test_pairs_of_groups(name):
    for counts, r in compared(name, "group_multi"):
        groups = Summary.of(counts)
        tukey, games_howell = r["tukey_hsd"], r["games_howell"]
        for ours, theirs in (
            *zip(posthoc.tukey(groups), tukey, strict=True),
            *zip(posthoc.games_howell(groups), games_howell, strict=True),
        ):
            p = theirs["p_adj"] if "p_adj" in theirs else theirs["p"]
            assert (ours.a, ours.b) == (theirs["group1"], theirs["group2"])
            assert -ours.difference == close(theirs["diff_g2_minus_g1"])
            assert ours.p_adjusted == pytest.approx(p, abs=1e-8)
            ends = pytest.approx([theirs["ci_lo"], theirs["ci_hi"]], rel=1e-5, abs=1e-6)
            assert [-ours.high, -ours.low] == ends
        for ours, theirs in zip(posthoc.dunn(groups, Ranks.of(counts)), r["dunn"], strict=True):
            assert -ours.statistic == close(theirs["z"])
            assert ours.p_adjusted == close(theirs["p_holm"])


@pytest.mark.parametrize("name", CROSSED)
def test_demographics_with_one_another(name):
    r = expected(name)["chi_square"]
    ours = association(np.array(r["table"]["values"]))
    theirs = [r[key] for key in ("n", "chi2", "df", "p", "min_expected", "phi")]
    assert [ours.n, ours.statistic, ours.df1, ours.p, ours.smallest_expected, ours.phi] == close(
        theirs
    )
    assert [ours.v, ours.v_unbiased] == close([r["cramers_v"], r["cramers_v_bias_corrected"]])
