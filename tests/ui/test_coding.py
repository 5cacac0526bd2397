"""The Coding page: files in, refusals in words, choices that change the numbers, nothing lost."""

import json
import re

import pytest

from crm_analytics.ui.messages import APART
from tests.ui.visiting import said, visit

PAGE = "pages/coding.py"
WIDE = b"unit,interview,text,Anna,Ben\nu1,I1,Cheap,price,price\nu2,I1,Kind,trust; price,price\nu3,I2,Fast,speed,\n"  # fmt: skip
LONG = b"unit;coder;code\nu1;Anna;price\nu1;Ben;price\nu2;Anna;trust\nu2;Ben;price\nu3;Anna;speed\nu3;Ben;speed\n"  # fmt: skip
AGE = b"unit,Anna,Ben,age\nu1,a,a,31\nu2,b,a,44\nu3,b,b,52\n"
BOOK = b"code,category,group,role\nprice,Money,Why,causal conditions\nspeed,Service,What,central phenomenon\n"  # fmt: skip
HOSTILE = '<img src=x onerror="alert(1)">'


def upload(app, *files, place=0):
    given = [(name, raw, "text/csv") for name, raw in files]
    uploader = app.file_uploader[place]
    uploader.set_value(given if place == 0 else given[0]).run()
    assert not app.exception
    return app


def finding(app):
    return next(line for line in said(app).splitlines() if line.startswith("####"))


def errors(app):
    return [one.value.replace("\\", "").replace(APART, "") for one in app.error]


def charts(app):
    return [json.loads(one.proto.spec) for one in app.get("plotly_chart")]


def test_a_new_visitor_sees_the_sample():
    app = visit(PAGE)
    assert not app.exception
    assert finding(app).startswith("#### Coder A and Coder B gave the same code to 85% of the 392")
    assert "408 units, 2 coders, 160 codes · code book interview_code_book.csv" in said(app)
    kinds = [chart["data"][0]["type"] for chart in charts(app)]
    assert kinds == ["scatter", "heatmap", "treemap", "scatter", "heatmap", "scatter"]


def test_coders_side_by_side_are_read():
    app = upload(visit(PAGE), ("wide.csv", WIDE))
    assert finding(app).startswith("#### Anna and Ben gave the same set of codes to 50% of the 2 ")
    assert "wide.csv: 3 units, 2 coders, 3 codes" in said(app)
    assert "one column a coder; a unit is told by 'interview', 'unit'" in said(app)


def test_one_row_a_code_is_read_and_stays_while_the_visitor_goes_around():
    app = upload(visit(PAGE), ("long.csv", LONG))
    assert finding(app).startswith("#### Anna and Ben gave the same code to 67% of the 3 units")
    app.switch_page("pages/check.py").run()
    app.switch_page(PAGE).run()
    assert finding(app).startswith("#### Anna and Ben gave the same code to 67% of the 3 units")


def test_several_files_are_one_a_coder():
    app = upload(
        visit(PAGE),
        ("Anna.csv", b"unit,code\nu1,a\nu2,b\n"),
        ("Ben.csv", b"unit,code\nu1,a\nu2,a\n"),
    )
    assert "Anna.csv, Ben.csv: 2 units, 2 coders, 2 codes" in said(app)


def test_what_cannot_be_used_is_answered_and_what_was_there_stays():
    app = upload(visit(PAGE), ("one.csv", b"unit,Anna\nu1,a\n"))
    assert errors(app) == [
        "The codings: are by one coder only, 'Anna'. Agreement needs the codes of a second coder "
        "of the same units."
    ]
    assert finding(app).startswith("#### Coder A and Coder B")


def test_a_book_can_be_dropped_and_left_out_again():
    app = upload(visit(PAGE), ("long.csv", LONG))
    assert "· code book" not in said(app)
    upload(app, ("book.csv", BOOK), place=1)
    assert "code book book.csv" in said(app)
    assert "Given, but not in the code book: “trust”." in said(app)
    assert "treemap" in [chart["data"][0]["type"] for chart in charts(app)]
    app.button(key="no code book").click().run()
    assert "code book book.csv" not in said(app)


def test_a_book_of_ones_own_stays_with_other_files_and_that_of_the_sample_does_not():
    app = upload(visit(PAGE), ("book.csv", BOOK), place=1)
    upload(app, ("long.csv", LONG))
    assert "long.csv: 3 units, 2 coders, 3 codes · code book book.csv" in said(app)
    app.button(key="coding sample").click().run()
    assert "160 codes · code book interview_code_book.csv" in said(app)
    upload(app, ("long.csv", LONG + b"u4;Anna;price\n"))
    assert "long.csv: 4 units, 2 coders, 3 codes" in said(app)
    assert "· code book" not in said(app)


