import numpy as np
import pytest

from crm_analytics.analyses.battery import OVERVIEW, battery, build, ids, summary
from crm_analytics.analyses.reliability import ReliabilityOptions
from crm_analytics.analyses.validity import ValidityOptions
from crm_analytics.report.columns import VOCABULARY
from crm_analytics.report.section import provenance
from crm_analytics.survey import questionnaire
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.view import View
from tests.conftest import survey_file
from tests.reference import expected

TWO = """
constructs:
  - {name: C, dimensions: [{name: A, items: [a1, a2, a3]}, {name: B, items: [b1, b2, b3]}]}
minimum_group: 1
"""


def people(n=120, seed=5, between=0.3):
    """Two things that go together a little, three items each."""
    random = np.random.default_rng(seed)
    shared = random.normal(size=(n, 1))
    columns = {}
    for scale in "ab":
        thing = between**0.5 * shared + (1 - between) ** 0.5 * random.normal(size=(n, 1))
        rows = np.clip(np.rint(3 + thing + random.normal(0, 0.7, (n, 3))), 1, 5).astype(int)
        columns |= {f"{scale}{place + 1}": rows[:, place].tolist() for place in range(3)}
    return columns


def made(id, columns, options=None, text=TWO):
    view = View.of(Responses.fit(questionnaire.read(text), survey_file(**columns)))
    return build(id, view, provenance(view, "0" * 64, text), options)


def tables(section):
    return {table.name: table.records() for table in section.tables}


def test_two_things_that_are_two_are_told_apart():
    section = made("validity", people())
    htmt = tables(section)["htmt"][0]["htmt"]
    assert section.finding == (
        f"Both scales can be told apart (HTMT = {htmt:.2f}). By the answers alone there are 2 "
        "factors; the questionnaire has 2 scales."
    )
    assert [chart.name for chart in section.charts] == ["htmt", "loadings"]
    assert section.caveats == ()
    assert section.method[-1] == "Unconnected answers were drawn 200 times with seed 1965."
    assert {(row["scale"], row["factor"]) for row in tables(section)["items"]} in (
        {("A", 1), ("B", 2)},
        {("A", 2), ("B", 1)},
    )


def test_one_thing_asked_as_two_is_not_told_apart():
    section = made("validity", people(between=1.0, n=400))
    (row,) = tables(section)["htmt"]
    assert row["verdict"] == "not told apart"
    assert section.finding == (
        f"The two scales cannot be told apart (HTMT = {row['htmt']:.2f}). By "
        "the answers alone there is 1 factor; the questionnaire has 2 scales."
    )
    (pair,) = tables(section)["fornell_larcker"]
    assert pair["verdict"] == "not told apart"


def test_an_item_asked_in_another_place_is_named():
    columns = people(n=400)
    columns["a3"], columns["b1"] = columns["b1"], columns["a3"]
    swapped = TWO.replace("[b1, b2, b3]", "[b1, b2, b3, b4]").replace("a3]", "a3, a4]")
    columns |= {"a4": people(400)["a2"], "b4": people(400)["b2"]}
    random = np.random.default_rng(7)
    for name in ("a4", "b4"):
        moved = np.array(columns[name]) + random.integers(-1, 2, 400)
        columns[name] = np.clip(moved, 1, 5).tolist()
    section = made("validity", columns, text=swapped)
    said = "a3 and b1 load most on another factor than the other items of the scale."
    assert said in section.caveats


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"a1": [3] * 120},
            "Everyone gave the same answer to a1; the factors leave it out.",
        ),
        (
            {"b3": people()["b1"]},
            "b1, b3 are copies or sums of one another, so the items cannot be factored. "
            "Leave one of them out of the questionnaire.",
        ),
    ],
)
def test_what_cannot_be_factored_is_said_and_the_rest_stands(change, said):
    section = made("validity", people() | change)
    assert said in section.caveats
    assert tables(section)["htmt"]


def test_too_few_people_for_factors_still_have_what_can_be_known():
    section = made("validity", {name: values[:6] for name, values in people().items()})
    said = "Fewer than 7 people answered all 6 items, too few to look for factors."
    assert said in section.caveats
    assert said in section.finding
    assert "sampling_adequacy" not in tables(section)


