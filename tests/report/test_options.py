from dataclasses import dataclass

import pytest

from crm_analytics.errors import Problems
from crm_analytics.report.options import Choice, Name, Text, accepted, option


def coders(subject):
    return subject


@dataclass(frozen=True)
class Chosen:
    share: float = option(0.5, Choice("Share", {0.4: "40%", 0.5: "50%"}, slider=True))
    printed: str = option("", Text("A printed value", 5, ".83"))
    about: str = option("", Name("About", "nobody", "coder", coders))


def test_a_word_is_taken_without_what_is_around_it():
    assert accepted("own", Chosen, {"printed": " .83 ", "share": "40%"}).printed == ".83"


def test_a_word_that_is_too_long_is_refused():
    with pytest.raises(Problems) as caught:
        accepted("own", Chosen, {"printed": "0.8333"})
    assert str(caught.value) == (
        "Option 'own.printed': cannot be '0.8333'. Choose among: text of at most 5 characters."
    )


def test_names_are_those_of_the_subject():
    assert accepted("own", Chosen, {"about": "Ann"}, ("Ann", "Ben")).about == "Ann"
    with pytest.raises(Problems, match="Choose among: Ann, Ben"):
        accepted("own", Chosen, {"about": "Cy"}, ("Ann", "Ben"))
