from dataclasses import replace

import pytest

from crm_analytics.survey.instrument import Demographic
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.waves.columns import _renamed
from crm_analytics.survey.waves.entry import as_asked
from tests.survey.waves import changed
from tests.survey.waves.changed import columns, file, passed, rows


@pytest.mark.parametrize(
    ("now", "then", "sure"),
    [
        ("Female", "female", True),
        ("20 to 29", "20-29", True),
        ("under 20", "<20", True),
        ("50 or more", "50+", True),
        ("over 20", "<20", None),
        ("20-30", "20-29", None),
        ("bachelors degree", "bachelor's", False),
        ("division officer", "division official", False),
        ("north", "south", None),
    ],
)
def test_a_category_under_another_name(now, then, sure):
    found = _renamed([now], [then])
    assert [pair.sure for pair in found] == ([] if sure is None else [sure])


def test_every_category_is_taken_once_and_by_the_one_most_like_it():
    found = _renamed(["20-29 years", "20–29"], ["20-29"])
    assert [(pair.now, pair.then) for pair in found] == [("20–29", "20-29")]


def test_categories_that_came_went_and_may_be_the_same():
    cells = columns()
    named = {"employee": "Employees", "unit administrator": "intern"}
    cells["level"] = [named.get(level, level) for level in cells["level"]]
    found = passed(cells)
    assert rows(found) == [
        ("category renamed", "level", "employee", "Employees", "check"),
        ("categories added", "level", "", "intern", "check"),
        ("categories gone", "level", "unit administrator", "", "check"),
    ]
    assert found.open  # nothing is averaged wrongly while nobody answers
    assert found.settled({}).waves[1].categories == {}
    settled = found.settled({"category:level": "recode"})
    assert settled.waves[1].categories == {"level": {"Employees": "employee"}}
    again = Responses.fit(*as_asked(settled, "2024", file(cells)))
    then = Responses.fit(changed.study(), changed.first())
    counts = [r.demographics["level"].counts()["employee"] for r in (again, then)]
    assert counts[0] == counts[1]


def test_labels_at_other_codes_deserve_a_look():
    sexes = {"female": 1, "male": 2}
    coded = columns() | {"gender": [sexes[cell] for cell in columns()["gender"]]}
    other = columns() | {"gender": [3 - sexes[cell] for cell in columns()["gender"]]}
    given = {"gender": {1.0: "female", 2.0: "male"}}
    swapped = {"gender": {1.0: "male", 2.0: "female"}}
    found = passed(other, file(coded, value_labels=given), value_labels=swapped)
    assert rows(found) == [
        ("category codes", "gender", "1 = female, 2 = male", "1 = male, 2 = female", "check")
    ]
    assert found.open


def test_bare_codes_may_mean_what_the_earlier_labels_said():
    sexes = {"female": 1, "male": 2}
    coded = columns() | {"gender": [sexes[cell] for cell in columns()["gender"]]}
    before = file(coded, value_labels={"gender": {1.0: "female", 2.0: "male"}})
    (question,) = passed(coded, before).questions
    assert question.why == "'1' may be 'female', '2' may be 'male'."
    settled = passed(coded, before).settled({question.id: "recode"})
    again = Responses.fit(*as_asked(settled, "2024", file(coded)))
    then = Responses.fit(changed.study(), changed.first())
    assert again.demographics["gender"].counts() == then.demographics["gender"].counts()


def test_ages_in_years_come_and_go_in_one_row_each():
    years = {**columns(), "age": [20 + number % 50 for number in range(282)]}
    later = {**columns(), "age": [25 + number % 50 for number in range(282)]}
    bare = replace(
        changed.study(),
        demographics=tuple(Demographic(d.column) for d in changed.study().demographics),
    )
    assert rows(passed(later, file(years), bare)) == [
        ("categories added", "age", "", "70, 71, 72, 73, 74", "check"),
        ("categories gone", "age", "20, 21, 22, 23, 24", "", "check"),
    ]