def test_nobody_who_answered_everything_is_said_once():
    columns = people(8)
    columns["a1"] = [None] * 6 + columns["a1"][6:]
    section = made("validity", columns, text=TWO.replace("group: 1", "group: 3"))
    assert section.finding == "Fewer than 3 people answered all of a1, a2, a3, b1, b2, b3."
    assert section.charts == ()


def test_as_many_factors_as_scales_and_right_angles_on_request():
    section = made("validity", people(), ValidityOptions(rotation="varimax", as_asked=True))
    assert "factor_correlations" not in tables(section)
    assert len(tables(section)["factors"]) == 2
    assert section.charts[1].note == "n = 120; varimax"


def test_the_overview_does_not_wait_for_factors():
    view = View.of(Responses.fit(questionnaire.read(TWO), survey_file(**people())))
    first, *_ = battery(view, provenance(view, "0" * 64, TWO), [OVERVIEW, *summary()])
    assert "validity" not in summary()
    assert "Validity" not in [row["name"] for row in tables_of(first)["findings"]]
    assert set(summary()) < set(ids())


def tables_of(section):
    return {table.name: table.records() for table in section.tables}


def test_the_scales_of_the_sample_have_what_r_gives(insurance):
    names = {
        "Trust": "TR", "Commitment": "CM", "Interaction": "IN", "Communication": "TE",
        "Quality of service": "QU", "Focus on major customers": "FO",
        "Organising customer relations": "OR", "Customer knowledge management": "KN",
        "Technology-based relations": "TC",
    }  # fmt: skip
    rows = {row["scale"]: row for row in insurance["reliability"]["scales"]}
    r = expected("insurance")
    for scale, key in names.items():
        theirs = r["reliability"][key]
        assert rows[scale]["lambda2"] == pytest.approx(theirs["lambda2"], rel=1e-9)
        assert rows[scale]["lambda6"] == pytest.approx(theirs["lambda6"], rel=1e-9)
        model = theirs["cfa_one_factor"]
        assert rows[scale]["omega"] == pytest.approx(model["omega_total_model_variance"], rel=1e-6)
        assert rows[scale]["cr"] == pytest.approx(model["composite_reliability_std"], rel=1e-6)
        assert rows[scale]["ave"] == pytest.approx(model["ave_std"], rel=1e-6)
    theirs = r["htmt"]["htmt"]
    for section in ("reliability", "validity"):
        for row in insurance[section]["htmt"]:
            a, b = (theirs["rows"].index(names[row[side]]) for side in ("scale_a", "scale_b"))
            assert row["htmt"] == pytest.approx(theirs["values"][a][b], rel=1e-9)


def test_bootstrap_intervals_are_there_when_they_are_asked_for():
    plain, drawn = (
        made("reliability", people(), ReliabilityOptions(bootstrap=n)) for n in (0, 100)
    )
    before, after = tables(plain)["scales"], tables(drawn)["scales"]
    assert "omega_low" not in before[0]
    for row, other in zip(after, before, strict=True):
        assert {key: row[key] for key in other} == other
        for measure in ("omega", "lambda2", "cr", "ave"):
            assert row[f"{measure}_low"] < row[measure] < row[f"{measure}_high"]
        assert row["alpha_bootstrap_low"] < row["alpha"] < row["alpha_bootstrap_high"]
    assert drawn.method[-1] == (
        "Bootstrap: percentile intervals (95%) of 100 resamples of people, seed 1979 (Efron 1979); "
        "empty where fewer than half of them gave a number."
    )


def test_a_waiting_person_hears_of_bootstrap_intervals():
    view = View.of(Responses.fit(questionnaire.read(TWO), survey_file(**people())))
    stamp, heard = provenance(view, "0" * 64, TWO), []
    build("reliability", view, stamp, ReliabilityOptions(bootstrap=80), tick=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1


def test_a_scale_without_omega_says_why():
    pair = "constructs: [{name: C, dimensions: [{name: A, items: [a1, a2]}]}]\nminimum_group: 1"
    section = made("reliability", people(), text=pair)
    (row,) = tables(section)["scales"]
    assert (row["omega"], row["cr"], row["ave"]) == (None, None, None)
    assert section.caveats == (
        "'A' has fewer than three items, which do not determine a factor: it has no ω, CR and AVE.",
    )


def test_every_column_has_a_heading():
    for section in (
        made("validity", people()),
        made("reliability", people(), ReliabilityOptions(bootstrap=40)),
    ):
        for table in section.tables:
            assert set(table.columns) <= set(VOCABULARY)
