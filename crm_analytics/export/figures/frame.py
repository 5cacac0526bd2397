"""What every figure has around its data: title, note, margins, sizes; and its texts made safe.

Plotly reads tags and TeX in every text, so each label, title and note passes `marked`. Rows stand
at whole numbers with labels as tick texts: equal labels stay apart and none is taken for a date.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from crm_analytics.report.chart import Chart, note_of
from crm_analytics.report.palette import Theme
from crm_analytics.report.words import formatted, legal

TITLE, TEXT, SMALL = 18, 13, 11
# groups differ in form too: a colour alone is lost in print
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star")


def marked(text: str, width: int = 0, lines: int = 9) -> str:
    """The text with tags and TeX made harmless, in lines of at most `width` letters."""
    plain = legal(text)
    parts = wrap(plain, width, max_lines=lines, placeholder=" …") if width else [plain]
    return "<br>".join(escape(part, quote=False).replace("$", "&#36;") for part in parts)


def interval(low: float | None, high: float | None, decimals: int = 2) -> str:
    """The ends of an interval behind its value; nothing where there are none."""
    ends = [formatted(end, decimals) for end in (low, high)]
    return "" if ends == ["–", "–"] else f" [{ends[0]}, {ends[1]}]"


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the plot, and the room it takes in pixels."""

    title: str
    note: str
    extra: int = 0

    @classmethod
    def of(cls, chart: Chart, extra: int, titled: bool) -> "Head":
        """Title and note of a chart, or nothing where the page says them itself."""
        if not titled:
            return cls("", "", extra)
        return cls(marked(chart.title, 80), marked(note_of(chart), 110), extra)

    @property
    def height(self) -> int:
        """The room it takes in pixels."""
        if not self.title:
            return 8 + self.extra
        lines = self.title.count("<br>") + 1
        notes = self.note.count("<br>") + 1 if self.note else 0
        return 24 + lines * 24 + notes * 18 + self.extra

    def text(self, muted: str) -> str:
        """Title and note as one text."""
        if not self.note:
            return f"<b>{self.title}</b>" if self.title else ""
        look = f"font-size:{TEXT - 1}px;color:{muted}"
        return f'<b>{self.title}</b><br><span style="{look}">{self.note}</span>'


def around(chart: Chart, theme: Theme, head: Head, plot: int, below: int) -> dict[str, object]:
    """Everything around the data but the axes; plot and below are heights in pixels."""
    background = theme.background
    return {
        "template": {},
        "title": {
            "text": head.text(theme.muted),
            "font": {"size": TITLE, "color": theme.ink},
            "x": 0,
            "xref": "container",
            # from the first baseline: plotly places the top of one line and of two differently
            "y": 1 - 30 / (head.height + plot + below),
            "yref": "container",
            "yanchor": "bottom",
            "pad": {"l": 12},
        },
        "font": {"size": TEXT, "color": theme.ink, "family": "system-ui, Segoe UI, sans-serif"},
        "paper_bgcolor": background,
        "plot_bgcolor": background,
        "margin": {"l": 12, "r": 28, "t": head.height, "b": below, "pad": 6},
        "height": head.height + plot + below,
        "hoverlabel": {"bgcolor": background, "font": {"color": theme.ink, "size": TEXT}},
        "hovermode": "closest",
        "meta": chart.name,
    }


def left_axis(labels: Sequence[str]) -> dict[str, object]:
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


def scale_axis(title: str, theme: Theme, ends: Sequence[float]) -> dict[str, object]:
    """An axis of numbers between two ends, its title wrapped as a phone needs it."""
    return {
        "title": {"text": marked(title, 44, 2), "font": {"size": TEXT}},
        "range": list(ends),
        "gridcolor": theme.grid,
        "zeroline": False,
        "tickfont": {"size": TEXT - 1},
    }


def legend_above(shown: bool, plot: int, lift: int = 4) -> dict[str, object]:
    """The legend in the first lines above a plot so many pixels high, in the order of the data."""
    place = {
        "orientation": "h",
        "x": 0,
        "y": 1 + lift / plot,
        "yanchor": "bottom",
    }
    return {"showlegend": shown, "legend": place | {"traceorder": "normal"}}


def quiet_word(text: str, theme: Theme, **where: object) -> dict[str, object]:
    """A small word in or above a plot, whose text is safe already."""
    look = {"showarrow": False, "font": {"size": SMALL, "color": theme.muted}}
    return {"text": text, **look, **where}


def above(text: str, theme: Theme, x: float, **more: object) -> dict[str, object]:
    """A small word above a plot, over a place of its lower axis."""
    return quiet_word(text, theme, x=x, y=1, yref="paper", yanchor="bottom", **more)


def upright(x: float, colour: str, width: float, **more: object) -> dict[str, object]:
    """A dotted line through a plot at a place of its lower axis."""
    look = {"color": colour, "width": width, "dash": "dot"}
    return {
        "type": "line",
        "x0": x,
        "x1": x,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": look,
    } | more
