from itertools import combinations, pairwise

import numpy as np
import pytest

from crm_analytics.report.palette import (  # fmt: skip
    CATEGORICAL,
    DARK,
    DIVERGING,
    LIGHT,
    NEUTRAL,
    TINT,
    category,
    contrast,
    diverging,
    ink_on,
    shades,
)

# Machado, Oliveira & Fernandes (2009), severity 1.0, on linear RGB
DEFICIENCIES = {
    "none": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])  # fmt: skip


def lab(colour, deficiency="none"):
    channels = np.frombuffer(bytes.fromhex(colour[1:]), np.uint8) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = (DEFICIENCIES[deficiency] @ linear).clip(0, 1)
    x = TO_XYZ @ seen / (TO_XYZ @ np.ones(3))
    f = np.where(x > (6 / 29) ** 3, np.cbrt(x), x / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(one, other, deficiency):
    return float(np.linalg.norm(lab(one, deficiency) - lab(other, deficiency)))


def test_contrast_is_that_of_the_guideline():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_plus_and_minus_are_never_confused(deficiency):
    for value in (0.25, 0.5, 0.75, 1.0):
        assert apart(diverging(value), diverging(-value), deficiency) > 25
    assert apart(DIVERGING[0], DIVERGING[-1], deficiency) > 60


def test_plus_and_minus_of_one_size_are_equally_dark():
    for value in np.linspace(0, 1, 21):
        assert abs(lab(diverging(value))[0] - lab(diverging(-value))[0]) < 3
    assert lab(DIVERGING[0])[0] < 40
    assert lab(DIVERGING[-1])[0] < 40


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_larger_is_darker(deficiency):
    for side in (1, -1):
        light = [lab(diverging(side * value), deficiency)[0] for value in np.linspace(0, 1, 21)]
        assert all(a > b for a, b in pairwise(light))


def test_the_ends_of_a_scale_are_the_ends_of_the_palette():
    assert [diverging(v, 1, 5) for v in (1, 3, 5)] == [DIVERGING[0], "#F7F7F7", DIVERGING[-1]]
    assert diverging(-9) == DIVERGING[0]
    assert diverging(9) == DIVERGING[-1]


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_groups_can_be_told_apart(deficiency):
    for one, other in combinations(CATEGORICAL, 2):
        assert apart(one, other, deficiency) > 12


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_words_are_readable_and_data_stand_out(theme):
    assert contrast(theme.ink, theme.background) >= 7
    assert contrast(theme.muted, theme.background) >= 4.5
    assert contrast(theme.accent, theme.background) >= 4.5
    for place in range(4):
        assert contrast(category(place, theme.accent), theme.background) >= 3


def test_numbers_are_readable_on_every_colour():
    grounds = [diverging(value) for value in np.linspace(-1, 1, 201)]
    for ground in (*grounds, *CATEGORICAL, TINT):
        assert contrast(ink_on(ground), ground) >= 4.5


def test_the_accent_of_a_theme_is_used_once():
    for theme in (LIGHT, DARK):
        colours = [category(place, theme.accent) for place in range(7)]
        assert colours[0] == theme.accent
        assert sorted(colours) == sorted(CATEGORICAL)
        assert category(7, theme.accent) == theme.accent


SCALES = [(k, k // 2 if k % 2 else None) for k in range(2, 12)]


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize(("points", "middle"), SCALES)
def test_neighbouring_answers_can_be_told_apart(points, middle, deficiency):
    colours = shades(points, middle)
    assert len(set(colours)) == points
    assert all(apart(one, other, deficiency) > 6 for one, other in pairwise(colours))


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize(("points", "middle"), SCALES)
def test_agreement_is_never_taken_for_disagreement(points, middle, deficiency):
    colours = shades(points, middle)
    for low, high in zip(colours[: points // 2], reversed(colours), strict=False):
        assert apart(low, high, deficiency) > 25
        assert abs(lab(low)[0] - lab(high)[0]) < 3


@pytest.mark.parametrize(("points", "middle"), SCALES)
def test_numbers_are_readable_on_every_answer(points, middle):
    assert all(contrast(ink_on(colour), colour) >= 4.5 for colour in shades(points, middle))


def test_only_the_neutral_answer_is_grey():
    assert shades(5, 2)[2] == NEUTRAL
    assert NEUTRAL not in shades(4)
    assert shades(4, 1) == (*shades(2)[:1], NEUTRAL, *shades(4)[2:])
