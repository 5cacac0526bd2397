from crm_analytics.ui.drafts import edited

BASE = (
    {"id": "H1", "kind": "level"},
    {"id": "H2", "kind": "effect"},
    {"id": "H3", "kind": "level"},
)


def test_cells_are_changed_lines_added_and_taken_out():
    edits = {
        "edited_rows": {1: {"kind": "correlation"}, 2: {"id": "gone"}},
        "added_rows": [{"id": "H4"}, {}],
        "deleted_rows": [2],
    }
    assert edited(BASE, edits) == (
        {"id": "H1", "kind": "level"},
        {"id": "H2", "kind": "correlation"},
        {"id": "H4"},
    )


def test_an_editor_without_edits_leaves_all_as_it_was():
    assert edited(BASE, {}) == BASE
