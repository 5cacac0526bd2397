import io

import pytest
import xlsxwriter

from crm_analytics.coding import Coded, Codings, Unit, read
from crm_analytics.coding.reading import codes, overlapping
from crm_analytics.errors import UnusableCoding

COLUMNS = (
    "Name them unit and one column a coder, or unit, coder and code. The names in coded segments "
    "of QualCoder, Taguette and ATLAS.ti are known too."
)


def opened(*texts, **choices):
    """The codings in files of these names and texts."""
    return read([(text.encode(), name) for name, text in texts], **choices)


def csv(text, **choices):
    return opened(("codes.csv", text), **choices)


def workbook(rows, *names):
    """The same rows on every sheet of these names, or on one."""
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw) as book:
        for sheet in map(book.add_worksheet, names or ("Sheet1",)):
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return raw.getvalue()


def given(found):
    """Codes of every unit by coder."""
    return {
        unit.name: {
            coder: found.given(row, column)
            for column, coder in enumerate(found.coders)
            if found.coded[row, column]
        }
        for row, unit in enumerate(found.units)
    }


def refused(*texts, **choices):
    with pytest.raises(UnusableCoding) as caught:
        opened(*texts, **choices)
    return str(caught.value)


def test_a_wide_file_has_one_column_a_coder_and_empty_is_not_coded():
    found = csv("unit,Ann,Ben\n1,x,y\n2,x,\n3,,\n")
    assert given(found) == {"1": {"Ann": ("x",), "Ben": ("y",)}, "2": {"Ann": ("x",)}, "3": {}}


def test_a_long_file_has_one_row_a_code():
    assert given(csv("unit,coder,code\n1,Ann,x\n1,Ben,y\n2,Ann,x\n2,Ben,\n")) == {
        "1": {"Ann": ("x",), "Ben": ("y",)},
        "2": {"Ann": ("x",)},
    }


def test_the_same_codings_are_read_from_every_layout():
    wide = csv("unit,Ann,Ben\n1,x;y,y\n2,x,z\n")
    long = csv("Item,Rater,Codes\n1,Ann,x\n1,Ann,y\n1,Ben,y\n2,Ann,x|x\n2,Ben,z\n")
    assert given(wide) == given(long)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("x", ("x",)),
        (" x ;  y", ("x", "y")),
        ("x|y|x", ("x", "y")),
        ("price,  value\nx", ("price, value", "x")),
        (" ; | ", ()),
        ("", ()),
    ],
)
def test_a_cell_may_hold_several_codes(cell, expected):
    assert codes(cell) == expected


def test_codes_and_units_may_be_numbers():
    found = csv("unit,Ann,Ben\n1,3,3\n2,,2\n10,1.5,2\n")
    assert given(found)["10"] == {"Ann": ("1.5",), "Ben": ("2",)}


def test_coders_columns_are_known_without_a_column_of_units():
    found = csv("coder1,coder2\nx,x\ny,\n")
    assert given(found) == {
        "row 2": {"coder1": ("x",), "coder2": ("x",)},
        "row 3": {"coder1": ("y",)},
    }


def test_texts_and_documents_of_units_are_kept():
    found = csv("interview,unit,text,Ann,Ben\nI1,1,What a day,x,y\nI2,1,Not bad,x,x\n")
    assert found.units == (
        Unit("I1 · 1", "I1", "What a day"),
        Unit("I2 · 1", "I2", "Not bad"),
    )


def test_segments_of_qualcoder_are_units_by_document_and_position():
    found = csv(
        "file,codename,owner,pos0,pos1,seltext,memo\n"
        "I1,x,Ann,0,10,What a day,\nI1,y,Ben,0,10,What a day,\nI1,y,Ben,4,12,a day it,\n"
    )
    assert given(found) == {
        "I1 · 0 · 10": {"Ann": ("x",), "Ben": ("y",)},
        "I1 · 4 · 12": {"Ben": ("y",)},
    }
    assert found.units[0].text == "What a day"
    assert [(note.what, note.found) for note in found.notes] == [
        (
            "Layout",
            "File 'codes.csv': one row a code of a coder; a unit is told by 'file', 'pos0', 'pos1'",
        ),
        (
            "Overlaps",
            "1 segment overlaps another without the same beginning and end; such segments are "
            "units of their own, so coders do not meet in them",
        ),
    ]


