"""What must not change a number: who stands where in the file, and how a scale is written."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_analytics.analyses import paths
from crm_analytics.analyses.battery import battery
from crm_analytics.analyses.inputs import item_moments, scores_of
from crm_analytics.report.section import provenance
from crm_analytics.statistics.correlation import of_scores
from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.regression import regression
from crm_analytics.statistics.reliability import reliability
from crm_analytics.statistics.resampling import Draws
from crm_analytics.survey.instrument import (
    LIKERT,
    Construct,
    Demographic,
    Dimension,
    Hypothesis,
    Instrument,
    Item,
    Scale,
)
from crm_analytics.survey.privacy import Categories
from crm_analytics.survey.responses import LAST_MISSING, Responses
from crm_analytics.survey.view import View
from tests.conftest import survey_file

SCALES, ITEMS = ("A", "B", "Y"), 3
# by the order of the file: neighbours, and people drawn by their place in it
OF_THE_FILE = {
    ("drivers", "fit"): {"durbin_watson"},
    ("drivers", "refitted_fit"): {"durbin_watson"},
    ("drivers", "diagnostics"): {"statistic"},
    ("drivers", "importance"): {
        f"{measure}_{end}" for measure in ("lmg", "relative_weight") for end in ("low", "high")
    },
    ("paths", "mediation"): {"low", "high"},
    ("priority", "dimensions"): {"rank_cv_low", "rank_cv_high", "rank_mean_low", "rank_mean_high"},
    ("priority", "constructs"): {"rank_cv_low", "rank_cv_high", "rank_mean_low", "rank_mean_high"},
}
# halves by the order of the items, and of two shares that are equal the one asked first
OF_THE_ITEMS = {
    ("relations", "polychoric"): {"row", "column"},  # a pair is named in asked order
    ("reliability", "split_half"): {
        "r",
        "alpha_a",
        "alpha_b",
        "spearman_brown",
        "spearman_brown_unequal",
        "guttman",
    },
}
# runs of one answer, and odd against even items: whose signs there are is by the order of the items
BY_ASKED_ORDER = {("quality", "signs"), ("quality", "without")}
# whatever the points of a scale are called
FREE_OF_UNITS = {
    "alpha",
    "alpha_low",
    "alpha_high",
    "omega",
    "ordinal_alpha",
    "lambda2",
    "lambda6",
    "cr",
    "ave",
    "r",
    "r_disattenuated",
    "p_holm",
    "p_bh",
    "beta",
    "f",
    "r2",
    "r2_adjusted",
    "tolerance",
    "vif",
    "htmt",
    "kmo",
    "loading",
    "effect",
    "cohens_d",
    "lmg",
    "relative_weight",
    "skewness",
    "kurtosis",
}
few = settings(max_examples=25)
whole = settings(max_examples=12)  # each makes every table twice


@pytest.fixture(scope="module", autouse=True)
def few_draws():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "USUAL", Draws(20))
        yield


def instrument(scale=LIKERT):
    dimensions = [
        Dimension(
            name,
            tuple(Item(f"{name}{n}") for n in range(ITEMS)),
            scale,
        )
        for name in SCALES
    ]
    return Instrument(
        (
            Construct("D", tuple(dimensions[:2]), "driver"),
            Construct("O", (dimensions[2],), "outcome"),
        ),
        scale=scale,
        demographics=(Demographic("g"),),
        hypotheses=(
            Hypothesis("H1", "correlation", "A", "B"),
            Hypothesis("H2", "effect", "A", "Y"),
            Hypothesis("H3", "difference", "A", "g"),
            Hypothesis("H4", "level", "A"),
        ),
        minimum_group=1,
    )


def drawn(seed, gaps=0.0, weighted=False):
    """Answers of people who have something in common, in three scales of three items."""
    random = np.random.default_rng(seed)
    n = int(random.integers(25, 50))
    level, own = random.normal(size=(n, 1)), np.repeat(random.normal(size=(n, 3)), ITEMS, axis=1)
    felt = 3 + 0.6 * level + 0.6 * own + 0.7 * random.normal(size=(n, 3 * ITEMS))
    answers = np.clip(np.rint(felt), 1, 5).astype(np.int8)
    answers[random.random(answers.shape) < gaps] = LAST_MISSING
    return View(
        instrument(),
        tuple(f"{name}{place}" for name in SCALES for place in range(ITEMS)),
        np.asfortranarray(answers),
        n,
        demographics={"g": Categories(("u", "v", "w"), random.integers(0, 3, n).astype(np.int32))},
        weights=random.choice([0.5, 1.0, 3.0], n) if weighted else np.empty(0),
    )


views = st.builds(drawn, st.integers(0, 10_000), st.sampled_from([0.0, 0.02]), st.booleans())
plain = st.builds(drawn, st.integers(0, 10_000))


def tables(view):
    made = battery(view, provenance(view, "", ""))
    return {(section.id, table.name): table for section in made for table in section.tables}


def agree(ours, theirs, only=None, apart=None, ordered=True):
    """The same tables, rows and numbers, but for some columns."""
    assert ours.keys() == theirs.keys()
    for place, table in ours.items():
        if place == ("overview", "findings"):
            continue  # sentences round: 27.5 may come out on either side
        keys = [
            key
            for key in table.columns
            if (only is None or key in only) and key not in (apart or {}).get(place, ())
            if key not in ("verdict", "level")  # words: a number may lie on their edge
        ]
        for key in keys:
            for a, b in zip(
                *(_column(t, key, ordered) for t in (table, theirs[place])), strict=True
            ):
                assert a == (pytest.approx(b, rel=1e-6, abs=1e-7) if isinstance(b, float) else b), (
                    place,
                    key,
                )


def _column(table, key, ordered):
    rows = table.records()
    if not ordered:
        rows = sorted(rows, key=lambda row: sorted(v for v in row.values() if isinstance(v, str)))
    return [row[key] for row in rows]


@whole
@given(views, st.randoms(use_true_random=False))
def test_the_order_of_people_changes_nothing(view, random):
    order = list(range(view.people))
    random.shuffle(order)
    groups = view.demographics["g"]
    shuffled = replace(
        view,
        answers=np.asfortranarray(view.answers[order]),
        weights=view.weights[order] if view.weighted else view.weights,
        demographics={"g": replace(groups, _codes=groups._codes[order])},
    )
    agree(tables(view), tables(shuffled), apart=OF_THE_FILE)


@whole
@given(views, st.permutations(range(ITEMS)))
def test_the_order_of_items_within_a_scale_changes_nothing_but_their_order(view, order):
    moved = [
        view.columns[start + place]
        for start in range(0, len(view.columns), ITEMS)
        for place in order
    ]
    constructs = tuple(
        replace(
            construct,
            dimensions=tuple(
                replace(of, items=tuple(of.items[place] for place in order))
                for of in construct.dimensions
            ),
        )
        for construct in view.instrument.constructs
    )
    other = replace(
        view,
        instrument=replace(view.instrument, constructs=constructs),
        columns=tuple(moved),
        answers=np.asfortranarray(view.answers[:, [view.columns.index(name) for name in moved]]),
    )
    before, after = (
        {place: table for place, table in tables(one).items() if place not in BY_ASKED_ORDER}
        for one in (view, other)
    )
    agree(before, after, apart=OF_THE_ITEMS, ordered=False)


def scored(view):
    scores = scores_of(view)
    return of_scores("pearson", scores), regression("Y", ["A", "B"], scores)


def alphas(view):
    moments = item_moments(view)
    return [
        reliability(of.name, moments(view.asked([of]))).alpha for of in view.instrument.dimensions
    ]


@few
@given(plain)
def test_an_item_turned_round_twice_is_as_it_was(view):
    """Asked the other way round, and answered the other way round."""
    turned = view.answers.copy(order="F")
    turned[:, 0] = 6 - turned[:, 0]
    constructs = view.instrument.constructs
    first = constructs[0].dimensions[0]
    again = replace(first, items=(replace(first.items[0], reversed=True), *first.items[1:]))
    instrument = replace(
        view.instrument,
        constructs=(
            replace(constructs[0], dimensions=(again, *constructs[0].dimensions[1:])),
            *constructs[1:],
        ),
    )
    keyed = Responses.fit(instrument, filed(view, turned))
    np.testing.assert_array_equal(View.of(keyed).answers, view.answers)


def filed(view, answers):
    columns = dict(zip(view.columns, answers.T.astype(int).tolist(), strict=True))
    groups = view.demographics["g"]
    return survey_file(**columns, g=[groups.names[code] for code in groups._codes])


@few
@given(plain, st.sampled_from(SCALES))
def test_a_whole_scale_turned_round_turns_the_signs_of_its_correlations_only(view, name):
    turned = view.answers.copy(order="F")
    own = [place for place, column in enumerate(view.columns) if column.startswith(name)]
    turned[:, own] = 6 - turned[:, own]
    other = replace(view, answers=turned)
    assert alphas(other) == pytest.approx(alphas(view), rel=1e-9)
    (r, model), (r_turned, model_turned) = scored(view), scored(other)
    for pair in r.pairs():
        sign = -1 if name in (pair.row, pair.column) else 1
        if {pair.row, pair.column}.isdisjoint({"D"}):
            assert r_turned.pair(pair.row, pair.column).r == pytest.approx(sign * pair.r, abs=1e-9)
    for ours, theirs in zip(model.drivers, model_turned.drivers, strict=True):
        sign = -1 if name in (ours.term, "Y") else 1
        assert (theirs.t, theirs.beta) == pytest.approx((sign * ours.t, sign * ours.beta), rel=1e-7)
    assert (model_turned.f, model_turned.r2) == pytest.approx((model.f, model.r2), rel=1e-7)


@whole
@given(plain, st.sampled_from([(1, -1), (2, -1), (3, 4)]))
def test_the_numbers_on_a_scale_change_no_coefficient_without_a_unit(view, line):
    slope, start = line
    scale = Scale(slope * 1 + start, slope * 5 + start)
    answers = np.asfortranarray(slope * view.answers + start).astype(np.int8)
    other = replace(view, instrument=instrument(scale), answers=answers)
    agree(tables(view), tables(other), only=FREE_OF_UNITS)
    ours, theirs = (scored(of)[1] for of in (view, other))
    assert theirs.f == pytest.approx(ours.f, rel=1e-9)
    assert [d.t for d in theirs.drivers] == pytest.approx([d.t for d in ours.drivers], rel=1e-9)


@few
@given(views, st.integers(5, 15))
def test_two_waves_added_equal_everyone_at_once(view, first):
    def of(people):
        weights = view.weights[people] if view.weighted else np.empty(0)
        return Moments.of(view.columns[:ITEMS], view.answers[people, :ITEMS], 1, weights)

    added = of(slice(first)) + of(slice(first, None))
    once = of(slice(None))
    assert (added.n, added.effective) == pytest.approx((once.n, once.effective))
    ours, theirs = (reliability("A", moments) for moments in (added, once))
    assert (ours.alpha, ours.alpha_low) == pytest.approx((theirs.alpha, theirs.alpha_low), rel=1e-9)
    for kind in ("mean", "sd", "correlation"):
        np.testing.assert_allclose(getattr(added, kind), getattr(once, kind), rtol=1e-9, atol=1e-12)


@whole
@given(plain, st.sampled_from([1e-3, 3.0]))
def test_equal_weights_change_nothing_whatever_they_are(view, weight):
    ones, others = (replace(view, weights=np.full(view.people, each)) for each in (1.0, weight))
    agree(tables(ones), tables(others))


@few
@given(plain, st.sampled_from([0.25, 3.0]))
def test_equal_weights_are_no_weights(view, weight):
    other = replace(view, weights=np.full(view.people, weight))
    assert alphas(other) == pytest.approx(alphas(view), rel=1e-9)
    model, weighted = (scored(of)[1] for of in (view, other))
    assert weighted.r2 == pytest.approx(model.r2, rel=1e-9)
    assert [t.b for t in weighted.drivers] == pytest.approx([t.b for t in model.drivers], rel=1e-9)
    assert weighted.n_effective == pytest.approx(view.people)
