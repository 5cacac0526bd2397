"""Likert bars, histograms, maps and lines on slides and sheets: the same numbers, only text."""

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

from crm_analytics.export.chart_layout import bell, centres
from crm_analytics.export.figures import figure
from crm_analytics.export.slides import deck
from crm_analytics.export.workbook import workbook
from crm_analytics.report.chart import Line, Map, Reading, Share, Spot


def slides(section, *charts):
    return Presentation(BytesIO(deck([replace(section, charts=charts, tables=())]))).slides


def native(section, *charts):
    return [s.chart for slide in slides(section, *charts) for s in slide.shapes if s.has_chart]


def book_in(chart):
    return load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob))["Sheet1"]


def sheet(section, chart):
    return load_workbook(
        BytesIO(workbook([replace(section, charts=(chart,), tables=())]))
    ).worksheets[1]


def column(page, place, first=2):
    return [row[place - 1].value for row in page.iter_rows(min_row=first)]


def deleted(series):
    labels = series._element.find(qn("c:dLbls"))
    found = [
        label for label in labels.findall(qn("c:dLbl")) if label.find(qn("c:delete")) is not None
    ]
    return {int(label.find(qn("c:idx")).get("val")) for label in found}


def test_low_answers_are_negative_and_the_neutral_ones_lie_half_on_each_side(section, likert):
    chart = native(section, likert)[0]
    first = {series.name: series.values[1] for series in chart.plots[0].series}
    assert first == {
        "neither, left half": -10.25, "<b>rather no</b>": -10.0, "=no": -1.25,
        "neither, right half": 10.25, "rather yes": 40.0, "@yes": 28.25,
    }  # fmt: skip
    assert chart.value_axis.tick_labels.number_format == "0;0"


def test_groups_have_headings_and_an_empty_row_has_no_bar(section, likert):
    chart = native(section, likert)[0]
    names = list(chart.plots[0].categories)
    assert [names[0], names[5]] == ["=one:", "two:"]
    assert names[-1] == "Nobody answered"
    for series in chart.plots[0].series:
        assert [series.values[place] for place in (0, 5, -1)] == [None, None, None]


def test_only_parts_with_room_carry_a_number_and_neutral_answers_carry_one(section, likert):
    series = {one.name: one for one in native(section, likert)[0].plots[0].series}
    rows = {1, 2, 3, 4, 6, 7, 8, 9}
    assert deleted(series["=no"]) == rows
    assert deleted(series["neither, left half"]) == rows
    assert deleted(series["@yes"]) == set()
    assert series["neither, right half"].points[1].data_label.text_frame.text == "20"


def test_who_gave_no_answer_stands_beside_the_bars_level_with_them(section, likert):
    bars, aside = native(section, likert)
    assert list(aside.plots[0].categories) == list(bars.plots[0].categories)
    assert aside.plots[0].series[0].values[-4:] == (2.5, None, 2.5, 100.0)
    places = [chart._chartSpace.find(f".//{qn('c:layout')}") for chart in (bars, aside)]
    one, other = (
        [part.find(f".//{qn(tag)}").get("val") for tag in ("c:y", "c:h")] for part in places
    )
    assert one == other


def test_a_middle_that_stands_apart_is_a_column_of_its_own(section, likert):
    bars, middle, _ = native(section, replace(likert, split=False))
    assert [s.name for s in bars.plots[0].series] == [
        "<b>rather no</b>",
        "=no",
        "rather yes",
        "@yes",
    ]
    assert middle.plots[0].series[0].values[1] == 20.5


def test_many_rows_go_on_over_slides_with_one_scale(section, likert):
    rows = tuple(Share(f"q{i}", (0.0, 0.0, 0.0, 100.0 - i, float(i)), 9) for i in range(60))
    found = native(section, replace(likert, rows=rows))
    assert [name for chart in found for name in chart.plots[0].categories] == [
        row.label for row in rows
    ]
    assert len(found) == 5
    assert len({(c.value_axis.minimum_scale, c.value_axis.maximum_scale) for c in found}) == 1


def test_a_histogram_is_columns_that_touch_under_a_smooth_line(section, histogram):
    (chart,) = native(section, histogram)
    columns, line = chart.plots
    assert columns.gap_width == 0
    assert columns.series[0].values == histogram.counts
    assert line.series[0].values == pytest.approx(bell(histogram, centres(histogram)), rel=1e-15)
    assert line.series[0].smooth
    assert list(columns.categories) == ["1", "2", "3", "4", "5"]
    axes = [
        [axis.get("val") for axis in plot._element.findall(qn("c:axId"))] for plot in chart.plots
    ]
    assert axes[0] == axes[1]


