import csv
from io import StringIO

import pytest
from _pytest.monkeypatch import MonkeyPatch
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.errors import UnreadableSurvey
from crm_analytics.files import UPLOAD, delimited
from crm_analytics.files.delimited import _by_arrow as by_arrow
from crm_analytics.files.wire import Order

words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=8).map(
    lambda word: f"w{word}" if word else None
)
numbers = st.one_of(st.none(), st.integers(-(2**40), 2**40))
decimals = st.one_of(st.none(), st.decimals(-1000, 1000, places=3).map(float))


CODES = ["1", "2", "", "007", "-0", "0", "+5", " 3", "1e5", "-", "99999", "9" * 20, "٣"]


@st.composite
def tables(draw):
    width, height = draw(st.integers(2, 5)), draw(st.integers(1, 8))
    kinds = draw(
        st.lists(st.sampled_from([words, numbers, decimals]), min_size=width, max_size=width)
    )
    columns = [draw(st.lists(kind, min_size=height, max_size=height)) for kind in kinds]
    # an empty last row is left out, which another test says
    columns.append(["end"] * height)
    return {f"column {i}": cells for i, cells in enumerate(columns)}


@pytest.mark.parametrize(("delimiter", "mark"), [(",", "."), (";", ","), ("\t", "."), ("|", ",")])
@given(table=tables())
def test_a_table_written_as_csv_reads_back_equal(table, delimiter, mark):
    out = StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(table)
    for row in zip(*table.values(), strict=True):
        writer.writerow([_written(cell, mark) for cell in row])
    back = delimited.read(out.getvalue().encode(), Order("a.csv", "delimited", UPLOAD))
    assert back.table.to_pydict() == table


def _written(cell, mark):
    return f"{cell:.3f}".replace(".", mark) if isinstance(cell, float) else cell


quick_words = st.text("ab 0-9.,;é", max_size=6)
quick_cells = st.one_of(quick_words, st.integers(-(10**6), 10**6).map(str), st.sampled_from(CODES))


@given(
    rows=st.lists(st.lists(quick_cells, min_size=3, max_size=3), min_size=1, max_size=12),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_the_quick_reader_gives_what_the_strict_one_gives(rows, end):
    text = end.join(map("\t".join, [["one", "two", "three"], *rows])) + end
    order = Order("a.tsv", "delimited", UPLOAD)
    with MonkeyPatch.context() as patch:
        patch.setattr(delimited, "LARGE", 0)
        quick = _outcome(text, order)
        patch.setattr(delimited, "LARGE", 10**9)
        assert quick == _outcome(text, order)


def _outcome(text, order):
    try:
        file = delimited.read(text.encode(), order)
    except UnreadableSurvey as error:
        return str(error)
    return file.table.to_pydict(), file.table.schema, file.notes, file.layout


def test_a_large_file_is_read_quickly_and_exactly(monkeypatch):
    asked = []
    monkeypatch.setattr(
        delimited, "_by_arrow", lambda *given: asked.append(given) or by_arrow(*given)
    )
    rows = [f"{i % 5},{'007' if i == 9 else i},{i / 4}" for i in range(80_000)]
    raw = ("q,id,score\n" + "\n".join(rows)).encode()
    file = delimited.read(raw, Order("a.csv", "delimited", UPLOAD))
    assert asked
    assert file.table["q"].to_pylist()[:6] == [0, 1, 2, 3, 4, 0]
    assert file.table["id"][9].as_py() == "007"
    assert file.table["score"][3].as_py() == 0.75
