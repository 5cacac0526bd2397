import pytest

from crm_analytics.survey.instrument import AskedWave, Construct, Dimension, Instrument, Item
from crm_analytics.survey.waves.order import (
    ordered,
    placed,
    proposed_name,
    proposed_place,
    without,
    year,
)

TRUST = Construct("Trust", (Dimension("Trust", (Item("T1"), Item("T2"))),))
PREPARED = AskedWave("2030", left_out=("T2",))


def study(*waves):
    return Instrument((TRUST,), waves=waves)


def names(instrument):
    return [wave.name for wave in instrument.waves]


@pytest.mark.parametrize(
    ("file", "taken", "name"),
    [
        ("Customers 2024.csv", ["Wave 1"], "2024"),
        ("from 2019 to 2023 final.xlsx", ["2022"], "2023"),
        ("Customers 2024.csv", ["2023", "2024"], "Wave 3"),
        ("export_20240131.sav", ["Wave 1"], "Wave 2"),
        ("next.csv", ["Wave 2"], "Wave 3"),
        ("next.csv", ["2023", "Wave 3"], "Wave 4"),
    ],
)
def test_a_new_wave_is_called_by_its_year_or_number(file, taken, name):
    assert proposed_name(file, taken) == name


def test_digits_of_a_longer_number_are_no_year():
    assert year("20245") == ""
    assert year("Q3_2024") == "2024"


@pytest.mark.parametrize(
    ("others", "new", "earlier"),
    [
        (["2021", "2023"], "2022", 1),
        (["2021", "2023"], "2020", 0),
        (["2021", "2023"], "2025", 2),
        (["Wave 1", "2023"], "2020", 7),
        (["2021", "2023"], "after the merger", 7),
    ],
)
def test_years_tell_the_place_of_a_wave_where_all_have_one(others, new, earlier):
    assert proposed_place(others, new, 7) == earlier


def test_a_placed_wave_gives_every_other_an_entry_in_the_order_of_time():
    new = AskedWave("2022", turned=("T1",))
    asked = placed(study(AskedWave("2023", left_out=("T2",))), ["2021", "2023"], new, 1)
    assert names(asked) == ["2021", "2022", "2023"]
    assert asked.wave("2022") == new
    assert asked.wave("2023").left_out == ("T2",)


def test_a_wave_that_is_placed_again_stands_once():
    asked = placed(study(AskedWave("b")), ["a", "b", "c"], AskedWave("b", turned=("T1",)), 2)
    assert names(asked) == ["a", "c", "b"]
    assert asked.wave("b").turned == ("T1",)


def test_entries_of_waves_that_are_not_here_stay():
    asked = ordered(study(PREPARED, AskedWave("2023")), ["2023", "2021"])
    assert names(asked) == ["2023", "2021", "2030"]
    assert asked.wave("2030") == PREPARED


def test_a_removed_wave_leaves_the_others_as_they_were():
    assert without(study(AskedWave("2023"), PREPARED), "2023") == study(PREPARED)
