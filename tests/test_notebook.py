"""The notebook of examples/ runs from its first cell to its last."""

import warnings
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def outputs():
    with warnings.catch_warnings():  # of the client's own event loop
        warnings.simplefilter("ignore")
        from nbclient import NotebookClient

        notebook = nbformat.read(ROOT / "examples" / "survey.ipynb", as_version=4)
        resources = {"metadata": {"path": str(ROOT)}}
        NotebookClient(notebook, timeout=120, resources=resources).execute()
    return "\n".join(str(output) for cell in notebook.cells for output in cell.get("outputs", []))


def test_every_cell_says_what_the_pages_say(outputs):
    for said in (
        "Insurance customers · 282 of 282 people",
        "8 of 9 scales can be trusted; Organising customer relations",
        "Fewer than 5 people are in this view, so it is not shown.",
        "From 2024 to 2025",
        "a change of the same people (d_z = 0.30) needs 90 people",
        "Estimate(value=0.75",
    ):
        assert said in outputs


def test_figures_are_drawn(outputs):
    assert outputs.count("application/vnd.plotly.v1+json") >= 2
