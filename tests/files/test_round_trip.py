import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.files import UPLOAD, delimited
from crm_analytics.files.wire import Order

words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=8).map(
    lambda word: f"w{word}" if word else None
)
numbers = st.one_of(st.none(), st.integers(-(2**40), 2**40))
decimals = st.one_of(st.none(), st.decimals(-1000, 1000, places=3).map(float))


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
