import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

from crm_analytics.export.chart_layout import Axis
from crm_analytics.export.slides import deck
from crm_analytics.report.chart import Heat
from crm_analytics.report.table import Table


def opened(*sections):
    return Presentation(BytesIO(deck(sections)))


def texts(slide):
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def charts(slides):
    return [shape.chart for slide in slides.slides for shape in slide.shapes if shape.has_chart]


def tables(slides):
    return [shape.table for slide in slides.slides for shape in slide.shapes if shape.has_table]


def stripped(labels):
    return [label.replace("\x01", "") for label in labels]


def test_the_page_is_wide_and_every_shape_lies_on_it(section):
    slides = opened(section)
    assert (slides.slide_width, slides.slide_height) == (Inches(13.333), Inches(7.5))
    for slide in slides.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= slides.slide_width
            assert shape.top + shape.height <= slides.slide_height


def test_layouts_fill_the_wide_page_too(section):
    for layout in opened(section).slide_layouts:
        for shape in layout.placeholders:
            assert shape.left + shape.width <= Inches(13.333)
    title = opened(section).slide_layouts[5].placeholders[0]
    assert title.left + title.width > Inches(12)


def test_the_title_slide_names_the_study_and_the_people(section, provenance):
    assert texts(opened(section).slides[0])[:2] == ["Study & <more>", provenance.line]


def test_every_chart_stands_under_the_finding_and_over_the_people_and_n(section, provenance):
    slides = opened(section).slides
    for slide in list(slides)[1:4]:
        assert slide.shapes.title.text_frame.text == section.finding
        assert any(text.endswith(f"n = 383 · {provenance.line}") for text in texts(slide))


def test_what_weakens_the_finding_is_seen_and_the_method_is_said(section):
    slide = opened(section).slides[1]
    assert "What weakens it: Only 383 people." in texts(slide)
    assert slide.notes_slide.notes_text_frame.text.splitlines()[:6] == [
        "Can the scales be trusted?",
        "All scales can be trusted.",
        "What weakens it:",
        "– Only 383 people.",
        "How this is computed:",
        "Cronbach (1951).",
    ]


def test_every_shape_has_words_for_those_who_cannot_see_it(section, grouped):
    for slide in opened(replace(section, charts=(*section.charts, grouped))).slides:
        for shape in slide.shapes:
            assert shape._element._nvXxPr.cNvPr.get("descr"), shape.name


def test_a_native_chart_holds_unrounded_numbers_in_the_given_order(section, dots, bars):
    native = charts(opened(section))
    for chart, given in zip(native, (dots, bars), strict=True):
        assert list(chart.plots[0].categories) == stripped(p.label for p in given.points)
        assert chart.plots[0].series[0].values == tuple(p.value for p in given.points)
        assert chart.category_axis.reverse_order
    assert native[1].plots[0].data_labels.number_format == "0.0"


def test_intervals_are_error_bars_and_an_absent_end_has_none(section, dots):
    series = charts(opened(section))[0].plots[0].series[0]._element
    order = [child.tag for child in series]
    assert order.index(qn("c:errBars")) < order.index(qn("c:cat"))
    bars = series.find(qn("c:errBars"))
    plus, minus = (
        [float(v.text) for v in bars.find(qn(tag)).iter(qn("c:v"))] for tag in ("c:plus", "c:minus")
    )
    assert plus == [p.high - p.value for p in dots.points]
    assert minus == [p.value - p.low for p in dots.points if p.low is not None]


def test_groups_are_series_with_a_legend(section, grouped):
    (chart,) = charts(opened(replace(section, charts=(grouped,))))
    assert [(s.name, s.values) for s in chart.plots[0].series] == [
        ("one", (0.4, None)),
        ("two", (None, -0.2)),
    ]
    assert chart.has_legend


