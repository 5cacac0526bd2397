import threading

import pytest

from tests.ui.visiting import ROOT, visit

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
        app.multiselect[0].set_value(chosen).run()
    functions = called(lambda: app.multiselect[0].set_value(["female"]).run())
    assert len(functions) <= 100, sorted(functions)
