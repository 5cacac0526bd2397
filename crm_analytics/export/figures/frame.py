"""What every figure has around its data: title, note, margins, axes; and its texts made safe.

Plotly reads tags and TeX in every text, so each label, title and note passes `marked`. Rows stand
at whole numbers with labels as tick texts: equal labels stay apart and none is taken for a date.
"""

from collections.abc import Sequence
from html import escape
from textwrap import wrap

from crm_analytics.export.chart_layout import reach
from crm_analytics.report.chart import Chart, note_of
from crm_analytics.report.palette import Theme, category, form
from crm_analytics.report.words import formatted, legal

Part = dict[str, object]  # of a figure: a trace, a shape, an axis
TITLE, TEXT, SMALL = 18, 13, 11  # pixels of letters
LEGEND = 26  # pixels of a line of it
SYMBOLS = {"triangle": "triangle-up", "plus": "cross"}  # plotly's names, where they are others


def marked(text: str, width: int = 0, lines: int = 9) -> str:
    """The text with tags and TeX made harmless, in lines of at most `width` letters."""
    plain = legal(text)
    parts = wrap(plain, width, max_lines=lines, placeholder=" …") if width else [plain]
    return "<br>".join(escape(part, quote=False).replace("$", "&#36;") for part in parts)


def value_text(value: float, low: float | None, high: float | None, decimals: int = 2) -> str:
    """A value and the ends of its interval, for a hover text."""
    ends = [formatted(end, decimals) for end in (low, high)]
    interval = "" if ends == ["–", "–"] else f" [{ends[0]}, {ends[1]}]"
    return formatted(value, decimals) + interval


def dots(turn: int, size: int, theme: Theme) -> Part:
    """The markers of the group at this place."""
    symbol = SYMBOLS.get(form(turn), form(turn))
    return {"size": size, "color": category(turn, theme.accent), "symbol": symbol}


def whiskers(
    ends: Sequence[tuple[float, float | None, float | None]], colour: str, look: tuple[float, int]
) -> Part:
    """Error bars of values, each with the ends of its interval; look: thickness, width of caps."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [reach(high, value) or 0.0 for value, _, high in ends],
        "arrayminus": [reach(value, low) or 0.0 for value, low, _ in ends],
        "thickness": look[0],
        "width": look[1],
        "color": colour,
    }


def around(
    chart: Chart,
    theme: Theme,
    titled: bool,
    heights: tuple[int, int, int],
    sides: tuple[int, int, int] = (12, 28, 6),
) -> Part:
    """Everything around the data but the axes.

    titled: with title and note, which a page may say itself. heights: in pixels, of what stands
    between the note and the plot, of the plot, and below it. sides: pixels left and right, and
    between a plot and its axes.
    """
    extra, plot, below = heights
    title, note = (marked(chart.title, 80), marked(note_of(chart), 110)) if titled else ("", "")
    top = 8 + extra
    if title:
        lines, notes = title.count("<br>") + 1, note.count("<br>") + 1 if note else 0
        top = 24 + lines * 24 + notes * 18 + extra
    text = f"<b>{title}</b>" if title else ""
    if note:
        look = f"font-size:{TEXT - 1}px;color:{theme.muted}"
        text = f'<b>{title}</b><br><span style="{look}">{note}</span>'
    return {
        "template": {},
        "title": {
            "text": text,
            "font": {"size": TITLE, "color": theme.ink},
            "x": 0,
            "xref": "container",
            # from the first baseline: plotly places the top of one line and of two differently
            "y": 1 - 30 / (top + plot + below),
            "yref": "container",
            "yanchor": "bottom",
            "pad": {"l": 12},
        },
        "font": {"size": TEXT, "color": theme.ink, "family": "system-ui, Segoe UI, sans-serif"},
        "paper_bgcolor": theme.background,
        "plot_bgcolor": theme.background,
        "margin": {"l": sides[0], "r": sides[1], "t": top, "b": below, "pad": sides[2]},
        "height": top + plot + below,
        "hoverlabel": {"bgcolor": theme.background, "font": {"color": theme.ink, "size": TEXT}},
        "hovermode": "closest",
        "meta": chart.name,
    }


def left_axis(labels: Sequence[str]) -> Part:
    """The left axis: the first label on top."""
    return {
        "tickvals": list(range(len(labels))),
        "ticktext": list(labels),
        "range": [len(labels) - 0.5, -0.5],
        "automargin": True,
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "tickfont": {"size": TEXT},
    }


def scale_axis(
    title: str, theme: Theme, ends: Sequence[float], wrapped: tuple[int, int] = (44, 2)
) -> Part:
    """An axis of numbers between two ends; its title in so many letters a line, and lines."""
    return {
        "title": {"text": marked(title, *wrapped), "font": {"size": TEXT}},
        "range": list(ends),
        "gridcolor": theme.grid,
        "zeroline": False,
        "tickfont": {"size": TEXT - 1},
    }


def legend_above(shown: bool, plot: int, lift: int = 4) -> Part:
    """The legend in the first lines above a plot so many pixels high, in the order of the data."""
    place = {"orientation": "h", "x": 0, "y": 1 + lift / plot, "yanchor": "bottom"}
    return {"showlegend": shown, "legend": place | {"traceorder": "normal"}}


def quiet_word(text: str, theme: Theme, **where: object) -> Part:
    """A small word in or above a plot, whose text is safe already."""
    look = {"showarrow": False, "font": {"size": SMALL, "color": theme.muted}}
    return {"text": text, **look, **where}


def above(text: str, theme: Theme, x: float, **more: object) -> Part:
    """A small word above a plot, over a place of its lower axis."""
    return quiet_word(text, theme, x=x, y=1, yref="paper", yanchor="bottom", **more)


def upright(x: float, colour: str, width: float, **more: object) -> Part:
    """A dotted line through a plot at a place of its lower axis."""
    look = {"color": colour, "width": width, "dash": "dot"}
    ends = {"x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper"}
    return {"type": "line", "line": look} | ends | more
