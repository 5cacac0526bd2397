"""What leaves as text: a table as CSV, sections as JSON, a chart in words."""

import csv
import json
from collections.abc import Iterator, Sequence
from io import StringIO

from crm_analytics.export.chart_layout import step_names
from crm_analytics.report.chart import (
    Bars,
    Chart,
    Drawn,
    Heat,
    Histogram,
    Interval,
    Likert,
    Line,
    Lines,
    Map,
    Share,
    Tree,
    note_of,
    walk,
)
from crm_analytics.report.diagram import Diagram
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table, Value, finite
from crm_analytics.report.words import formatted, legal, plain

# a spreadsheet takes text that begins so for a formula
FORMULA = ("=", "+", "-", "@", "\t", "\r")
SPOKEN = 25


def csv_bytes(table: Table) -> bytes:
    """UTF-8 with byte order mark, stable keys as header, numbers unrounded, rows end CRLF."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_cell(key, "") for key in table.columns)
    writer.writerows([_cell(value, table.absent) for value in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Value, absent: str) -> str:
    value = finite(value)
    if value is None:
        return absent
    if isinstance(value, str):
        text = legal(value)
        return f"'{text}" if text.startswith(FORMULA) else text
    # numpy's numbers are floats that print their type
    return repr(float(value)) if isinstance(value, float) else str(value)


def json_text(sections: Sequence[Section]) -> str:
    """Numbers unrounded; "not applicable" is null; the first section says where all come from."""
    source = sections[0].provenance
    version = source.questionnaire_version
    provenance = {
        "data_sha256": source.data_sha256,
        "rows": source.rows,
        "people": source.people,
        "filters": {name: list(categories) for name, categories in source.filters},
        "waves": list(source.waves),
        "version": source.version,
        "questionnaire_sha256": source.questionnaire_sha256,
        **({"questionnaire_version": version} if version else {}),
    }
    objects = [section_object(section) for section in sections]
    whole = {"study": source.study, "provenance": provenance, "sections": objects}
    # surrogates are no text: a file with them could not be written
    text = json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False)
    return text.encode("utf-8", "replace").decode("utf-8")


def section_object(section: Section) -> dict[str, object]:
    """One section as an object of the JSON; "not applicable" is None."""
    return {
        "id": section.id,
        "title": section.title,
        "finding": section.finding,
        "caption": section.caption,
        **({"note": section.note} if section.note else {}),
        "caveats": list(section.caveats),
        "tables": {
            table.name: [
                {key: finite(value) for key, value in record.items()} for record in table.records()
            ]
            for table in section.tables
        },
    }


def alternative(chart: Chart) -> str:
    """Title, what is measured, and the numbers of the first rows, as one plain text."""
    if isinstance(chart, Heat):
        size = f"{len(chart.rows)} rows by {len(chart.columns)} columns"
        ends = [formatted(end, chart.decimals) for end in (chart.low, chart.high)]
        measured = f"{chart.measure}: grid of {size}, from {ends[0]} to {ends[1]}"
        return plain(f"{chart.title}. {measured}. {chart.note}")
    measured, rows = _read(chart)
    told = "; ".join(rows[:SPOKEN])
    more = len(rows) - SPOKEN
    rest = f"; and {more} more" if more > 0 else ""
    return plain(f"{chart.title}. {measured}: {told}{rest}. {note_of(chart)}")


def _read(chart: Drawn) -> tuple[str, list[str]]:
    """What is measured, and one text a row."""
    match chart:
        case Likert():
            points = ", ".join(chart.points)
            return f"{chart.axis} ({points})", [_answers(row) for row in chart.rows]
        case Histogram():
            counts = zip(step_names(chart), chart.counts, strict=True)
            return f"People by {chart.axis}", [f"{step} {count:,}" for step, count in counts]
        case Map():
            spots = [f"{s.label} {formatted(s.x)}, {formatted(s.y)}" for s in chart.points]
            return f"{chart.x_axis}, {chart.y_axis}", spots
        case Lines():
            return chart.y_axis, [_line(chart, line) for line in chart.series]
        case Tree():
            ways = [
                f"{' › '.join(part.label for part in (*above, branch))} {branch.count:,}"
                for above, branch in walk(chart)
            ]
            return chart.measure, ways
        case Diagram():
            arrows = [
                f"{chart.nodes[edge.tail].label} {'↔' if edge.both else '→'} "
                f"{chart.nodes[edge.head].label}"
                for edge in chart.edges
            ]
            return "Boxes and arrows", [*_boxes(chart), *arrows]
        case _:
            decimals = chart.decimals if isinstance(chart, Bars) else 2
            return chart.axis, [_spoken(point, decimals) for point in chart.points]


def _answers(row: Share) -> str:
    shares = ", ".join(formatted(share, 0) for share in row.shares) or "–"
    missing = "" if row.no_answer is None else f" (no answer {formatted(row.no_answer, 0)})"
    return f"{row.label} {shares}{missing}"


def _line(chart: Lines, line: Line) -> str:
    told = []
    for point in line.points[:SPOKEN]:
        tick = chart.tick(point.x)
        told.append(f"{f'{point.x:g}' if tick is None else tick} {formatted(point.y)}")
    return f"{line.label} " + ", ".join(told)


def _boxes(chart: Diagram) -> Iterator[str]:
    """The boxes of each row; each box and its lines where there are no rows."""
    boxes = [node for node in chart.nodes if not node.frame]
    for row in chart.rows:
        labels = [node.label for node in boxes if row.top <= node.y <= row.bottom]
        if labels:
            yield f"{row.word}: {', '.join(labels)}"
    for node in () if chart.rows else boxes:
        yield ": ".join(filter(None, (node.label, ", ".join(node.lines))))


def _spoken(point: Interval, decimals: int) -> str:
    value = f"{point.label} {formatted(point.value, decimals)}"
    if point.low is None or point.high is None:
        return value
    return f"{value} ({formatted(point.low, decimals)} to {formatted(point.high, decimals)})"
