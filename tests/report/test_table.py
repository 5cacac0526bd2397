import re
import subprocess
import sys

import pytest

from crm_analytics.report.section import Provenance, Section
from crm_analytics.report.table import Table

ROWS = [("Trust", 383, 0.812345678901, True), ("<b>Price</b>", None, None, None)]
SOURCE = Provenance("Study", "d", "q", 400, 383, (), (), "0")


@pytest.fixture
def table():
    return Table.of("scales", "Every <scale>", ["scale", "n", "alpha", "holds"], ROWS)


def test_a_column_outside_the_vocabulary_is_refused_when_the_table_is_built(table):
    with pytest.raises(ValueError, match=re.escape("Table 't': the vocabulary has no column")):
        Table.of("t", "T", ["name", "nonsense"], [("a", 81.5775833931404)])
    with pytest.raises(ValueError, match=re.escape("has no column ['more']")):
        table.after("n", "more", [1, 2])


def test_a_column_named_after_a_thing_of_the_study_says_so():
    made = Table.of("final", "Matrix", ["id", "F1"], [("F1", 1)], named=["F1"])
    assert made.shown().columns == ("id", "F1")


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="row 1 is not as long as the header"):
        Table.of("t", "T", ["name", "n"], [("a", 1), ("b",)])


def test_a_frame_has_the_stable_names_every_digit_and_a_type_a_column(table):
    frame = table.frame
    assert list(frame.columns) == ["scale", "n", "alpha", "holds"]
    assert frame["alpha"][0] == 0.812345678901
    assert [str(kind) for kind in frame.dtypes[1:]] == ["Int64", "float64", "boolean"]
    assert frame.loc[1].isna().tolist() == [False, True, True, True]
    assert frame["n"].sum() == 383


def test_a_frame_of_no_rows_has_its_columns():
    assert list(Table.of("t", "T", ["name", "n"], []).frame.columns) == ["name", "n"]


def test_what_a_caller_does_to_a_frame_leaves_the_table_alone(table):
    mine = table.frame
    mine["n"] = 0
    assert table.frame["n"][0] == table.rows[0][1] == 383


def test_records_keep_whole_numbers_booleans_and_none(table):
    kept = [value for record in table.records() for value in record.values()]
    assert kept == [value for row in ROWS for value in row]
    assert [type(value) for value in kept[:4]] == [str, int, float, bool]


def test_a_notebook_shows_headings_and_rounded_numbers_and_no_markup_of_strangers(table):
    html = table._repr_html_()
    assert "Every &lt;scale&gt;" in html
    assert "&lt;b&gt;Price&lt;/b&gt;" in html
    assert "<th>α</th>" in html
    assert "<td>0.81</td>" in html


def test_a_notebook_shows_every_row_and_sentences_to_their_end():
    sentence = "word " * 40
    made = Table.of("t", "T", ["sentence"], [(f"{sentence}{n}",) for n in range(100)])
    assert made._repr_html_().count(sentence) == 100


def test_a_section_in_a_notebook_says_finding_numbers_caveats_and_brief_tables(table):
    detail = Table.of("more", "For the analyst", ["name"], [("a",)], detail=True)
    made = Section(
        "id", "Title", "Why?", "All is <well>.", (), (table, detail), ("Few people.",), (), SOURCE,
        caption="α = .81",
    )  # fmt: skip
    html = made._repr_html_()
    for shown in ("All is &lt;well&gt;.", "α = .81", "<li>Few people.</li>", "Every &lt;scale"):
        assert shown in html
    assert "For the analyst" not in html


def test_a_table_is_built_without_pandas():
    code = (
        "import sys; from crm_analytics.report.table import Table; "
        "Table.of('t', 'T', ['name'], [('a',)]).records(); print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
