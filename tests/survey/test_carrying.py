from dataclasses import replace

from crm_analytics.errors import Problem
from crm_analytics.survey.carrying import carried
from crm_analytics.survey.grid import Row

THEN = (Row("q1", scale="1–5"), Row("q2", scale="1–5"), Row("q3"))


def test_edited_cells_are_carried_over_beside_what_others_changed():
    edited = (replace(THEN[0], scale="from 1"), *THEN[1:])
    now = (replace(THEN[0], text="Why?"), replace(THEN[1], scale="1–7"), THEN[2])
    rows, lost = carried(THEN, edited, now)
    assert rows == (Row("q1", "Why?", scale="from 1"), now[1], now[2])
    assert lost == ()


def test_in_a_cell_that_others_changed_theirs_stands_and_mine_is_told():
    edited = (replace(THEN[0], scale="from 1"), *THEN[1:])
    now = (replace(THEN[0], scale="1–7"), *THEN[1:])
    rows, lost = carried(THEN, edited, now)
    assert rows == now
    assert lost == (
        Problem(
            "Column 'q1'",
            "has the scale '1–7' by now, and yours was 'from 1'.",
            "Write yours again if it still holds.",
        ),
    )


def test_the_same_edit_by_both_is_no_loss():
    edited = (replace(THEN[0], scale="1–7"), *THEN[1:])
    assert carried(THEN, edited, edited) == (edited, ())


def test_a_column_that_came_meanwhile_stands_as_it_came():
    now = (*THEN, Row("q4", "New"))
    assert carried(THEN, THEN, now) == (now, ())
