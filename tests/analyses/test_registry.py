"""What every analysis must do, whoever declared it; and how another one is added."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import fields, is_dataclass

import pytest

from crm_analytics.analyses.battery import battery, ids, summary, usual
from crm_analytics.analyses.registry import registry
from crm_analytics.errors import Problems
from crm_analytics.report.options import accepted, default_of, options_of
from crm_analytics.report.section import provenance
from crm_analytics.report.table import Table
from tests.analyses.looked import SAMPLE, everyone
from tests.ui.visiting import ROOT

EVERY = sorted(registry())


@pytest.fixture(scope="module")
def sections():
    view = everyone()
    made = battery(view, provenance(view, "", SAMPLE.questionnaire))
    return {section.id: section for section in made}


def test_places_titles_and_ids_are_each_analysis_own():
    declared = registry().values()
    for what in ("place", "id", "page_file"):
        assert len({getattr(analysis, what) for analysis in declared}) == len(declared)
    assert list(registry()) == [a.id for a in sorted(declared, key=lambda a: a.place)]


@pytest.mark.parametrize("id", EVERY)
def test_an_analysis_has_a_page_of_its_own_that_names_it(id):
    page = (ROOT / registry()[id].page_file).read_text(encoding="utf-8")
    assert page.startswith(f'"""{registry()[id].about.question}"""\n')
    assert f'show_analysis("{id}"' in page


@pytest.mark.parametrize("id", EVERY)
def test_an_analysis_answers_its_question_with_a_sentence(id, sections):
    if id not in sections:
        assert registry()[id].needs_waves
        return
    section = sections[id]
    assert (section.title, section.question) == (
        registry()[id].about.title,
        registry()[id].about.question,
    )
    assert re.search(r"[.?]$", section.finding)
    assert section.method
    assert all(isinstance(table, Table) and table.rows for table in section.tables)


@pytest.mark.parametrize("id", EVERY)
def test_options_are_a_record_whose_every_field_can_be_chosen(id):
    kind = registry()[id].options
    assert is_dataclass(kind)
    assert set(options_of(kind)) == {field.name for field in fields(kind)}
    view = everyone()
    for name, option in options_of(kind).items():
        default = default_of(kind, name)
        assert accepted(id, kind, {name: default}, view, ()) == kind()
        assert option.label
        assert option.described()


@pytest.mark.parametrize("id", EVERY)
def test_an_option_that_does_not_exist_is_refused(id):
    with pytest.raises(Problems) as caught:
        accepted(id, registry()[id].options, {"magic": 1}, everyone(), ())
    assert str(caught.value).startswith(f"Option '{id}.magic': does not exist. ")


def test_the_overview_comes_first_and_its_cards_are_those_declared_for_it():
    assert ids() == ("overview", *registry())
    assert set(summary()) == {a.id for a in registry().values() if a.overview and not a.needs_waves}
    assert "waves" not in usual()


def test_the_readme_lists_every_analysis_as_it_is_declared():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for analysis in registry().values():
        row = f"| {analysis.about.title} | {analysis.about.question} | {analysis.shows} |"
        assert row in readme


ANALYSIS = '''"""How many people answered at all?"""

from dataclasses import dataclass

from crm_analytics.report.options import Switch, option
from crm_analytics.analyses.registry import About, Analysis, Context
from crm_analytics.report.chart import Bars, Interval
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table

ABOUT = About("headcount", "Headcount", "How many people answered at all?")


@dataclass(frozen=True, slots=True)
class HeadcountOptions:
    """twice: count everyone twice."""

    twice: bool = option(False, Switch("Twice", "Counts everyone twice."))


def section(context: Context[HeadcountOptions]) -> Section:
    """One number."""
    n = context.view.people * (2 if context.options.twice else 1)
    return ABOUT.section(
        context,
        f"{n} people answered.",
        charts=[Bars("people", "People", "People", (Interval("Everyone", n),))],
        tables=[Table.of("people", "People", ("name", "n"), [("Everyone", n)])],
        method=["Rows of the file."],
    )


ANALYSIS = Analysis(ABOUT, section, place=99, shows="a number", options=HeadcountOptions)
'''
PAGE = '''"""How many people answered at all?"""

from crm_analytics.ui.page import show_analysis

show_analysis("headcount")
'''
VISIT = """
from streamlit.testing.v1 import AppTest


def said():
    return " ".join(element.value for element in app.markdown).replace(chr(92), "")


app = AppTest.from_file("app.py", default_timeout=60).run()
assert "282 people answered." in said().split("What weakens it")[0].split("Hypotheses")[-1]
app.switch_page("pages/headcount.py").run()
assert not app.exception
assert "282 people answered." in said()
app.toggle(key="headcount.twice").set_value(True).run()
assert "564 people answered." in said()
"""


def test_one_file_in_analyses_and_one_in_pages_make_a_page_a_card_a_flag_and_a_slide(tmp_path):
    for folder in ("crm_analytics", "pages", "sample_data", ".streamlit"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    shutil.copy(ROOT / "app.py", tmp_path)
    (tmp_path / "crm_analytics" / "analyses" / "headcount.py").write_text(ANALYSIS, "utf-8")
    (tmp_path / "pages" / "headcount.py").write_text(PAGE, "utf-8")

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env={"CRM_STORE": str(tmp_path / "store.sqlite"), "PATH": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "headcount.twice\ttrue, false\tfalse\tTwice. Counts everyone twice." in run(
        "-m", "crm_analytics", "options"
    )
    out = run(
        "-m", "crm_analytics", "analyse", "sample_data/insurance_study.csv", "--questionnaire",
        "sample_data/insurance_study.yaml", "--only", "headcount", "--set", "headcount.twice=true",
        "--json", "found.json", "--pptx", "found.pptx",
    )  # fmt: skip
    assert out == "Headcount: 564 people answered.\n"
    (section,) = json.loads((tmp_path / "found.json").read_text("utf-8"))["sections"]
    assert section["tables"] == {"people": [{"name": "Everyone", "n": 564}]}
    from pptx import Presentation

    slides = Presentation(str(tmp_path / "found.pptx")).slides
    text = "\n".join(
        shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame
    )
    assert "564 people answered." in text
    run("-c", VISIT)
