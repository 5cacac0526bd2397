"""Where the table stands in a file that was just brought: the guess, and a person's correction."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

import streamlit as st

from crm_analytics.errors import Problem, Problems, UnreadableSurvey
from crm_analytics.files import UPLOAD, layout
from crm_analytics.files.file import TableLayout
from crm_analytics.files.layout import LOOKED_AT
from crm_analytics.files.small_table import Rows, small_table
from crm_analytics.ui import cache, state
from crm_analytics.ui.messages import show_problems

SHOWN = 12  # rows of the preview
_HEADER = re.compile(r"^\s*(\d+)\s*(?:(?:-|–|to)\s*(\d+)\s*)?$")
_ROWS, _FIRST, _LAST = "header rows", "first person", "last person"


class Brought(Protocol):
    """A file as the uploader gives it."""

    name: str
    file_id: str

    def getvalue(self) -> bytes:
        """Its bytes."""


def correct(
    brought: Brought, guess: TableLayout | None, take: Callable[[TableLayout | None], None]
) -> None:
    """The first rows, where the table was taken to stand, and fields to say it otherwise.

    guess: None where the file was refused, or has no layout. take: what the button does; it finds
    by `told` what the person says.
    """
    place = st.expander(
        "Is the table read wrongly? Say where it stands",
        key=f"layout {brought.file_id}",
        on_change="rerun",
    )
    if not place.open:
        return
    with place:
        try:
            sheets = cache.in_session("sheets", brought.file_id, lambda: _heads(brought))
        except Problems as error:
            show_problems(error.problems)
            return
        _fields(brought, guess, sheets)
        st.button("Read it so", key=f"read so {brought.file_id}", on_click=take, args=(guess,))


def _heads(brought: Brought) -> dict[str, Rows]:
    """The first rows of every sheet; the file is parsed once for all clicks."""
    sheets = small_table(brought.getvalue(), brought.name, UPLOAD)
    return {name: rows[:LOOKED_AT] for name, rows in sheets.items()}


def _fields(brought: Brought, read: TableLayout | None, sheets: Mapping[str, Rows]) -> None:
    names = tuple(sheets)
    chosen, own = names[0], read.sheet if read else ""
    if len(names) > 1:
        at = names.index(own) if own in names else 0
        chosen = st.selectbox("Sheet with the answers", names, index=at, key=_sheet(brought))
    # what another sheet is taken for is guessed from its own rows
    guess = read if read and own in ("", chosen) else layout.guess(sheets[chosen])
    key = _keys(brought)
    _preview(sheets[chosen], guess)
    left, middle, right = st.columns(3)
    left.text_input(
        "Header rows",
        _written(guess.header),
        key=key[_ROWS],
        help="For example 3, or 3-4 where two rows name the columns; empty where none does.",
    )
    middle.number_input("First person in row", 1, value=max(1, guess.first), key=key[_FIRST])
    right.number_input(
        "Last person in row", 0, value=guess.last, key=key[_LAST], help="0: to the end."
    )


def told(brought: Brought, guess: TableLayout | None) -> TableLayout:
    """What the fields say. Raises UnreadableSurvey where they cannot be meant."""
    guess, key = guess or TableLayout(), _keys(brought)
    sheet = str(state.get(_sheet(brought), guess.sheet))
    written = str(state.get(key[_ROWS], ""))
    first, last = int(state.get(key[_FIRST], 1)), int(state.get(key[_LAST], 0))
    header = _header(written)
    if header is None:
        what = f"are '{written}'."
        raise UnreadableSurvey(Problem("Header rows", what, "Write for example 3, or 3-4."))
    if header and header[-1] >= first:
        what = f"are {written}, and the first person is in row {first}."
        raise UnreadableSurvey(Problem("Header rows", what, "People stand below the header."))
    if sheet != guess.sheet:  # what was found on the other sheet says nothing of this one
        return TableLayout(sheet=sheet, header=header, first=first, last=last)
    aside = tuple(row for row in guess.set_aside if row[0] >= first)
    return replace(guess, header=header, first=first, last=last, set_aside=aside, texts="")


def _sheet(brought: Brought) -> str:
    """Key of the widget that chooses a sheet; it is there only where there are several."""
    return f"sheet {brought.file_id}"


def _keys(brought: Brought) -> dict[str, str]:
    """Keys of the widgets about the chosen sheet, which begin anew with another one."""
    of = f"{brought.file_id} {state.get(_sheet(brought), '')}"
    return {name: f"{name} {of}" for name in (_ROWS, _FIRST, _LAST)}


def _preview(rows: Rows, guess: TableLayout) -> None:
    """The first rows as they stand, each with what it was taken for."""
    from openpyxl.utils import get_column_letter

    width = max((len(row) for row in rows[:SHOWN]), default=0)
    taken = [
        "header" if number in guess.header else "person" if number >= guess.first else ""
        for number in range(1, min(SHOWN, len(rows)) + 1)
    ]
    columns = {
        "Row": [str(number) for number in range(1, len(taken) + 1)],
        "Taken for": taken,
        **{
            get_column_letter(place + 1): [
                row[place] if place < len(row) else "" for row in rows[:SHOWN]
            ]
            for place in range(width)
        },
    }
    st.dataframe(columns, hide_index=True, alt="First rows of the sheet, as they stand in the file")


def _written(header: tuple[int, ...]) -> str:
    if len(header) < 2:
        return "".join(map(str, header))
    return f"{header[0]}-{header[-1]}"


def _header(written: str) -> tuple[int, ...] | None:
    """Rows, none for an empty text; None where it says nothing of the kind."""
    if not written.strip():
        return ()
    match = _HEADER.match(written)
    if not match:
        return None
    start, end = int(match[1]), int(match[2] or match[1])
    return tuple(range(start, end + 1)) if 0 < start <= end < start + 10 else None
