"""What python-pptx leaves to XML: new elements, where a plot lies, which cells a series reads."""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.chart.chart import Chart as Native
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt


@dataclass(frozen=True, slots=True)
class Inner:
    """Where the plot lies in its frame, as shares of the frame."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an interval goes to one side: the cells it stands in, and one number a row."""

    cells: str
    values: Sequence[float | None]


def child(parent: Any, tag: str, value: object = None) -> Any:  # noqa: ANN401 - XML has no types
    """A new element, the last one of its parent when it has one."""
    element = OxmlElement(tag)
    if value is not None:
        element.set("val", str(value))
    if parent is not None:
        parent.append(element)
    return element


def fix_plot(native: Native, inner: Inner) -> None:
    """Tell the chart where its plot lies, so that what is drawn over it meets it."""
    area: Any = native._chartSpace.find(qn("c:chart")).find(qn("c:plotArea"))
    layout = area.find(qn("c:layout"))
    if layout is None:
        layout = OxmlElement("c:layout")
        area.insert(0, layout)
    manual = child(layout, "c:manualLayout")
    for tag, value in (
        ("layoutTarget", "inner"), ("xMode", "edge"), ("yMode", "edge"),
        ("x", inner.x), ("y", inner.y), ("w", inner.w), ("h", inner.h),
    ):  # fmt: skip
        child(manual, f"c:{tag}", value)


def refer(series: Any, tag: str, cells: str) -> None:  # noqa: ANN401 - XML has no types
    """Let a part of a series (its name, its x, its y) read other cells of the chart's workbook."""
    for formula in series.find(qn(tag)).iter(qn("c:f")):
        formula.text = f"Sheet1!{cells}"


def unlisted(native: Native, places: Sequence[int]) -> None:
    """Take series out of the legend."""
    legend: Any = native._chartSpace.find(qn("c:chart")).find(qn("c:legend"))
    if legend is None:
        return
    after = legend.find(qn("c:legendPos"))
    for place in reversed(places):
        entry = child(None, "c:legendEntry")
        child(entry, "c:idx", place)
        child(entry, "c:delete", 1)
        after.addnext(entry)


def whiskers(
    series: Any,  # noqa: ANN401 - XML has no types
    minus: Reach,
    plus: Reach,
    colour: str,
    upright: bool = False,
) -> None:
    """Error bars whose reach stands in the chart's own workbook."""
    bars = child(None, "c:errBars")
    if upright:
        child(bars, "c:errDir", "y")
    for tag, value in (("c:errBarType", "both"), ("c:errValType", "cust"), ("c:noEndCap", "0")):
        child(bars, tag, value)
    for tag, reach in (("c:plus", plus), ("c:minus", minus)):
        numbers = child(child(bars, tag), "c:numRef")
        child(numbers, "c:f").text = f"Sheet1!{reach.cells}"
        cache = child(numbers, "c:numCache")
        child(cache, "c:formatCode").text = "General"
        child(cache, "c:ptCount", len(reach.values))
        for row, far in enumerate(reach.values):
            if far is not None:
                point = child(cache, "c:pt")
                point.set("idx", str(row))
                child(point, "c:v").text = repr(float(far))
    line = child(child(bars, "c:spPr"), "a:ln")
    line.set("w", str(Pt(1.75)))
    child(child(line, "a:solidFill"), "a:srgbClr", colour[1:])
    # the schema wants error bars before the categories
    before = series.find(qn("c:cat"))
    (series.find(qn("c:xVal")) if before is None else before).addprevious(bars)
