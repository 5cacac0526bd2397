"""Two people with a browser each, one study: what they see of each other."""

import re

import pytest
from playwright.sync_api import Page

from crm_analytics.store.studies import open_store
from crm_analytics.survey import questionnaire
from tests.browser.picking import at_rest, pick
from tests.browser.test_whole_way import INSURANCE, cell, go, upload, write


@pytest.fixture
def ann(browser):
    yield from visitor(browser)


@pytest.fixture
def bob(browser):
    yield from visitor(browser)


def visitor(browser):
    context = browser.new_context(
        viewport={"width": 1300, "height": 3000}, timezone_id="Asia/Tehran"
    )
    page: Page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    assert not page.get_by_text("Traceback").count()
    context.close()


@pytest.fixture
def study(ann, address):
    upload(ann, address, INSURANCE)
    ann.wait_for_url(re.compile("study=(?!sample)"))
    return re.search(r"study=([^&]+)", ann.url)[1]


def text(page, label, words):
    box = page.get_by_label(label, exact=True)
    box.fill(words)
    box.press("Enter")


def test_two_changes_at_once_are_seen_and_kept_both(ann, bob, address, store, study):
    for page in (ann, bob):
        page.goto(f"{address}/questionnaire?study={study}")
        page.get_by_text("Click a cell to correct it").wait_for()
    text(ann, "Title", "Ann's title")
    ann.get_by_text("Ann's title · Wave 1").wait_for()

    text(bob, "Fewest people that may be shown", "10")
    bob.get_by_text("changed the questionnaire while you did").wait_for()
    table = bob.get_by_role("table").inner_text().split()
    assert "Ann's" in table
    assert table[-2:] == ["5", "10"]
    bob.get_by_role("button", name="Keep both").click()
    bob.get_by_text("Ann's title · Wave 1").wait_for()
    assert bob.get_by_label("Fewest people that may be shown", exact=True).input_value() == "10"

    go(ann, "Reliability")
    ann.get_by_text("This page still shows the one before.").wait_for()
    ann.get_by_role("button", name="Show the new one").click()
    ann.get_by_text("This page still shows the one before.").wait_for(state="detached")

    kept = open_store(f"sqlite:///{store}")
    now = questionnaire.read(kept.open(study).questionnaire)
    assert (now.title, now.minimum_group) == ("Ann's title", 10)
    assert [one.number for one in kept.questionnaires(study)] == [1, 2, 3]


def test_a_note_is_read_by_the_other_as_text(ann, bob, address, study):
    note = "Ask http://127.0.0.1:9/x, www.example.org or ann@example.org <b>now</b>"
    ann.goto(f"{address}/reliability?study={study}")
    ann.get_by_text("Note", exact=True).click()
    ann.get_by_label("What should a reader of this page know?", exact=True).fill(note)
    ann.get_by_role("button", name="Save the note").click()
    ann.get_by_text("Change the note").wait_for()
    bob.goto(f"{address}/reliability?study={study}")
    box = bob.locator("[class*=st-key-noted]")
    box.wait_for()
    assert note in box.inner_text().replace("\u2060", "")
    assert box.locator("a").count() == 0
    assert box.locator("b").count() == 0


def test_earlier_versions_stay_open_while_others_work(ann, address, store, study):
    kept = open_store(f"sqlite:///{store}")

    def entitle(title):
        was = kept.open(study)
        changed = re.sub("title: .*", f"title: {title}", was.questionnaire)
        kept.save_questionnaire(study, changed, who="cleo@example.org")

    entitle("Two")
    ann.goto(f"{address}/questionnaire?study={study}")
    ann.get_by_text("Earlier versions").click()
    entitle("Three")
    box = ann.get_by_role("combobox", name="Version")
    pick(ann, box, ann.get_by_role("option").filter(has_text="1 · "))
    ann.get_by_text("changed the questionnaire on").wait_for()
    table = ann.get_by_role("table")
    table.wait_for()
    assert table.inner_text().split()[:3] == ["Where", "Then", "Now"]
    assert "Two" in table.inner_text()


def test_two_experts_judge_at_once_and_both_hold(ann, bob, address, study):
    for page in (ann, bob):
        page.goto(f"{address}/ism?study={study}")
        page.get_by_text("8 factors stand on 5 levels").wait_for()
        at_rest(page)
    cell(ann, 3, row=1)
    write(ann, "V")
    ann.get_by_text("8 factors stand on 6 levels").wait_for()

    cell(bob, 3, row=0)
    write(bob, "o")
    bob.get_by_text("8 factors stand on 5 levels: Loyalty and Trust at the top").wait_for()
    ann.reload()
    ann.get_by_text("8 factors stand on 5 levels: Loyalty and Trust at the top").wait_for()