def test_highlights_of_taguette_are_one_file_a_coder():
    found = opened(
        ("Ann.csv", "id,document,tag,content\n7,I1,x,What a day\n7,I1,y,What a day\n"),
        ("Ben.csv", "id,document,tag,content\n3,I1,x,What a day\n4,I1,z,Not bad\n"),
    )
    assert given(found) == {
        "I1 · What a day": {"Ann": ("x", "y"), "Ben": ("x",)},
        "I1 · Not bad": {"Ben": ("z",)},
    }


def test_quotations_of_atlas_ti_are_read_from_its_workbook():
    header = ["ID", "Quotation Name", "Document", "Document Groups", "Quotation Content", "Comment",
              "Codes", "Reference", "Density", "Created by", "Modified by", "Created", "Modified"]  # fmt: skip
    rows = [
        ["1:1", "What", "I1", "", "What a day", "", "x\ny", "¶ 3", 2, "Ann", "Ann", "", ""],
        ["1:2", "What", "I1", "", "What a day", "", "x", "¶ 3", 1, "Ben", "Ben", "", ""],
    ]
    found = read([(workbook([header, *rows]), "quotations.xlsx")])
    assert given(found) == {"I1 · ¶ 3": {"Ann": ("x", "y"), "Ben": ("x",)}}


def test_a_code_written_with_and_without_capitals_is_pointed_out():
    found = csv("unit,Ann,Ben\n1,Trust,trust\n")
    assert found.notes[-1].found == "'Trust', 'trust' are counted as different codes"


def test_one_text_in_two_units_is_pointed_out():
    found = csv("unit,text,Ann,Ben\n1,Yes,x,x\n2,Yes,x,x\n3,No,x,x\n")
    assert found.notes[-1].found == "1 text stands in more than one unit"