def test_the_workbook_inside_a_chart_computes_nothing(section, hostile, dots):
    chart = charts(opened(section))[0]
    sheet = load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob))["Sheet1"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == stripped(hostile)
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == [p.value for p in dots.points]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("mark", [-0.2, 0.0, 0.5])
def test_a_mark_stands_where_the_axis_says(section, grouped, mark):
    chart = replace(grouped, marks=((mark, "here"),))
    slide = opened(replace(section, charts=(chart,))).slides[1]
    (line,) = [shape for shape in slide.shapes if shape.name.startswith("Connector")]
    frame = next(shape for shape in slide.shapes if shape.has_chart)
    layout = frame.chart._chartSpace.find(f".//{qn('c:plotArea')}/{qn('c:layout')}")
    x, w = (float(layout.find(f".//{qn(tag)}").get("val")) for tag in ("c:x", "c:w"))
    share = ((line.left - frame.left) / frame.width - x) / w
    low, high = frame.chart.value_axis.minimum_scale, frame.chart.value_axis.maximum_scale
    assert low + share * (high - low) == pytest.approx(mark, abs=1e-4)


def test_a_small_heat_map_is_one_coloured_table(section, heat):
    table = tables(opened(section))[0]
    assert [[cell.text for cell in row.cells][1:] for row in table.rows][1:] == [
        ["1.00", "", ""],
        ["−0.91**", "1.00", ""],
        ["0.25", "", "1.00"],
    ]
    assert str(table.cell(1, 1).fill.fore_color.rgb) == "005193"


def test_twenty_letters_of_a_name_stand_over_a_column_of_fifteen(section):
    names = tuple(f"a name of 20 letters{turn}" for turn in "abcdefghijklmno")
    row = (0.5,) * 15
    heat = Heat("m", "Together", names, names, (row,) * 15, (("",) * 15,) * 15)
    (table,) = tables(opened(replace(section, charts=(heat,), tables=(), caveats=())))
    over = [cell.text for cell in list(table.rows[0].cells)[1:]]
    assert all(text.startswith("a name of 20 letter") for text in over)
    # 9 points with a margin, as high as any program draws them
    assert all(row.height >= Inches(9 * 1.4 / 72 + 0.03) for row in list(table.rows)[1:])
    assert sum(row.height for row in table.rows) <= Inches(4.91)


@pytest.mark.parametrize(
    ("size", "whole", "slides"), [(15, True, 1), (20, True, 4), (45, False, 6)]
)
def test_a_large_heat_map_is_cut_into_blocks_and_empty_ones_are_left_out(
    section, size, whole, slides
):
    names = tuple(f"item {i}" for i in range(size))
    values = tuple(
        tuple(0.1 if whole or j <= i else None for j in range(size)) for i in range(size)
    )
    flags = tuple(("",) * size for _ in names)
    heat = Heat("pearson", "Items", names, names, values, flags)
    found = tables(opened(replace(section, charts=(heat,), tables=())))
    assert len(found) == slides
    assert all(len(table.rows) <= 16 and len(table.columns) <= 16 for table in found)


def test_a_table_shows_its_brief_columns_as_a_person_reads_them(section):
    table = tables(opened(section))[1]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["Scale", "n", "α", "p"]
    assert rows[1][1:] == ["383", "0.81", "< .001"]
    assert rows[-1] == ["lost", "1,234", "–", ".500"]


def test_words_keep_apart_from_the_number_before_them(section):
    table = Table.of(
        "t", "Who", ["name", "n", "quadrant"], [("a", 1, "driver"), ("b", 2, "linkage")]
    )
    (native,) = tables(opened(replace(section, tables=(table,), charts=())))
    for row in native.rows:
        assert [cell.margin_left for cell in row.cells] == [Inches(n) for n in (0.08, 0.08, 0.2)]


def test_a_long_table_goes_on_and_says_so(section):
    table = Table.of("t", "Items", ["name", "n"], [(f"q{i}", i) for i in range(20)])
    slides = opened(replace(section, tables=(table,), charts=()))
    titles = [slide.shapes.title.text_frame.text for slide in slides.slides][1:]
    assert titles == [section.finding, "Items (2 of 2)"]
    assert "Items (1 of 2)" in texts(slides.slides[1])
    assert [row.cells[0].text for part in tables(slides) for row in list(part.rows)[1:]] == [
        f"q{i}" for i in range(20)
    ]


def test_a_very_long_table_is_left_to_the_workbook(section):
    table = Table.of("pairs", "Every pair", ["name", "n"], [("a", 1)] * 21)
    slides = opened(replace(section, tables=(table,)))
    assert any("Only in the workbook: Every pair (21 rows)." in t for t in texts(slides.slides[1]))
    assert len(tables(slides)) == 1


def test_a_picture_for_the_analyst_is_left_to_the_workbook(section):
    charts = (section.charts[0], replace(section.charts[0], title="For analysts", detail=True))
    slides = opened(replace(section, charts=charts, tables=()))
    assert len(slides.slides) == 2
    assert not any("For analysts" in text for text in texts(slides.slides[1]))


def test_a_heat_map_in_blocks_says_what_it_measures_on_every_slide(section):
    names = tuple(f"q{i}" for i in range(20))
    row = (0.5,) * 20
    heat = Heat("htmt", "Apart", names, names, (row,) * 20, (("",) * 20,) * 20, measure="HTMT")
    slides = opened(replace(section, charts=(heat,), tables=()))
    said = [" ".join(texts(slide)) for slide in slides.slides][1:]
    assert len(said) == 4
    assert all("HTMT" in text and "Pearson" not in text for text in said)


def test_a_table_for_the_analyst_is_left_to_the_workbook(section):
    table = Table.of("items", "Items", ["name", "n"], [("a", 1)], detail=True)
    slides = opened(replace(section, tables=(table,)))
    assert any("Only in the workbook: Items (1 row)." in t for t in texts(slides.slides[1]))
    assert len(tables(slides)) == 1


def test_a_section_without_pictures_still_says_its_finding(section):
    slides = opened(replace(section, charts=(), tables=()))
    assert slides.slides[1].shapes.title.text_frame.text == section.finding


def test_nothing_in_the_file_is_a_control_character_or_a_link_elsewhere(section):
    with ZipFile(BytesIO(deck([section]))) as file:
        parts = {name: file.read(name) for name in file.namelist() if name.startswith("ppt/")}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|_x0001_", part), name
            assert b'TargetMode="External"' not in part, name


def test_the_axis_is_round_and_holds_zero_and_everything(dots, grouped):
    axis = Axis.of(dots)
    assert (axis.low, axis.high, axis.step, axis.format) == (0.0, 1.0, 0.2, "0.0")
    axis = Axis.of(grouped)
    assert (axis.low, axis.high) == (pytest.approx(-0.4), pytest.approx(0.6))


def test_a_note_stands_on_the_first_slide_of_its_section_and_is_said(section):
    slides = list(opened(section, replace(section, note="New since May.\n=1+1 <b>")).slides)
    shown = [n for n, slide in enumerate(slides) if any("New since" in t for t in texts(slide))]
    first = [n for n, slide in enumerate(slides) if "Only 383 people." in "".join(texts(slide))]
    assert shown == first[1:]
    slide = slides[shown[0]]
    (text,) = [t for t in texts(slide) if "New since" in t]
    assert text == "Note: New since May. =1+1 <b>"
    spoken = slide.notes_slide.notes_text_frame.text.splitlines()
    assert spoken[2:5] == ["Note:", "New since May.", "=1+1 <b>"]


def test_a_long_note_ends_on_the_slide_and_goes_on_in_the_notes(section):
    note = " ".join(["word"] * 200)
    slide = opened(replace(section, note=note)).slides[1]
    (text,) = [t for t in texts(slide) if t.startswith("Note: ")]
    assert text.endswith("word … (more in the notes)")
    assert len(text) < 270
    assert note in slide.notes_slide.notes_text_frame.text
    picture = next(s for s in slide.shapes if s.has_chart)
    box = next(s for s in slide.shapes if s.has_text_frame and s.text_frame.text == text)
    assert picture.top + picture.height <= box.top


def test_a_link_in_a_note_cannot_be_clicked(section):
    with ZipFile(BytesIO(deck([replace(section, note="See http://example.org")]))) as parts:
        linked = [n for n in parts.namelist() if b"hlinkClick" in parts.read(n)]
    assert linked == []