def test_a_histogram_without_spread_has_no_curve(section, histogram):
    (chart,) = native(section, replace(histogram, sd=0.0))
    assert len(list(chart.plots)) == 1
    assert not chart.has_legend


def test_the_moments_of_the_curve_stand_at_the_foot(section, histogram, provenance):
    texts = [s.text_frame.text for s in slides(section, histogram)[1].shapes if s.has_text_frame]
    assert f"Mean 3.63 · SD 1.05 · n 300 · =n · {provenance.line}" in texts


def test_spots_read_their_cells_and_carry_their_names(section, spots):
    (chart,) = native(section, spots)
    page = book_in(chart)
    ordered = [s for group in ("b", "=a") for s in spots.points if s.group == group]
    assert column(page, 2)[:8] == [s.x for s in ordered]
    assert column(page, 3)[:8] == pytest.approx([s.y for s in ordered], rel=1e-15)
    for series, group in zip(chart.plots[0].series, ("b", "=a"), strict=False):
        own = [s for s in spots.points if s.group == group]
        assert series.values == tuple(s.y for s in own)
        cells = series._element.find(qn("c:yVal")).find(f".//{qn('c:f')}").text
        first, last = (int(row) for row in re.findall(r"\d+", cells.partition("!")[2]))
        assert column(page, 3)[first - 2 : last - 1] == pytest.approx([s.y for s in own], rel=1e-15)
    texts = {t.text for t in chart._chartSpace.iter(qn("a:t"))}
    assert {"=1+1", "@SUM(A1)", "=β"} <= texts


def test_a_name_stays_in_its_lines_and_hides_the_line_it_must_lie_over(section):
    points = (Spot("On the line", 4.0, 4.0), Spot("Far away from it", 1.0, 7.0))
    (chart,) = native(section, Map("m", "M", "x", "y", points, 4.0, 4.0))
    labels = list(chart._chartSpace.iter(qn("c:dLbl")))
    assert [label.find(f".//{qn('a:bodyPr')}").get("wrap") for label in labels] == ["none"] * 2
    ground = [
        label.find(f"{qn('c:spPr')}/{qn('a:solidFill')}/{qn('a:srgbClr')}") for label in labels
    ]
    assert ground[0].get("val") == "FFFFFF"
    assert ground[1] is None


def test_lines_that_part_a_map_are_not_in_its_legend(section, spots):
    (chart,) = native(section, spots)
    lines = [s for s in chart.plots[0].series if s.name == "line"]
    assert [set(s.values) for s in lines] == [
        {chart.value_axis.minimum_scale, chart.value_axis.maximum_scale}, {3.5},
    ]  # fmt: skip
    entries = chart._chartSpace.findall(f".//{qn('c:legendEntry')}/{qn('c:idx')}")
    assert [entry.get("val") for entry in entries] == ["2", "3"]


def test_lines_over_numbers_read_their_own_columns_with_their_reach(section, slopes):
    (chart,) = native(section, slopes)
    page = book_in(chart)
    for turn, (series, line) in enumerate(zip(chart.plots[0].series, slopes.series, strict=False)):
        assert series.values == tuple(p.y for p in line.points)
        first = 2 + 4 * turn
        assert column(page, first)[:5] == [p.x for p in line.points]
        assert column(page, first + 1)[:5] == pytest.approx([p.y for p in line.points], rel=1e-15)
        assert column(page, first + 2)[:5] == pytest.approx([0.1] * 5)
        bars = series._element.find(qn("c:errBars"))
        assert bars.find(qn("c:errDir")).get("val") == "y"
        plus = [float(v.text) for v in bars.find(qn("c:plus")).iter(qn("c:v"))]
        assert plus == pytest.approx([0.2] * 5)


def test_lines_over_names_leave_a_gap_where_nothing_was_read(section, waves):
    (chart,) = native(section, waves)
    assert list(chart.plots[0].categories) == ["=2022", "2023", "2024"]
    assert [(s.name, s.values) for s in chart.plots[0].series] == [
        ("=Trust", (3.25, None, 3.75)),
        ("Loyalty", (3.0, 3.5, 4.0)),
    ]
    bars = chart.plots[0].series[0]._element.find(qn("c:errBars"))
    assert [v.text for v in bars.find(qn("c:plus")).iter(qn("c:v"))] == ["0.25"]


def test_marks_are_lines_named_at_their_end(section, slopes):
    (chart,) = native(section, slopes)
    mark = list(chart.plots[0].series)[-1]
    assert set(mark.values) == {3.1}
    assert mark.points[1].data_label.text_frame.text == "=here"


