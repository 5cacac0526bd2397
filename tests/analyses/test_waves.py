from dataclasses import replace
from functools import cache, reduce

import numpy as np
import pyarrow.compute as pc
import pytest
from scipy import stats

from crm_analytics.analyses import waves as over_waves
from crm_analytics.analyses.battery import battery, build, ids, summary, usual
from crm_analytics.analyses.inputs import scores_of
from crm_analytics.analyses.registry import Context
from crm_analytics.analyses.waves import panel
from crm_analytics.analyses.waves import scores as wave_scores
from crm_analytics.analyses.waves.changes import WavesOptions
from crm_analytics.errors import NotEnoughData
from crm_analytics.report.section import provenance
from crm_analytics.statistics.bayes_factor import of_t
from crm_analytics.statistics.repeated_measures import repeated
from crm_analytics.survey import questionnaire
from crm_analytics.survey.over_time import over_time
from crm_analytics.survey.privacy import NOT_SAID
from crm_analytics.survey.responses import FIRST_MISSING, Responses
from crm_analytics.survey.samples import sample
from crm_analytics.survey.waves.entry import as_asked

CONTRACT = (
    "name", "from", "to", "n_from", "n_to", "mean_from", "mean_to", "difference", "low", "high",
    "p", "p_holm", "effect", "linked",
)  # fmt: skip


@cache
def answered(text=None):
    known = sample("sample-waves")
    study = questionnaire.read(text or known.questionnaire)
    files = known.files().items()
    return study, {name: Responses.fit(*as_asked(study, name, file)) for name, file in files}


def waves(filters=(), text=None):
    return over_time(*answered(text), filters)


def one_wave():
    known = sample("sample-insurance")
    study = questionnaire.read(known.questionnaire)
    return over_time(study, {"2023": Responses.fit(study, known.files()[""])})


def section(shown=None, **choices):
    shown = waves() if shown is None else shown
    view = next(wave.view for wave in reversed(shown) if wave.view)
    return build("waves", view, provenance(view, "", ""), WavesOptions(**choices), waves=shown)


def rows(made, table, **wanted):
    (found,) = (t for t in made.tables if t.name == table)
    return [r for r in found.records() if all(r[key] == value for key, value in wanted.items())]


def scores(wave, name):
    return scores_of(next(w.view for w in waves() if w.name == wave)).column(name)


def test_the_scores_of_a_wave_are_made_once(monkeypatch):
    made, of = [], scores_of

    def counted(view):
        made.append(view.wave)
        return of(view)

    shown = waves()
    view = shown[-1].view
    given = Context(view, of(view), provenance(view, "", ""), WavesOptions(), None, None, shown)
    monkeypatch.setattr(wave_scores, "scores_of", counted)
    assert "leavers" in {table.name for table in over_waves.section(given).tables}
    assert made == ["2023", "2024", "2025"]


def test_different_people_are_compared_as_scipy_does():
    made = section(linking="independent")
    for name in ("Trust", "Quality of service", "Interactive marketing"):
        (row,) = rows(made, "changes", name=name, **{"from": "2023", "to": "2024"})
        then, now = scores("2023", name), scores("2024", name)
        found = stats.ttest_ind(now, then, equal_var=False)
        assert (row["t"], row["p"]) == pytest.approx((found.statistic, found.pvalue), rel=1e-9)
        assert (row["low"], row["high"]) == pytest.approx(found.confidence_interval(), rel=1e-9)
        assert row["difference"] == pytest.approx(now.mean() - then.mean(), rel=1e-9)
        assert (row["n_from"], row["n_to"], row["linked"]) == (282, 301, False)


