from hashlib import sha256

from crm_analytics.export.slides import deck
from crm_analytics.paper import check, read, section
from crm_analytics.report.columns import VOCABULARY

SLIP = "n = 282\nname,mean,s,CV %,colour,loading\ntrust,4.05,.536,31.2,red,.7\n"


def made(text):
    tables = read(text)
    return section(tables, check(tables), "Pasted table", text)


def test_the_finding_says_what_is_printed_and_what_it_would_have_to_be():
    assert made(SLIP).finding == (
        "2 relations tested, 1 contradicts: CV % of trust is printed 31.2 and would have to be "
        "13.2 (13.2 to 13.3)."
    )


def test_a_clean_table_says_how_much_was_tested():
    shown = made(SLIP.replace("31.2", "13.2"))
    assert shown.finding == "2 relations tested, none contradicts."
    assert [(table.name, len(table.rows)) for table in shown.tables] == [
        ("findings", 0),
        ("tested", 2),
    ]


def test_numbers_that_say_nothing_about_one_another_are_no_clean_table():
    assert made("name,skewness\na,.5\n").finding == (
        "No printed number says anything about another, so nothing could be tested."
    )


def test_columns_that_are_not_checked_are_named():
    assert made(SLIP).caveats == (
        "Not checked, for the name is not known or stands twice: loading.",
    )


def test_the_text_can_be_found_again():
    source = made(SLIP).provenance
    assert source.data_sha256 == sha256(SLIP.encode()).hexdigest()
    assert source.line == "Pasted table · 1 of 1 rows"


def test_every_column_has_a_heading():
    assert {key for table in made(SLIP).tables for key in table.columns} <= set(VOCABULARY)


def test_a_table_column_is_shown_when_there_are_several():
    shown = made(f"{SLIP}\n{SLIP}")
    assert shown.tables[0].brief[0] == "table"
    assert shown.tables[0].column("table") == (1, 2)


def test_it_leaves_as_slides_like_every_section():
    assert deck([made(SLIP)]).startswith(b"PK")
    assert deck([made(SLIP.replace("31.2", "13.2"))]).startswith(b"PK")
