import pytest

from crm_analytics.errors import UnusableMatrix
from crm_analytics.ism import interpret
from crm_analytics.ism.panel import Panel
from tests.ism.judged import relations, shown


def chain():
    one = relations(3, "1>2 2>3")
    return interpret(Panel(one.factors, ("a",), one.leads[None]))


def test_direct_links_are_kept_and_transitive_ones_that_somebody_explained():
    found = chain().explained(
        {("1", "f2"): "Training  builds\nskill.", ("F1", "3"): "It also pays."}
    )
    assert [(shown([link.arrow]), link.reason) for link in found.direct] == [
        ("1>2", "Training builds skill."),
        ("2>3", ""),
    ]
    assert [(shown([link.arrow]), link.reason) for link in found.transitive] == [
        ("1>3", "It also pays.")
    ]
    assert shown(found.missing) == "2>3"


def test_every_reason_that_belongs_to_no_link_is_named():
    said = {
        ("1", "9"): "So it is.",
        ("3", "1"): "Because.",
        ("1", "1"): "Of course.",
        ("1", "2"): " ",
        ("2", "3"): "Yes.",
        ("f2", "f3"): "Yes, again.",
    }
    with pytest.raises(UnusableMatrix) as caught:
        chain().explained(said)
    assert str(caught.value) == "\n".join(
        [
            "The reason for '1' → '9': names '9', which is no factor. Use its id or its name.",
            "The reason for '3' → '1': explains a link that is not there: 3 f3 does not lead to it. "
            "Correct the matrix or remove the reason.",
            "The reason for '1' → '1': explains a link that is not there: 1 f1 does not lead to it. "
            "Correct the matrix or remove the reason.",
            "The reason for '1' → '2': is empty. Write a sentence, or leave the link out.",
            "The reason for 'f2' → 'f3': is given twice. Keep one.",
        ]
    )
