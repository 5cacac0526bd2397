"""No analysis shows a small group, nor lets one be found by subtraction.

A reader who has all tables of a section knows, for every score and every demographic, how many
people each category shown has, and how many have the score at all. What is left of those, when all
categories shown are taken away, must be nobody or as many as the smallest group. Where people are
only counted, those who did not say are told apart, and what is left is the hidden categories.
"""

import ast
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import crm_analytics
from crm_analytics.analyses.battery import build
from crm_analytics.analyses.inputs import scores_of
from crm_analytics.analyses.registry import About, Analysis, Context, registry
from crm_analytics.report.section import provenance
from crm_analytics.report.table import Table
from crm_analytics.survey.privacy import Categories
from crm_analytics.survey.view import View
from tests.analyses.looked import everyone
from tests.analyses.test_waves import waves

PACKAGE = Path(crm_analytics.__file__).parent
KNOWS = {"survey/privacy.py"}  # who is in which category
SUMS_ALL = {"survey/privacy.py", "analyses/waves/composition.py"}  # all groups, parts gated
MEANS = ("variable", "demographic", "category", "n")


class SubtractingReader:
    """Takes from every table the number of people of each category of each demographic."""

    def __init__(self, *views):
        self.views = {view.wave: view for view in views}
        self.found = defaultdict(dict)  # (table, score, demographic, wave) → category → people

    def read(self, section):
        for table in section.tables:
            named = [key for key in ("category", "a") if key in table.columns]
            if "n" not in table.columns or not named:
                continue
            for row in table.records():
                if row["n"] is not None and row.get(named[0]) is not None:
                    demographic = row.get("demographic", table.name)
                    score = str(row.get("name", row.get("variable", "")))
                    wave = str(row.get("wave", next(reversed(self.views))))
                    self.found[table.name, score, demographic, wave][row[named[0]]] = row["n"]
        return self

    def recovered(self):
        """Groups of fewer people than may be shown: shown, or what is left of everyone."""
        for (table, score, demographic, wave), shown in self.found.items():
            view = self.views[wave]
            smallest = view.instrument.minimum_group
            for category, n in shown.items():
                if 0 < n < smallest:
                    yield table, score, demographic, category, n
            categories = view.demographics.get(demographic)
            if categories is None or not set(shown) <= set(categories.names):
                continue
            rest = having(view, score, categories) - sum(shown.values())
            if 0 < rest < smallest:
                hidden = tuple(name for name in categories.names if name not in shown)
                yield table, score, demographic, hidden, rest


def having(view, score, categories):
    """How many people have a score; without one, how many said their category."""
    if not score:
        return sum(categories.counts().values())
    return np.count_nonzero(~np.isnan(scores_of(view).column(score)))


def crowded(view, seed):
    """The same answers of people in demographics whose categories are of every size."""
    random = np.random.default_rng(seed)
    n = view.people
    made = {}
    for name, sizes in (("branch", (1, 4, 5, 9, 40)), ("team", (2, 60)), ("class", (4, 4, 4, 30))):
        codes = np.full(n, len(sizes), np.int32)
        codes[random.permutation(n)[: sum(sizes)]] = np.repeat(np.arange(len(sizes)), sizes)
        codes[random.permutation(n)[: random.integers(0, 7)]] = -1
        names = tuple(f"{name} {place}" for place in range(len(sizes) + 1))
        made[name] = Categories(names, codes).among(np.ones(n, bool))
    return replace(view, demographics=made)


VIEWS = {
    "the sample": everyone,
    "crowded 1": lambda: crowded(everyone(), 1),
    "crowded 2": lambda: crowded(everyone(), 2),
}


def recovered(analysis, view, shown=()):
    context = {} if not analysis.needs_waves else {"waves": shown}
    section = build(analysis.id, view, provenance(view, "", ""), **context)
    views = [wave.view for wave in shown if wave.view] or [view]
    return [*SubtractingReader(*views).read(section).recovered()]


