"""What the charts of all sheets share: title, size, and intervals as error bars."""

from typing import Any

from xlsxwriter.utility import xl_col_to_name

from crm_analytics.export.sheets import Sheet


def titled(sheet: Sheet, drawn: Any, width: int, height: int) -> None:  # noqa: ANN401
    """A chart so many pixels large, with the title of its sheet."""
    name = {"name": [sheet.page.get_name(), 2, 0], "name_font": {"size": 14}, "overlay": False}
    drawn.set_title(name)
    drawn.set_size({"width": width, "height": height})


def reaching(sheet: Sheet, rows: tuple[int, int], minus: int, plus: int) -> dict[str, object]:
    """Error bars whose reach stands in two columns of these rows."""
    quoted = sheet.page.get_name().replace("'", "''")
    below, above = (
        f"='{quoted}'!{letter}${rows[0] + 1}:{letter}${rows[1] + 1}"
        for letter in (xl_col_to_name(place, col_abs=True) for place in (minus, plus))
    )
    return {"type": "custom", "plus_values": above, "minus_values": below}
