"""How much must be read to follow one number? Counted while a section is made.

A page and `ui/page.py` come before the analysis, so three files more are five from page to formula.
"""

import sys
from functools import cache
from pathlib import Path

import pytest

from crm_analytics.analyses.battery import build
from crm_analytics.analyses.registry import registry
from crm_analytics.report.section import provenance
from tests.analyses.test_waves import waves

PACKAGE = Path(__file__).parents[2] / "crm_analytics"
FRAME = {"analyses/battery.py", "analyses/registry.py"}  # the same for every analysis
MOST_FUNCTIONS, MOST_FILES = {"waves": 160}, {"waves": 6, "answers": 6}


def followed(id, thorough):
    """Functions of the package that making a section calls, and every way into a method.

    A way is the files of the calls from the analysis down to the first function of statistics/.
    """
    functions, ways = set(), set()

    def watch(frame, event, _):
        if event != "call" or not (name := place(frame.f_code.co_filename)):
            return
        if not frame.f_code.co_name.startswith("<"):
            functions.add((name, frame.f_code.co_qualname))
        if name.startswith("statistics/"):
            way = tuple(dict.fromkeys(callers(frame)))
            if sum(file.startswith("statistics/") for file in way) == 1:
                ways.add(way)  # no method is above it, as where a method calls back

    shown = waves()
    view = shown[-1].view
    stamp = provenance(view, "", "")
    build(id, view, stamp, waves=shown, thorough=thorough, every_number=thorough)  # what is cached
    sys.setprofile(watch)
    try:
        build(id, view, stamp, waves=shown, thorough=thorough, every_number=thorough)
    finally:
        sys.setprofile(None)
    return functions, ways


@cache
def place(file):
    path = Path(file)
    return path.relative_to(PACKAGE).as_posix() if path.is_relative_to(PACKAGE) else ""


def callers(frame):
    while frame:
        name = place(frame.f_code.co_filename)
        if name.startswith(("analyses/", "statistics/")) and name not in FRAME:
            yield name
        frame = frame.f_back


@pytest.mark.parametrize("id", registry())
def test_from_a_page_to_a_formula_are_five_files(id):
    _, ways = followed(id, thorough=True)
    assert ways
    longest = max(ways, key=len)
    assert 2 + len(longest) <= MOST_FILES.get(id, 5), longest


@pytest.mark.parametrize("id", registry())
def test_a_section_as_a_page_shows_it_is_made_by_few_functions(id):
    functions, _ = followed(id, thorough=False)
    assert len(functions) <= MOST_FUNCTIONS.get(id, 150)