def test_no_workbook_inside_a_chart_computes(section, kinds):
    for chart in native(section, *kinds):
        cells = [cell for row in book_in(chart).iter_rows() for cell in row]
        assert all(cell.data_type != "f" for cell in cells)


def test_every_shape_of_every_kind_is_described_and_lies_on_the_page(section, kinds):
    for slide in slides(section, *kinds):
        for shape in slide.shapes:
            assert shape._element._nvXxPr.cNvPr.get("descr"), shape.name
            assert shape.left >= 0
            assert shape.left + shape.width <= Inches(13.333) + 1
            assert shape.top + shape.height <= Inches(7.5)


def test_no_control_character_reaches_the_files(section, kinds):
    whole = replace(section, charts=kinds, tables=())
    for content in (deck([whole]), workbook([whole])):
        with ZipFile(BytesIO(content)) as file:
            for name in file.namelist():
                if name.endswith(".xml"):
                    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", file.read(name)), name


def test_charts_that_show_nothing_have_no_slide(section, likert, histogram, spots, slopes):
    nothing = (
        replace(likert, rows=()), replace(histogram, edges=(), counts=()),
        replace(spots, points=()), replace(slopes, series=()),
    )  # fmt: skip
    assert native(section, *nothing) == []
    for chart in nothing:
        assert sheet(section, chart)._charts == []


def test_charts_of_one_row_are_drawn(section, likert, histogram, slopes):
    few = (
        replace(likert, rows=likert.rows[:1]),
        replace(histogram, edges=(0.0, 1.0), counts=(3,), n=3),
        Map("one", "One", "x", "y", (Spot("a", 1.0, 2.0),)),
        replace(slopes, series=(Line("a", (Reading(1.0, 2.0),)),), marks=()),
    )
    assert len(native(section, *few)) == 4
    assert all(len(sheet(section, chart)._charts) == 1 for chart in few)


def test_a_likert_sheet_keeps_whole_shares_and_draws_signed_parts(section, likert):
    page = sheet(section, likert)
    header = [cell.value for cell in page[4]]
    assert header[:9] == [
        "label", "group", "n", "no_answer", "=no", "<b>rather no</b>", "neither", "rather yes", "@yes",
    ]  # fmt: skip
    assert [page.cell(5, place).value for place in range(5, 10)] == list(likert.rows[0].shares)
    assert page.cell(6, 4).value == 2.5
    assert [page.cell(5, place).value for place in range(11, 17)] == [
        -10.25, -10.0, -1.25, 10.25, 40.0, 28.25,
    ]  # fmt: skip
    assert [page.cell(13, place).value for place in (3, 5, 11)] == [0, None, None]
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)


def test_a_histogram_sheet_holds_counts_and_the_height_of_the_curve(section, histogram):
    page = sheet(section, histogram)
    assert column(page, 4, 5)[:5] == list(histogram.counts)
    assert column(page, 5, 5)[:5] == pytest.approx(bell(histogram, centres(histogram)), rel=1e-15)
    (chart,) = page._charts
    assert [type(part).__name__ for part in chart._charts] == ["BarChart", "LineChart"]


def test_a_map_sheet_names_every_spot_by_its_own_cell(section, spots):
    page = sheet(section, spots)
    assert column(page, 3, 5)[:8] == [spot.x for spot in spots.points]
    series = page._charts[0].series
    assert len(series) == 10
    assert series[0].tx.strRef.f == "'reliability ipa chart'!$A$5"


def test_a_sheet_of_lines_holds_every_reading(section, waves):
    page = sheet(section, waves)
    assert [
        tuple(cell.value for cell in row[:6]) for row in page.iter_rows(min_row=5, max_row=6)
    ] == [
        ("=Trust", "=2022", 0, 3.25, 3.0, 3.5),
        ("=Trust", "2024", 2, 3.75, 3.5, None),
    ]


def test_seven_groups_have_seven_forms_on_a_page_a_slide_and_a_sheet(section):
    groups = [f"group {place}" for place in range(7)]
    chart = Map("m", "M", "x", "y", tuple(Spot(g, n, n, g) for n, g in enumerate(groups)))
    page = [trace.marker.symbol for trace in figure(chart).data]
    slide = [one.marker.style for one in native(section, chart)[0].plots[0].series]
    content = workbook([replace(section, charts=(chart,), tables=())])
    with ZipFile(BytesIO(content)) as book:
        drawn = book.read("xl/charts/chart1.xml").decode()
    sheets = re.findall(r'<c:symbol val="(\w+)"', drawn)
    assert [len(set(forms)) for forms in (page, slide, sheets)] == [7, 7, 7]
    assert [style.name.lower() for style in slide] == sheets