def test_segments_that_touch_do_not_overlap():
    assert overlapping([("I1", "0", "10"), ("I1", "10", "20"), ("I2", "5", "9")]) == 0
    assert overlapping([("I1", "0", "30"), ("I1", "5", "9"), ("I1", "20", "25")]) == 2
    assert overlapping([("I1", "a", "b"), ("I1", "0", "5"), ("I1", "0", "5")]) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "unit,Ann\n1,x\n",
            "The codings: are by one coder only, 'Ann'. Agreement needs the codes of a second "
            "coder of the same units.",
        ),
        (
            "unit,Ann,Ben\n1,x,\n2,,x\n",
            "The codings: of 2 coders have no unit in common. Let coders code the same units, and "
            "call a unit the same in every coder's rows; segments must have the same beginning "
            "and end.",
        ),
        (
            "unit,Ann,Ben,Cleo\n1,x,x,\n2,,x,\n",
            "Coder 'Cleo': gave no code to any unit. Remove the coder, or add the codes.",
        ),
        (
            "what,who,how\n1,x,x\n",
            "File 'codes.csv': has columns that are not recognised: 'what', 'who', 'how'. "
            f"{COLUMNS}",
        ),
        (
            "coder,age\nAnn,3\n",
            f"File 'codes.csv': has columns that are not recognised: 'coder', 'age'. {COLUMNS}",
        ),
        (
            "x,y\nx,y\ny,x\n",
            "File 'codes.csv': holds codes in row 1, where the names of the columns belong. Put a "
            f"header row above them. {COLUMNS}",
        ),
        (
            "unit,Ann,Ben\n1,x,x\n2,y,y\n1,x,z\n,x,x\n",
            "File 'codes.csv', column 'unit': is empty in row 5, where there is a code. Fill in "
            "what tells units apart.\n"
            "File 'codes.csv': has the unit '1' in rows 2, 4. Give every unit one row; several "
            "codes of a coder stand in one cell, a semicolon between them.",
        ),
        (
            "unit,coder,code\n1,Ann,x\n,Ann,y\n1,,x\n2,,x\n",
            "File 'codes.csv', column 'unit': is empty in row 3, where there is a code. Fill in "
            "what tells units apart.\n"
            "File 'codes.csv', column 'coder': is empty in rows 4, 5, where there is a code. Fill "
            "in the coder.",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(text, message):
    assert refused(("codes.csv", text)) == message


def test_two_codes_where_one_is_expected_are_refused_with_their_rows():
    text = "unit,coder,code\n1,Ann,x\n1,Ben,x\n1,Ann,y\n2,Ben,x;z\n"
    assert refused(("codes.csv", text), one_code=True) == (
        "Unit '1', coder 'Ann': has 2 codes: 'x' in row 2, 'y' in row 4. Leave one, or allow "
        "several codes a unit.\n"
        "Unit '2', coder 'Ben': has 2 codes: 'x' in row 5, 'z' in row 5. Leave one, or allow "
        "several codes a unit."
    )


def test_the_same_code_twice_is_one_code():
    assert given(csv("unit,coder,code\n1,Ann,x\n1,Ben,x\n1,Ann,x\n", one_code=True)) == {
        "1": {"Ann": ("x",), "Ben": ("x",)}
    }


def test_problems_of_all_files_are_reported_at_once():
    assert refused(
        ("a.csv", "u,v\n1,2\n"), ("b.pdf", "%PDF-"), ("c.csv", "unit,Ann\n1,x\n,y\n")
    ) == (
        f"File 'a.csv': has columns that are not recognised: 'u', 'v'. {COLUMNS}\n"
        "File 'b.pdf': is a .pdf file, which is not read. Upload the answers as CSV, Excel "
        "workbook (.xlsx), OpenDocument (.ods), SPSS (.sav), Stata (.dta) or Parquet.\n"
        "File 'c.csv', column 'unit': is empty in row 3, where there is a code. Fill in what tells "
        "units apart."
    )


def test_a_coder_without_a_file_of_another_is_alone():
    assert refused(("Ann.csv", "id,document,tag,content\n1,I1,x,Yes\n")) == (
        "The codings: are by one coder only, 'Ann'. Agreement needs the codes of a second coder of "
        "the same units."
    )


def test_sheets_of_a_workbook_that_are_not_read_are_named():
    rows = [["unit", "code"], ["s1", "a"], ["s2", "b"]]
    with pytest.raises(UnusableCoding) as caught:
        read([(workbook(rows, "Anna", "Ben"), "two.xlsx")])
    assert str(caught.value) == (
        "The codings: are by one coder only, 'two'. Agreement needs the codes of a second coder of "
        "the same units.\n"
        "File 'two.xlsx': is read as one sheet; not read: 'Ben'. Save each sheet that holds codes "
        "as its own file."
    )
    wide = [["unit", "Anna", "Ben"], ["s1", "a", "a"], ["s2", "b", "a"]]
    found = read([(workbook(wide, "Codes", "More"), "two.xlsx")])
    notes = [note.found for note in found.notes if note.what == "Other sheets"]
    assert notes == ["File 'two.xlsx': not read are 'More'"]


def test_a_coder_in_two_files_is_pointed_out_where_they_code_the_same_units():
    old = ("old.csv", "unit,coder,code\n1,Ann,x\n2,Ann,y\n1,Ben,x\n2,Ben,x\n")
    new = ("new.csv", "unit,coder,code\n1,Ann,z\n2,Ann,\n3,Ann,y\n")
    found = opened(old, new)
    assert given(found)["1"] == {"Ann": ("x", "z"), "Ben": ("x",)}
    notes = [note.found for note in found.notes if note.what == "One coder in two files"]
    assert notes == [
        "File 'old.csv' and File 'new.csv' both have codes of 'Ann' for 1 unit, and all of them "
        "count; take one file out if it is an older version"
    ]
    apart = opened(old, ("rest.csv", "unit,coder,code\n3,Ann,z\n3,Ben,z\n"))
    assert not [note for note in apart.notes if note.what == "One coder in two files"]


def test_nothing_at_all_is_refused():
    with pytest.raises(UnusableCoding) as caught:
        Codings.of([])
    assert str(caught.value) == (
        "The codings: name no coder. Give the codes of at least two coders."
    )


def test_texts_in_place_of_codes_are_refused_before_they_fill_the_memory(monkeypatch):
    monkeypatch.setattr("crm_analytics.coding.codings.LARGEST", 7)
    entries = [Coded(Unit(str(n)), coder, (f"{coder}{n}",)) for n in (1, 2) for coder in "AB"]
    with pytest.raises(UnusableCoding) as caught:
        Codings.of(entries)
    assert str(caught.value) == (
        "The codings: have 2 units, 2 coders and 4 different codes. Check that the column of codes "
        "holds codes, not texts, or split the file."
    )
