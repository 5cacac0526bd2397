import pytest

from crm_analytics.view.chart import Bars, Dots, Heat, Interval
from crm_analytics.view.section import Provenance, Section
from crm_analytics.view.table import Table

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