def test_the_same_people_are_compared_as_scipy_does():
    made = section()
    (row,) = rows(made, "changes", name="Trust", **{"from": "2024", "to": "2025"})
    then, now = (next(w.view for w in waves() if w.name == name) for name in ("2024", "2025"))
    places = pc.index_in(now.ids, then.ids).to_pylist()
    pairs = [(at, place) for place, at in enumerate(places) if at is not None]
    before = scores("2024", "Trust")[[a for a, _ in pairs]]
    after = scores("2025", "Trust")[[b for _, b in pairs]]
    found = stats.ttest_rel(after, before)
    assert (row["t"], row["p"]) == pytest.approx((found.statistic, found.pvalue), rel=1e-9)
    assert (row["low"], row["high"]) == pytest.approx(found.confidence_interval(), rel=1e-9)
    moved = after - before
    assert row["effect"] == pytest.approx(moved.mean() / moved.std(ddof=1), rel=1e-9)
    assert (row["n_from"], row["linked"]) == (len(pairs), True)


def test_changes_have_the_columns_programs_rely_on():
    (table,) = (t for t in section().tables if t.name == "changes")
    assert set(CONTRACT) <= set(table.columns)


def test_a_wave_known_from_print_joins_the_trend_and_the_test():
    made = section(linking="independent")
    (row,) = rows(made, "means", name="Trust", wave="2021")
    assert (row["n"], row["mean"], row["sd"]) == (246, 3.94, pytest.approx(0.61, rel=1e-12))
    (change,) = rows(made, "changes", name="Trust", **{"from": "2021", "to": "2023"})
    now = scores("2023", "Trust")
    found = stats.ttest_ind_from_stats(
        now.mean(), now.std(ddof=1), len(now), 3.94, 0.61, 246, equal_var=False
    )
    assert (change["t"], change["p"]) == pytest.approx((found.statistic, found.pvalue), rel=1e-9)


def test_the_finding_says_what_rose_and_what_fell():
    assert section().finding == (
        "From 2024 to 2025 Trust rose (+0.11, p = .002) and Quality of service fell (−0.12, "
        "p = .006); the other 9 stayed within what chance does."
    )
    assert section(linking="independent").finding == (
        "From 2024 to 2025 nothing changed beyond chance: of 11 scores none holds up."
    )


def test_the_reader_chooses_the_change_looked_at():
    made = section(change="2023 → 2024")
    assert made.finding.startswith("From 2023 to 2024 ")
    assert made.charts[0].title == "What changed from 2023 to 2024"
    (table,) = (t for t in made.tables if t.name == "changes")
    assert table.records()[0]["from"] == "2023"


def test_who_was_compared_is_always_said():
    assert section().caveats[0] == (
        "2024 and 2025 are compared among the same people: the id finds 192 people of 301 and 296 "
        "in both. Those who left or joined are not in it."
    )
    assert section(linking="independent").caveats[0] == (
        "2024 and 2025 are compared as if all people were different, although the id finds 192 "
        "people of 301 and 296 in both; changes are surer than shown."
    )
    known = sample("sample-waves").questionnaire.replace("\nid: id\n", "\n")
    without = section(waves(text=known))
    assert without.caveats[0].startswith(
        "2024 and 2025 are compared as different people: without ids in both, nobody can be known"
    )
    assert not [t for t in without.tables if t.name == "turnover"]


def test_mix_and_real_add_up_to_the_difference_of_everyone():
    made = section()
    for row in rows(made, "mix"):
        if row["difference"] is not None:
            assert row["mix"] + row["real"] == pytest.approx(row["difference"], abs=1e-12)
    trust = scores("2025", "Trust").mean() - scores("2024", "Trust").mean()
    (row,) = rows(made, "mix", name="Trust", demographic="gender")
    assert row["difference"] == pytest.approx(trust, rel=1e-9)


def test_who_left_and_who_joined_are_counted():
    then, now = (next(w.view.ids for w in waves() if w.name == name) for name in ("2024", "2025"))
    both = len(set(then.to_pylist()) & set(now.to_pylist()))
    (row,) = rows(section(), "turnover", **{"from": "2024"})
    assert (row["stayed"], row["left"], row["joined"]) == (both, len(then) - both, len(now) - both)


