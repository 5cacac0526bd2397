import pytest

from tests.verification.compared import EXACT, Compared, Number
from tests.verification.rooms import OF_NIST, OF_PROGRAMS, ROOMS

EVERY = [
    pytest.param(room, name, id=f"{room.title}-{name}") for room in ROOMS for name in room.sets
]


@pytest.mark.parametrize(("room", "name"), EVERY)
def test_every_number_is_that_of_its_reference(room, name):
    compared = room.of(name)
    assert compared
    assert [c for c in compared if not c.agrees] == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.title)
def test_no_comparison_is_lost(room):
    assert len(room.every) >= room.least > 0
    defined = [c for c in room.every if c.ours is not None]
    assert len(defined) > 0.9 * len(room.every)


@pytest.mark.parametrize("room", [*OF_PROGRAMS, *OF_NIST], ids=lambda room: room.title)
def test_nothing_is_compared_twice(room):
    lines = [(c.set, c.thing, c.number.name) for c in room.every]
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize(
    ("number", "ours", "theirs", "agrees"),
    [
        (Number("r"), 0.5 + 4e-10, 0.5, True),
        (Number("r"), 0.5 + 6e-10, 0.5, False),
        (Number("r"), 1e-12, 0.0, True),
        (Number("r"), 2e-12, 0.0, False),
        (Number("n", EXACT), 282, 282, True),
        (Number("n", EXACT), 281, 282, False),
        (Number("mean", decimals=2), 4.0549, 4.05, True),
        (Number("mean", decimals=2), 4.0551, 4.05, False),
        (Number("α"), None, None, True),
        (Number("α"), None, 0.5, False),
        (Number("α"), 0.5, None, False),
        (Number("α"), float("nan"), 0.5, False),
        (Number("α"), float("inf"), 0.5, False),
    ],
)
def test_numbers_agree_to_the_digits_that_are_asked(number, ours, theirs, agrees):
    assert Compared("set", "thing", number, ours, theirs).agrees is agrees


@pytest.mark.parametrize(
    ("ours", "digits"),
    [(0.25, 12), (0.25 * (1 + 1e-14), 12), (0.25 * (1 + 1e-5), 5), (0.5, 0), (float("nan"), 0)],
)
def test_digits_are_the_logarithm_of_the_relative_difference(ours, digits):
    compared = Compared("set", "thing", Number("r"), ours, 0.25)
    assert compared.digits == pytest.approx(digits, abs=1e-4)
