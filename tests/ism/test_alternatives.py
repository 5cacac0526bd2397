import numpy as np

from crm_analytics.ism import interpret
from crm_analytics.ism.panel import Panel
from tests.ism.judged import counted, relations, study_panel


def test_every_other_way_to_levels_is_called_what_it_is():
    found = interpret(study_panel()).alternatives
    everyone = list(range(1, 18))
    assert [(a.name, counted(a.groups), len(a.stalled)) for a in found] == [
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
    panel = Panel(sure.factors, ("a", "b"), _stack(sure, unsure))
    found = {a.name: a.count for a in interpret(panel).alternatives[-6:]}
    assert found == {
        "All paths of arrows that at least 40% of the experts see": 1,
        "All paths of arrows that at least 50% of the experts see": 1,
        "All paths of arrows that at least 60% of the experts see": 3,
        "All paths of arrows that at least 70% of the experts see": 3,
        "All paths of arrows that at least 80% of the experts see": 3,
        "All paths of arrows that at least 90% of the experts see": 3,
    }


def _stack(*each):

    return np.stack([one.leads for one in each])