def test_an_item_that_a_wave_did_not_ask_is_compared_nowhere():
    made = section()
    assert "TC5 was not asked in 2025, so it is not compared." in made.caveats
    assert not rows(made, "item_changes", name="TC5")
    (row,) = rows(made, "reliability", scale="Technology-based relations", wave="2023")
    assert row["items"] == 4


def test_a_group_that_may_not_be_shown_has_no_number_in_any_wave():
    made = section(demographic="level")
    hidden = rows(made, "groups", category="director general")
    assert hidden
    for row in hidden:
        assert (row["n"], row["mean"], row["sd"]) == (None, None, None)
        assert row["note"].startswith(f"'{row['name']}' of 'director general' in {row['wave']} is")
    (heat,) = (chart for chart in made.charts if chart.name == "groups")
    shown = [
        value
        for line in heat.values
        for value, column in zip(line, heat.columns, strict=True)
        if column.startswith("director general")
    ]
    assert shown
    assert set(shown) == {None}


def test_one_wave_says_what_to_do():
    made = section(one_wave())
    assert made.finding == "There is one wave. Add another on Data to see what changed."
    assert made.tables == made.charts == ()


def test_a_filter_that_leaves_one_wave_says_why():
    made = section(waves([("level", ["unit administrator"])]))
    assert made.finding == (
        "There are no two waves to compare. 2021 is known from print, of everyone: no filter fits "
        "it."
    )


def test_changes_are_told_where_there_are_waves():
    one = one_wave()
    assert "waves" not in usual(one)
    assert "waves" not in summary(one)
    assert usual(waves()) == ids()
    view = one[0].view
    made = battery(view, provenance(view, "", ""), waves=one)
    assert [s.id for s in made] == list(usual(one))


def test_the_stamp_counts_everyone_of_all_waves():
    stamp = section().provenance
    assert (stamp.people, stamp.rows, stamp.waves) == (879, 879, ("2021", "2023", "2024", "2025"))


def test_numbers_do_not_depend_on_the_wave_looked_at():
    shown = waves()
    first, last = shown[1].view, shown[-1].view
    one = build("waves", first, provenance(first, "", ""), waves=shown)
    two = build("waves", last, provenance(last, "", ""), waves=shown)
    assert rows(one, "changes") == rows(two, "changes")
    assert one.finding == two.finding


def test_weights_reach_every_wave():
    heavy = [
        wave if wave.view is None else _weigh(wave, seed) for seed, wave in enumerate(waves(), 1)
    ]
    made = section(tuple(heavy), linking="independent")
    (table,) = (t for t in made.tables if t.name == "changes")
    place = table.columns.index("n_from")
    assert table.columns[place : place + 4] == (
        "n_from",
        "n_effective_from",
        "n_to",
        "n_effective_to",
    )
    (row,) = rows(made, "changes", name="Trust", **{"from": "2023", "to": "2024"})
    view = heavy[2].view
    mean = np.average(scores_of(view).column("Trust"), weights=view.weights)
    assert row["mean_to"] == pytest.approx(mean, rel=1e-12)
    assert row["n_effective_to"] < row["n_to"]


def _weigh(wave, seed):
    from dataclasses import replace

    uneven = np.random.default_rng(seed).uniform(0.3, 3, wave.view.people)
    return replace(wave, view=replace(wave.view, weights=uneven))


def test_the_same_people_over_all_waves_are_tested_as_pingouin_does():
    made = section()
    found = rows(made, "repeated")
    assert {row["test"] for row in found} == {"repeated", "friedman", "group x wave"}
    (row,) = rows(made, "repeated", variable="Trust", test="repeated")
    by_id = [
        dict(zip(w.view.ids.to_pylist(), scores(w.name, "Trust"), strict=True))
        for w in waves()
        if w.view
    ]
    same = [i for i in by_id[0] if all(not np.isnan(w.get(i, np.nan)) for w in by_id)]
    theirs = repeated(np.array([[w[i] for w in by_id] for i in same]))
    assert row["n"] == len(same)
    for key in ("f", "df1", "df2", "p", "epsilon", "p_gg", "eta2_generalised"):
        assert row[key] == pytest.approx(getattr(theirs, key), rel=1e-9)
    (ranked,) = rows(made, "repeated", variable="Trust", test="friedman")
    assert (ranked["df1"], ranked["df2"], ranked["p_gg"]) == (2, None, None)


