import pytest

from crm_analytics.report.chart import (  # fmt: skip
    Bars,
    Dots,
    Heat,
    Histogram,
    Interval,
    Likert,
    Line,
    Lines,
    Map,
    Reading,
    Share,
    Spot,
)
from crm_analytics.report.section import Provenance, Section
from crm_analytics.report.table import Table

HOSTILE = (
    '=HYPERLINK("http://example.org","x")',
    "<a href=x>link</a>",
    "$x$ and $y$",
    "con\x01trol",
    "A name of exactly sixty characters, as long as names become!",
    "رضایت از قیمت‌گذاری",
    "=1+1",
    "@SUM(A1)",
)
ALPHA = 0.812345678901


@pytest.fixture
def hostile():
    return HOSTILE


@pytest.fixture
def provenance():
    return Provenance(
        "Study & <more>", "d" * 64, "q" * 64, 400, 383,
        (("gender", ("female", "other")),), ("2023", "2024"), "0.1.0",
    )  # fmt: skip


@pytest.fixture
def dots():
    points = tuple(Interval(name, ALPHA, ALPHA - 0.05, ALPHA + 0.03) for name in HOSTILE[:-1])
    points += (Interval(HOSTILE[-1], 0.5, None, 0.6),)
    return Dots("alpha", "Alpha by scale", "α", points, ((0.7, "acceptable"),), "n = 383")


@pytest.fixture
def bars():
    points = tuple(Interval(name, 40.123456 - i) for i, name in enumerate(HOSTILE))
    return Bars("cv", "Where people differ", "CV, %", points, 1, "n = 383")


@pytest.fixture
def grouped():
    points = (Interval("a", 0.4, 0.3, 0.5, "one"), Interval("b", -0.2, -0.3, -0.1, "two"))
    return Dots("effects", "Two groups", "β", points)


@pytest.fixture
def heat():
    return Heat(
        "pearson", "What goes together", HOSTILE[:3], HOSTILE[:3],
        ((1.0, None, None), (-0.912345, 1.0, None), (0.25, float("nan"), 1.0)),
        (("", "", ""), ("**", "", ""), ("", "", "")), note="n = 383",
    )  # fmt: skip


@pytest.fixture
def scales():
    columns = ["scale", "n", "alpha", "alpha_low", "p", "verdict"]
    rows = [(name, 383, ALPHA, None, 0.0000123, "good") for name in HOSTILE]
    rows.append(("lost", 1234, float("nan"), float("inf"), 0.5, ""))
    return Table.of("scales", "Every scale", columns, rows, ["scale", "n", "alpha", "p"])


@pytest.fixture
def section(provenance, dots, bars, heat, scales):
    return Section(
        "reliability", "Reliability", "Can the scales be trusted?", "All scales can be trusted.",
        (dots, bars, heat), (scales,), ("Only 383 people.",), ("Cronbach (1951).",), provenance,
    )  # fmt: skip


@pytest.fixture
def likert():
    shares = (1.25, 10.0, 20.5, 40.0, 28.25)
    rows = tuple(
        Share(name, shares, 300, 2.5 if place % 2 else None, "=one" if place < 4 else "two")
        for place, name in enumerate(HOSTILE)
    )
    rows += (Share("Nobody answered", (), 0, 100.0, "two"),)
    points = ("=no", "<b>rather no</b>", "neither", "rather yes", "@yes")
    return Likert("answers", "How people answered", rows, points, 2, note="n = 300")


@pytest.fixture
def histogram():
    edges, counts = (0.5, 1.5, 2.5, 3.5, 4.5, 5.5), (10, 30, 80, 120, 60)
    return Histogram("trust", "Trust", "=Trust & more", edges, counts, 3.63, 1.05, 300, "=n")


@pytest.fixture
def spots():
    points = tuple(
        Spot(name, place / 10, 4 - place / 7, "=a" if place % 2 else "b")
        for place, name in enumerate(HOSTILE)
    )
    words = ("=keep", "good", "low", "<b>here</b>")
    return Map("ipa", "What comes first", "=β", "Mean", points, 0.35, 3.5, words, "n = 300")


@pytest.fixture
def slopes():
    series = tuple(
        Line(name, tuple(Reading(x / 2, 3 + x / 7, 2.9 + x / 7, 3.2 + x / 7) for x in range(5)))
        for name in HOSTILE[:3]
    )
    return Lines("slopes", "Slopes", "x", "y", series, marks=((3.1, "=here"),), note="n = 300")


@pytest.fixture
def waves():
    series = (
        Line("=Trust", (Reading(0, 3.25, 3.0, 3.5), Reading(2, 3.75, 3.5, None)), dashed=True),
        Line("Loyalty", (Reading(0, 3.0), Reading(1, 3.5), Reading(2, 4.0))),
    )
    return Lines("waves", "Waves", "", "Mean", series, ("=2022", "2023", "2024"))


@pytest.fixture
def kinds(likert, histogram, spots, slopes, waves):
    return (likert, histogram, spots, slopes, waves)
