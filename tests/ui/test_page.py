import threading

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.visiting import ROOT, store, tidy, visit  # noqa: F401

PACKAGE = str(ROOT / "crm_analytics")


def called(step):
    """The functions of the package that a step calls, by file; a comprehension is no function."""
    found = set()

    def note(frame, event, _):
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(PACKAGE):
            found.add((code.co_filename.removeprefix(PACKAGE), code.co_qualname))

    threading.setprofile(note)
    try:
        step()
    finally:
        threading.setprofile(None)
    comprehensions = ("<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>")
    return {one for one in found if not one[1].endswith(comprehensions)}


@pytest.mark.parametrize("page", ["reliability", "relations", "answers", "drivers"])
def test_a_reader_of_a_page_passes_few_functions(page):
    """From the click on a filter to a page whose section is known; what computes it comes on top."""
    app = visit(f"pages/{page}.py")
    for chosen in (["female"], []):
        app.sidebar.multiselect[0].set_value(chosen).run()
    functions = called(lambda: app.sidebar.multiselect[0].set_value(["female"]).run())
    assert len(functions) <= 100, sorted(functions)


def told(block):
    """The widgets below a block whose value the script sets: the browser draws them anew."""
    for element in block.children.values():
        if hasattr(element, "children"):
            yield from told(element)
        elif getattr(element.proto, "set_value", False):
            yield element.label


@pytest.mark.parametrize("page", ["reliability", "answers", "data", "questionnaire"])
def test_a_widget_that_has_its_value_is_not_told_it_at_every_click(page):
    app = visit(f"pages/{page}.py")
    app.sidebar.multiselect[0].set_value(["female"]).run()
    assert list(told(app._tree)) == []


def test_the_page_that_the_benchmark_compares_with_has_its_figure(tmp_path):
    from tests.benchmarks.app import FIGURE

    page = tmp_path / "figure.py"
    page.write_text(FIGURE, encoding="utf-8")
    app = AppTest.from_file(str(page), default_timeout=20).run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 1