def test_groups_over_waves_are_those_of_the_demographic_looked_at():
    (by_gender,) = rows(
        section(demographic="gender"), "repeated", variable="Trust", test="group x wave"
    )
    (by_age,) = rows(section(demographic="age"), "repeated", variable="Trust", test="group x wave")
    assert (by_gender["df1"], by_gender["n"]) == (2, rows(section(), "repeated")[0]["n"])
    assert by_age["df1"] > 2


def test_repeated_measures_are_of_linked_people_only_and_need_every_number():
    assert not any(table.name == "repeated" for table in section(linking="independent").tables)
    view = waves()[-1].view
    few = build("waves", view, provenance(view, "", ""), every_number=False, waves=waves())
    assert not any(table.name == "repeated" for table in few.tables)


def test_bayes_factors_stand_beside_changes_when_they_are_asked_for():
    plain, asked = section(), section(bayes=True)
    assert "bf10" not in rows(plain, "changes")[0]
    for row in rows(asked, "changes"):
        if row["linked"]:
            assert row["bf10"] == of_t(row["t"], row["n_to"])
        assert row["bf10"] > 0
        assert row["evidence"].endswith("for an effect" if row["bf10"] >= 1 else "for none")
    different = rows(
        section(bayes=True, linking="independent"),
        "changes",
        name="Trust",
        **{"from": "2023", "to": "2024"},
    )
    before, after = (scores(year, "Trust") for year in ("2023", "2024"))
    t = stats.ttest_ind(after[~np.isnan(after)], before[~np.isnan(before)]).statistic
    sizes = different[0]["n_from"], different[0]["n_to"]
    assert different[0]["bf10"] == pytest.approx(of_t(t, *sizes), rel=1e-9)
    assert "Bayes" not in " ".join(plain.method)
    assert "Jeffreys (1961)" in asked.method[-1]


def test_a_score_keeps_its_tests_where_only_its_groups_cannot_be_compared(monkeypatch):
    def refused(scores, groups):
        raise NotEnoughData("Everyone moved alike, so chance cannot be judged.")

    whole = rows(section(), "repeated")
    monkeypatch.setattr(panel, "group_by_wave", refused)
    made = section()
    left = [row for row in whole if row["test"] != "group x wave"]
    assert rows(made, "repeated") == left
    said = "Trust by gender over all waves: Everyone moved alike, so chance cannot be judged."
    assert said in made.caveats


def test_few_who_did_not_say_stay_hidden_where_many_have_no_score():
    """Who has no score is not in the test, and hides nobody who is."""
    shown = [wave for wave in waves() if wave.view]
    view = shown[-1].view
    ids = [wave.view.ids.to_numpy(zero_copy_only=False) for wave in shown]
    linked = np.flatnonzero(np.isin(ids[-1], reduce(np.intersect1d, ids)))
    few, many = linked[:2], linked[2:9]
    answers, gender = view.answers.copy(), view.demographics["gender"]
    answers[many] = FIRST_MISSING
    codes = gender._codes.copy()
    codes[[*few, *many]] = NOT_SAID
    demographics = {**view.demographics, "gender": replace(gender, _codes=codes)}
    shown[-1] = replace(shown[-1], view=replace(view, answers=answers, demographics=demographics))
    tests = rows(section(tuple(shown), demographic="gender"), "repeated", variable="Trust")
    assert [(row["test"], row["n"]) for row in tests] == [
        ("repeated", len(linked) - 7),
        ("friedman", len(linked) - 7),
    ]
