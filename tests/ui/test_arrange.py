"""Boxes moved by hand, without a browser: what a drop does, and what the surface is given."""

import json
import math
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from crm_analytics.ism import IsmDocument
from crm_analytics.ism.options import ModelDisplay
from crm_analytics.ism.sections.charts import digraph
from crm_analytics.ui.ism.drawing import FAR, drawing, put_down
from tests.browser.server import ROOT
from tests.ism.structures import HOSTILE, SOURCE, small

# 1 leads to 2 and 3, which lead to one another
ARROWS = "1>2 2>3 3>2"
NONSENSE = [
    None,
    "2",
    7,
    [],
    {},
    {"boxes": None},
    {"boxes": "2"},
    {"boxes": {"2": [1, 2]}},
    {"boxes": [None, 1, "2", [], ["2"], ["2", 1], ["2", 1, 2, 3], {"id": "2"}]},
    {"boxes": [["2", "1", "2"], ["2", None, 2.0], ["2", [1], 2], ["2", {}, 2], ["2", True, 2]]},
    {"boxes": [["2", math.nan, 2], ["2", 1, math.nan], ["2", math.inf, 2], ["2", 1, -math.inf]]},
    {"boxes": [["2", 10**400, 2], ["2", 1, -1e300], ["2", FAR + 0.1, 2], ["2", 1, -FAR - 0.1]]},
    {"boxes": [["99", 1, 2], ["", 1, 2], [2, 1, 2], [None, 1, 2], [["2"], 1, 2]]},
]


def laid_out(**more):
    return replace(IsmDocument.of(SOURCE, small(3, ARROWS).judgements), **more)


def shown(**shown):
    model = small(3, ARROWS)
    return drawing(digraph(model, ModelDisplay(**shown)), model)


def test_a_dropped_box_stands_where_it_was_dropped_and_the_others_where_they_were():
    here = laid_out(moved={"1": (1.0, 2.0), "2": (3.0, 4.0)})
    after = put_down(here, {"turn": 3, "boxes": [["2", 5.5, -1]]})
    assert after.moved == {"1": (1.0, 2.0), "2": (5.5, -1.0)}
    assert (after.judgements, after.linked, after.reasons) == (
        here.judgements,
        here.linked,
        here.reasons,
    )


def test_two_drops_that_arrive_together_both_count():
    after = put_down(laid_out(), {"boxes": [["1", 0, 1], ["3", FAR, -FAR]]})
    assert after.moved == {"1": (0.0, 1.0), "3": (FAR, -FAR)}


@pytest.mark.parametrize("said", NONSENSE, ids=range(len(NONSENSE)))
def test_a_drop_that_is_nonsense_moves_nothing(said):
    here = laid_out(moved={"2": (3.0, 4.0)})
    assert put_down(here, said) is here


def test_what_is_sound_in_a_drop_counts_beside_nonsense():
    after = put_down(laid_out(), {"boxes": [["9", 1, 2], ["2", math.nan, 2], ["3", 1, 2]]})
    assert after.moved == {"3": (1.0, 2.0)}


def test_the_surface_is_given_the_boxes_frames_and_arrows_of_the_drawing():
    model = small(3, ARROWS)
    chart, given = digraph(model, ModelDisplay()), shown()
    stand = [(node.x, node.y, node.width, node.height) for node in chart.nodes]
    both = [*given["boxes"], *given["frames"]]
    assert [(one["x"], one["y"], one["width"], one["height"]) for one in both] == stand
    assert [box["id"] for box in given["boxes"]] == ["1", "2", "3"]
    assert [frame["members"] for frame in given["frames"]] == [[1, 2]]
    assert [(link["tail"], link["head"], link["look"], link["both"]) for link in given["links"]] == [
        (0, 3, "direct", False), (1, 2, "quiet", True),
    ]  # fmt: skip
    assert [row["word"] for row in given["rows"]] == ["Level 1, top", "Level 2"]
    json.dumps(given, allow_nan=False)


def test_a_moved_member_takes_the_edge_of_its_frame_along():
    before, after = shown()["frames"][0], shown(moved={"3": (9.0, 0.5)})["frames"][0]
    assert after["x"] > before["x"]
    assert after["width"] > before["width"]
    assert after["height"] > 0


def test_names_go_to_the_surface_as_they_are():
    model = small(len(HOSTILE), "", HOSTILE)
    given = drawing(digraph(model, ModelDisplay()), model)
    assert [box["name"].partition(" ")[2] for box in given["boxes"]] == list(HOSTILE)


@pytest.fixture
def app():
    started = AppTest.from_file(str(ROOT / "app.py"), default_timeout=20).run()
    opened = started.switch_page("pages/ism.py").run()
    return opened.button(key="ism_loyalty.csv").click().run()


def surface(app):
    (found,) = app.get("bidi_component")
    return found.proto


def drop(app, said):
    """As a drop arrives from the browser: its callback runs, then the page."""
    states = app._tree.get_widget_states()
    sent = states.widgets.add()
    sent.id = f"$$STREAMLIT_INTERNAL_KEY_{surface(app).id}__events"
    sent.json_trigger_value = json.dumps([{"event": "dropped", "value": said}])
    app._run(states)
    assert not app.exception
    return app


def grid(app):
    rows = next(one.value for one in app.data_editor if "across" in one.value)
    return {row["id"]: (row["across"], row["down"]) for row in rows.to_dict("records")}


def test_a_drop_reaches_the_grid_the_figure_and_the_surface_and_can_be_put_back(app):
    before, drawn = grid(app), app.get("plotly_chart")[0].proto.spec
    drop(app, {"turn": 1, "boxes": [["3", 6.0, 5.5]]})
    assert grid(app) == {**before, "3": (6.0, 5.5)}
    assert app.get("plotly_chart")[0].proto.spec != drawn
    told = json.loads(surface(app).json)
    assert (told["turn"], told["arranged"]) == (1, True)
    assert next(box["x"] for box in told["boxes"] if box["id"] == "3") == 6.0
    backs = [button for button in app.button if button.label == "Put every box back"]
    assert len(backs) == 2
    backs[0].click().run()
    assert grid(app) == before


@pytest.mark.parametrize("said", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_from_a_browser_leaves_the_page_as_it_was(app, said):
    before = grid(app)
    drop(app, said)
    assert grid(app) == before
    assert not app.error


def test_a_turn_that_is_no_number_is_not_answered(app):
    for turn in ("2", None, [], 1.5):
        drop(app, {"turn": turn, "boxes": []})
    assert json.loads(surface(app).json)["turn"] == 0