@pytest.mark.parametrize("people", VIEWS)
@pytest.mark.parametrize("id", registry())
def test_no_analysis_shows_a_small_group_or_lets_one_be_found(id, people):
    view = VIEWS[people]()
    assert recovered(registry()[id], view) == []


@pytest.mark.parametrize(
    "filters", [(), (("gender", ("female",)),), (("age", ("20-29", "30-39")),)], ids=str
)
@pytest.mark.parametrize("id", registry())
def test_no_analysis_of_waves_does(id, filters):
    shown = waves(filters)
    view = next(wave.view for wave in reversed(shown) if wave.view)
    assert recovered(registry()[id], view, shown) == []


PLANTED = About("planted", "Planted", "Who is alone?")


def planted(context: Context[object]):
    """What no analysis may do: it counts a demographic by itself."""
    categories = context.view.demographics["branch"]
    n = np.bincount(categories._codes[categories._codes >= 0]).tolist()
    rows = zip(categories.names, n, strict=True)
    table = Table.of("branch", "Branches", ("category", "n"), rows)
    return PLANTED.section(context, "Somebody is alone.", tables=[table], method=["None."])


def test_a_section_with_a_group_of_one_is_caught():
    analysis = Analysis(PLANTED, planted, place=99, shows="")
    view = crowded(everyone(), 1)
    context = Context(view, None, provenance(view, "", ""), analysis.options(), None, None)
    caught = [*SubtractingReader(view).read(planted(context)).recovered()]
    assert ("branch", "", "branch", "branch 0", 1) in caught


def test_what_is_left_of_everyone_is_caught():
    view = crowded(everyone(), 1)
    names = view.demographics["team"].names
    shown = [(name, n) for name, n in view.demographics["team"].counts().items() if n > 5]
    whole = replace(
        view, demographics={"team": Categories(names, np.abs(view.demographics["team"]._codes))}
    )
    table = Table.of(
        "team", "Teams", ("category", "n"), [(names[1], 60), (names[2], view.people - 62)]
    )
    section = PLANTED.section(
        Context(whole, None, provenance(whole, "", ""), None, None, None), "x.", tables=[table]
    )
    assert shown
    assert [*SubtractingReader(whole).read(section).recovered()] == [
        ("team", "", "team", (names[0],), 2)
    ]


def test_what_is_left_of_those_who_have_a_score_is_caught():
    view = crowded(everyone(), 1)
    name = scores_of(view).names[0]
    have = np.count_nonzero(~np.isnan(scores_of(view).column(name)))
    hidden, shown = view.demographics["team"].names[:2], view.demographics["team"].names[2]
    table = Table.of("means", "Teams", MEANS, [(name, "team", shown, have - 3)])
    context = Context(view, None, provenance(view, "", ""), None, None, None)
    section = PLANTED.section(context, "x.", tables=[table])
    assert [*SubtractingReader(view).read(section).recovered()] == [
        ("means", name, "team", hidden, 3)
    ]


def _files(pattern):
    return {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0] not in ("coding", "files", "ism", "paper")
        and any(
            (isinstance(node, ast.Attribute) and node.attr == pattern)
            or (isinstance(node, ast.Name) and node.id == pattern and pattern[0] != "_")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    }


def test_who_is_in_which_category_is_known_to_one_module():
    assert _files("_codes") <= KNOWS
    assert _files("places_of_everyone") <= SUMS_ALL


def test_a_view_gives_only_the_groups_that_may_be_shown():
    view: View = crowded(everyone(), 1)
    groups = view.groups("branch")
    assert min(groups.counts) >= view.instrument.minimum_group
    assert {code for code in groups.codes.tolist() if code >= 0} == set(range(len(groups.names)))
    assert set(groups.hidden) | set(groups.names) == set(view.demographics["branch"].names)