def test_a_broken_book_is_answered():
    app = upload(visit(PAGE), ("b.csv", b"code,category\na,X\n"), place=1)
    assert errors(app) == [
        "File 'b.csv': has no column group. Name the columns code, category, group and, if you "
        "like, role."
    ]
    assert "code book interview_code_book.csv" in said(app)
    assert "Nothing was taken from that: below is still the sample" in said(app)
    upload(app, ("age.csv", AGE))
    upload(app, ("b.csv", b"code,category\na,X\n"), place=1)
    assert "Nothing was taken from that: below is still what was here before" in said(app)


def test_a_column_taken_for_a_coder_is_seen_and_left_out():
    app = upload(visit(PAGE), ("age.csv", AGE))
    coders = next(f.value for f in app.dataframe if "For example" in f.value.columns)
    assert list(coders["For example"]) == ["a, b", "a, b", "31, 44, 52"]
    assert "Any two of the 3 coders" in finding(app)
    app.multiselect[0].set_value(["age"]).run()
    assert finding(app).startswith("#### Anna and Ben gave the same code to 67% of the 3 units")
    app.multiselect[0].set_value(["age", "Ben"]).run()
    assert not app.exception
    assert "are by one coder only, 'Anna'" in errors(app)[0]


def test_what_an_empty_cell_means_changes_the_numbers():
    app = visit(PAGE)
    assert "α = 0.85" in finding(app)
    app.button_group(key="agreement.empty_cells").set_value("decision").run()
    assert not app.exception
    assert "to 81% of the 408 units" in finding(app)


def test_categories_can_be_compared_instead_of_codes():
    app = visit(PAGE)
    app.button_group(key="agreement.compare").set_value("category").run()
    assert not app.exception
    assert "gave the same category to 95% of the 392 units" in finding(app)
    assert "Agreement on each category" in said(app)


def test_two_codes_are_a_mistake_where_one_is_expected():
    app = upload(visit(PAGE), ("wide.csv", WIDE))
    app.toggle(key="agreement.one_code").set_value(True).run()
    assert not app.exception
    assert errors(app) == [
        "Unit 'I1 · u2', coder 'Anna': has 2 codes: 'trust' in row 3, 'price' in row 3. Leave one, "
        "or allow several codes a unit."
    ]


def test_units_about_one_code_are_listed():
    app = upload(visit(PAGE), ("long.csv", LONG))
    assert "Where coders disagree: 1 unit" in said(app)
    app.selectbox[0].set_value("speed").run()
    assert "Where coders disagree about “speed” (agreement on it 1.00, κ 1.00): 0 units" in said(
        app
    )


def test_a_printed_value_is_looked_for():
    app = visit(PAGE)
    app.text_input(key="agreement.printed").set_value(".83").run()
    assert not app.exception
    assert "“.83” may be Holsti" in said(app)


def test_the_tree_is_drawn_as_rings_when_asked():
    app = visit(PAGE)
    app.button_group(key="codes.rings").set_value("True").run()
    assert not app.exception
    assert "sunburst" in [chart["data"][0]["type"] for chart in charts(app)]


def test_every_number_shows_what_coders_lean_to():
    app = visit(PAGE)
    assert "What each coder is inclined to" not in said(app)
    app.toggle(key="every number").set_value(True).run()
    assert "What each coder is inclined to" in said(app)


def test_the_page_says_how_files_must_look_and_its_examples_are_read():
    from crm_analytics import coding
    from crm_analytics.ui.coding import BOOK as BOOK_SHOWN
    from crm_analytics.ui.coding import EXAMPLE
    from crm_analytics.ui.coding import LONG as LONG_SHOWN

    assert [block.value for block in visit(PAGE).code] == [
        text.rstrip("\n") for text in (EXAMPLE, LONG_SHOWN, BOOK_SHOWN)
    ]
    assert coding.read([(EXAMPLE.encode(), "e.csv")]).several
    assert coding.read([(LONG_SHOWN.encode(), "l.csv")]).coders == ("Anna", "Ben")
    assert coding.read_book(BOOK_SHOWN.encode(), "b.csv").role


@pytest.mark.parametrize("code", [HOSTILE, "=1+1", "$x$ :red[y]", "x" * 300])
def test_labels_of_strangers_stay_text(code):
    quoted = code.replace('"', '""')
    raw = f'unit,{"Anna"},"{quoted[:60]}"\nu1,"{quoted}",b\nu2,c,c\n'.encode()
    app = upload(visit(PAGE), ("h.csv", raw))
    shown = [m.value for m in (*app.markdown, *app.caption)]
    assert not any(re.search(r"(?<!\\)(<img|:red)", value) for value in shown)
    assert "<img" not in json.dumps([chart["data"] for chart in charts(app)])
