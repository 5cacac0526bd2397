import subprocess
import sys

from tests.browser.server import ROOT

PAGE = "from crm_analytics.ui import page"


def loaded(program):
    """The modules that a program of its own has loaded at its end."""
    whole = f"{program}; import sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", whole], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_first_page_does_not_wait_for_what_it_does_not_need():
    """Each takes from a fifth of a second to several seconds to import."""
    heavy = {"statsmodels", "pingouin", "sqlalchemy", "pptx", "xlsxwriter", "kaleido", "matplotlib"}
    assert not (heavy | {"networkx"}) & loaded(PAGE)


def test_pandas_is_whole_before_any_page_can_need_it():
    """Plotly asks whether it is loaded, and fails with one that another thread is importing."""
    assert "pandas" in loaded("from crm_analytics.ui import frame")
