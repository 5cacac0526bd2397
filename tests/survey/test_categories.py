from dataclasses import replace

from crm_analytics.survey.categories import Categories
from tests.conftest import survey_file


def test_codes_are_called_by_their_labels_in_the_order_of_the_labels():
    file = replace(
        survey_file(education=[3, 1, 1, 9, None, 4]),
        value_labels={"education": {1.0: "school", 2.0: "college", 3.0: "university"}},
        missing_values={"education": {9.0: "refused"}},
    )
    found = Categories.of(file, "education")
    assert found.names == ("school", "university", "4")
    assert found._codes.tolist() == [1, 0, 0, -1, -1, 2]
    assert found.counts() == {"school": 2, "university": 1, "4": 1}


def test_words_stay_as_they_are():
    file = survey_file(unit=["007", "7", "007", "NA", None])
    assert Categories.of(file, "unit").counts() == {"007": 2, "7": 1, "NA": 1}


def test_bands_stand_in_the_order_of_their_numbers():
    ages = ["50+", "20-29", "<20", "under 10", "30-39", "unknown"]
    assert Categories.of(survey_file(age=ages), "age").names == (
        "under 10",
        "<20",
        "20-29",
        "30-39",
        "50+",
        "unknown",
    )


def test_the_order_asked_for_comes_first():
    file = survey_file(size=["small", "large", "medium", "huge"])
    assert Categories.of(file, "size", ("small", "medium", "large")).names == (
        "small",
        "medium",
        "large",
        "huge",
    )


def test_only_the_chosen_people_are_in():
    found = Categories.of(survey_file(team=["a", "b", None, "a"]), "team")
    assert found.one_of(["a"]).tolist() == [True, False, False, True]
    assert found.one_of(["nobody"]).tolist() == [False] * 4
