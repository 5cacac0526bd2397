import numpy as np
import pytest

from crm_analytics.ism import interpret
from crm_analytics.ism.aggregation import (
    by_vote,
)
from crm_analytics.ism.judgements import Panel
from crm_analytics.ism.robustness import one_way, robustness
from tests.ism.judged import counted, relations, study, study_panel


def test_levels_that_hang_on_one_disputed_pair_stay_as_often_as_it_does():
    leads = np.stack([relations(3, arrows).leads for arrows in ("1>2 2>3", "1>2", "1>2", "1>2")])
    found = Panel(relations(3).factors, tuple("abcd"), leads)
    kept = robustness(by_vote(found).relations, found, draws=4000)
    assert (kept.disputed, kept.draws, kept.seed) == (1, 4000, 1974)
    assert kept.kept == pytest.approx([0.75, 0.75, 1.0], abs=0.03)
    assert kept.counts == {2: round(4000 * kept.kept[0]), 3: 4000 - round(4000 * kept.kept[0])}
    again = robustness(by_vote(found).relations, found, draws=4000)
    assert (again.kept == kept.kept).all()


def test_without_dispute_nothing_changes_and_it_is_said():
    found = robustness(study(), study_panel())
    assert found.kept.tolist() == [1.0] * 17
    assert found.reason == "No cell is disputed, so nothing could change."


def test_the_pairs_of_the_study_made_one_way_at_random_give_at_most_four_levels():
    # of 4,000 draws by another program 1,829, 1,438, 619 and 114 had 1, 2, 3 and 4 levels
    found = one_way(study(), draws=4000)
    assert list(found) == [1, 2, 3, 4]
    expected = np.array([1829, 1438, 619, 114]) / 4000
    assert np.array([*found.values()]) / 4000 == pytest.approx(expected, abs=0.035)


def test_batches_do_not_change_how_many_draws_there_are(monkeypatch):
    monkeypatch.setattr("crm_analytics.ism.robustness.LARGEST", 17 * 17 * 7)
    assert sum(one_way(study(), draws=50).values()) == 50


def test_every_other_way_to_levels_is_called_what_it_is():
    found = interpret(study_panel()).alternatives
    everyone = list(range(1, 18))
    assert [(a.name, counted(a.partition.groups), len(a.partition.stalled)) for a in found] == [
        ("All paths, as an ISM asks", [everyone], 0),
        ("Direct relations only", [[8]], 16),
        (
            "Paths of at most 2 arrows",
            [[2, 3, 4, 5, 8, 12, 13, 17], [6, 7, 9, 11, 14, 15, 16], [1, 10]],
            0,
        ),
        (
            "Paths of at most 3 arrows",
            [[2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17], [1, 10]],
            0,
        ),
        (
            "All paths of one-way arrows, without the pairs that lead to each other",
            [[8], [2, 3, 4, 5, 6, 7, 9, 11, 12, 13, 14, 15, 16, 17], [1, 10]],
            0,
        ),
        (
            "Paths of two arrows, found anew among the factors that remain",
            [[2, 3, 4, 5, 8, 12, 13, 17], [6, 7, 9, 14], [1, 16], [11], [15], [10]],
            0,
        ),
    ]
    assert [bool(a.caveat) for a in found] == [False, True, True, True, True, True]


def test_of_very_long_paths_only_the_shorter_are_compared():
    chain = relations(12, " ".join(f"{i}>{i + 1}" for i in range(1, 12)))
    panel = Panel(chain.factors, ("a",), chain.leads[None])
    names = [a.name for a in interpret(panel).alternatives]
    assert [name for name in names if name.startswith("Paths of at most")] == [
        f"Paths of at most {k} arrows" for k in (2, 3, 4, 5, 6)
    ]


def test_with_experts_the_share_of_votes_that_counts_is_varied():
    sure, unsure = relations(3, "1>2 2>3"), relations(3, "1>2 2>3 3>1")
    panel = Panel(sure.factors, ("a", "b"), np.stack([sure.leads, unsure.leads]))
    found = {a.name: a.partition.count for a in interpret(panel).alternatives[-6:]}
    assert found == {
        "All paths of arrows that at least 40% of the experts see": 1,
        "All paths of arrows that at least 50% of the experts see": 1,
        "All paths of arrows that at least 60% of the experts see": 3,
        "All paths of arrows that at least 70% of the experts see": 3,
        "All paths of arrows that at least 80% of the experts see": 3,
        "All paths of arrows that at least 90% of the experts see": 3,
    }
