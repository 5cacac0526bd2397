from dataclasses import replace

import numpy as np
import pytest

from crm_analytics.analyses.inputs import (
    item_polychorics,
    reversed_items,
    scale_ends,
    scores_of,
    summarised,
)
from crm_analytics.errors import NotEnoughData
from crm_analytics.survey.instrument import Construct, Dimension, Instrument, Item, Scale
from crm_analytics.survey.view import View
from tests.reference import view

FIVE, SEVEN = Scale(1, 5), Scale(0, 6)


def dimension(name, scale):
    return Dimension(name, (Item(name),), scale)


INSTRUMENT = Instrument(
    (
        Construct("drivers", (dimension("x0", FIVE), dimension("x1", SEVEN)), "driver"),
        Construct("y", (dimension("p", FIVE), dimension("q", SEVEN)), "outcome"),
        Construct("alone", (dimension("z", FIVE),)),
    ),
    minimum_group=7,
)


def test_the_ends_of_a_construct_are_the_means_of_its_dimensions_ends():
    ends = scale_ends(INSTRUMENT)
    assert (ends["y"], ends["p"], ends["q"]) == ((0.5, 5.5), (1, 5), (0, 6))


def test_a_construct_of_one_dimension_is_summed_up_by_it():
    assert [c.name for c in summarised(INSTRUMENT.constructs)] == ["drivers", "y"]


def test_scores_have_the_names_and_the_rules_of_the_questionnaire():
    answers = np.array([[1, 6, 5, 0, 2], [5, 0, 1, 6, -128]], np.int8, order="F")
    people = View(INSTRUMENT, ("x0", "x1", "p", "q", "z"), answers, 2, weights=np.array([1.0, 2]))
    found = scores_of(people)
    assert found.names == ("x0", "x1", "p", "q", "z", "drivers", "y")
    assert (found.fewest, dict(found.alone), found.weights.tolist()) == (7, {"alone": "z"}, [1, 2])
    assert found.select(["drivers", "y"]).values.tolist() == [[3.5, 2.5], [2.5, 3.5]]
    assert np.isnan(found.column("alone")[1])


def test_one_pass_over_everyone_serves_every_scale():
    people = view("insurance")
    of = item_polychorics(people)
    dimension = people.instrument.dimensions[2]
    part = replace(
        people,
        columns=dimension.columns,
        answers=people.answers[:, people.places(dimension.columns)],
    )
    np.testing.assert_allclose(
        of(dimension.columns).r, item_polychorics(part)(dimension.columns).r, atol=1e-9
    )


def test_gaps_of_one_scale_do_not_thin_out_another():
    people = view("bfi")
    of = item_polychorics(people)
    sizes = {int(of(d.columns).n.min()) for d in people.instrument.dimensions}
    assert min(sizes) > 2436  # those who answered every scale


def test_too_few_people_are_refused():
    people = view("hotel")
    strict = replace(people, instrument=replace(people.instrument, minimum_group=18))
    with pytest.raises(NotEnoughData) as caught:
        item_polychorics(strict)(people.columns[:2])
    assert str(caught.value) == "Fewer than 18 people answered all of v1, v2."


def test_the_reversed_items_of_a_public_inventory_are_found():
    people = view("bfi")
    assert reversed_items(people) == {}
    turned = ["A1", "C4", "C5", "E1", "E2", "O2", "O5"]  # as its key says
    asked = people.answers.copy()
    places = people.places(turned)
    asked[:, places] = np.where(asked[:, places] > 0, 7 - asked[:, places], asked[:, places])
    found = reversed_items(replace(people, answers=asked))
    assert sorted(item for items in found.values() for item in items) == turned
