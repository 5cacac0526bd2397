from io import BytesIO

import openpyxl
import pytest
from pptx import Presentation

from crm_analytics import store
from crm_analytics.errors import Problem, StoreTrouble
from crm_analytics.store.studies import Store, open_store
from crm_analytics.ui import show
from crm_analytics.ui.messages import APART
from tests.ui.visiting import link, said, start, visit

PAGE = "pages/reliability.py"
BAIT = '=HYPERLINK("http://example.org") ![x](http://example.org/y.png) <b>*new*</b> $x$'


@pytest.fixture
def kept():
    return open_store(store.default_url())


@pytest.fixture
def files(monkeypatch):
    """What the download buttons of a page would give, by their label."""
    made = {}
    monkeypatch.setattr(
        show, "_download", lambda label, make, *rest, **look: made.update({label: make})
    )
    return made


def area(app):
    return app.text_area[-1]


def write(app, text, section="reliability"):
    area(app).set_value(text).run()
    app.button(key=f"save {section}").click().run()
    assert not app.exception
    return app


def boxes(app):
    return [m.value.replace("\\", "").replace(APART, "") for m in app.markdown]


def test_a_note_is_kept_and_stands_on_the_page_of_everybody(study, kept):
    app = write(visit(PAGE, study=study), "New call centre since May.\nAsk Ann.")
    assert "New call centre since May.  \nAsk Ann." in boxes(app)
    assert "Note · test@example.com · " in said(app)
    assert "New call centre since May.  \nAsk Ann." in boxes(visit(PAGE, study=study))
    assert kept.notes(study)["reliability"].text == "New call centre since May.\nAsk Ann."
    assert "New call centre" not in said(visit("pages/people.py", study=study))


def test_a_note_is_changed_and_removed(study, kept):
    app = write(write(visit(PAGE, study=study), "One"), "Two")
    assert "Two" in boxes(app)
    assert "One" not in boxes(app)
    write(app, "")
    assert kept.notes(study) == {}
    assert area(app).value == ""
    write(app, "Three")
    assert kept.notes(study)["reliability"].text == "Three"


def test_a_note_on_a_sample_makes_it_a_study_of_ones_own(kept):
    app = visit(PAGE, study="sample-waves", **{"where.gender": "female"})
    before = said(app)
    write(app, "Only a try.")
    id = link(app, "study")
    assert kept.notes(id)["reliability"].text == "Only a try."
    assert "Only a try." in boxes(app)
    assert link(app, "where.gender") == "female"
    people = next(line for line in before.splitlines() if " of " in line and "people" in line)
    assert people in said(app)


def test_an_empty_note_on_a_sample_keeps_nothing():
    app = write(visit(PAGE, study="sample-insurance"), "  ")
    assert link(app, "study") == "sample-insurance"


def test_a_note_is_text_whatever_it_looks_like(study):
    app = write(visit(PAGE, study=study), BAIT)
    raw = next(m.value for m in app.markdown if "HYPERLINK" in m.value)
    assert raw.replace("\\", "").replace(APART, "") == BAIT
    for mark in ("\\!\\[", "\\<b", "\\*new", "\\$x", f"http\\://{APART}example"):
        assert mark in raw


def test_two_who_write_a_note_are_asked(study, kept):
    ann, bob = (visit(PAGE, study=study) for _ in range(2))
    ann.user = {"email": "ann"}
    write(ann, "Ann's")
    write(bob, "Bob's")
    assert "ann wrote meanwhile, " in said(bob)
    assert area(bob).value == "Bob's"
    assert kept.notes(study)["reliability"].text == "Ann's"
    write(bob, "Ann's and Bob's")
    assert kept.notes(study)["reliability"].text == "Ann's and Bob's"
    assert "meanwhile" not in said(bob)


def test_the_note_of_the_other_is_kept_when_asked(study):
    ann, bob = (visit(PAGE, study=study) for _ in range(2))
    write(ann, "Ann's")
    write(bob, "Bob's")
    bob.button(key="their reliability").click().run()
    assert area(bob).value == "Ann's"
    assert "meanwhile" not in said(bob)


def test_a_note_that_is_typed_and_not_saved_waits_while_others_write(study, kept):
    ann, bob = (visit(PAGE, study=study) for _ in range(2))
    area(bob).set_value("Bob's").run()
    write(ann, "Ann's")
    bob.run()
    assert area(bob).value == "Bob's"
    bob.switch_page("pages/people.py").run()
    bob.switch_page(PAGE).run()
    assert area(bob).value == "Bob's"
    bob.button(key="save reliability").click().run()
    assert "wrote meanwhile" in said(bob)
    assert kept.notes(study)["reliability"].text == "Ann's"


def test_a_note_travels_into_the_files_of_its_page_and_of_the_overview(study, kept, files):
    kept.note(study, "reliability", "New call centre since May.", 0)
    kept.note(study, "overview", "For the board.", 0)
    visit(PAGE, study=study)
    assert texts(files)[1] == "New call centre since May."
    app = start(study=study)
    assert "For the board." in boxes(app)
    assert ":material/edit_note: New call centre since May." in said(app)
    assert set(texts(files).values()) == {"New call centre since May.", "For the board."}
    book = openpyxl.load_workbook(BytesIO(files["Excel workbook"]()))
    assert book["reliability scales"]["A1"].value.endswith("\nNote: New call centre since May.")


def texts(files):
    """Notes on slides by the number of the slide."""
    slides = Presentation(BytesIO(files["PowerPoint slides"]())).slides
    return {
        number: shape.text_frame.paragraphs[0].text.removeprefix("Note: ")
        for number, slide in enumerate(slides)
        for shape in slide.shapes
        if shape.has_text_frame and shape.text_frame.text.startswith("Note: ")
    }


def test_a_printed_table_has_no_note():
    app = visit("pages/check.py")
    app.button[0].click().run()
    assert not app.exception
    assert [area.label for area in app.text_area if "reader" in area.label] == []


def test_judgements_and_codes_have_notes_too(study, kept, files):
    for page, section in (("pages/ism.py", "ism"), ("pages/coding.py", "codes")):
        app = write(visit(page, study=study), f"About {section}", section)
        assert f"About {section}" in said(app)
        deck = Presentation(BytesIO(files["PowerPoint slides"]()))
        texts = [
            s.text_frame.text for slide in deck.slides for s in slide.shapes if s.has_text_frame
        ]
        assert any(f"About {section}" in text for text in texts)
    assert set(kept.notes(study)) == {"ism", "codes"}


def test_a_note_beside_a_sample_does_not_change_what_is_looked_at():
    app = visit("pages/ism.py", study="sample-insurance")
    app.button(key="ism_study.csv").click().run()
    write(app, "A published study", "ism")
    assert not link(app, "study").startswith("sample")
    assert "All 17 factors lead to one another" in said(app)


def test_a_store_that_fails_in_the_middle_of_a_page_is_told_in_words(study, monkeypatch):
    def fail(*_):
        raise StoreTrouble(Problem("Store", "cannot be reached.", "Check that it runs."))

    monkeypatch.setattr(Store, "notes", fail)
    app = start(study=study)
    assert not app.exception
    (error,) = app.error
    assert error.value.replace("\\", "") == "Store: cannot be reached. Check that it runs."
