"""How long a person waits, as ratios to an empty Streamlit app in the same run.

python -m tests.benchmarks.app [rounds]

Cold start: from `streamlit run` to the first painted page in Chromium. Filter: from a click on a
category to the new numbers in the page of Reliability, beside a page that has nothing but the
same figure.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from playwright.sync_api import sync_playwright

from crm_analytics.files.file import SurveyFile
from crm_analytics.survey import questionnaire
from crm_analytics.survey.samples import SAMPLES
from tests.browser.server import QUIET, ROOT, browser_path, free_port, serving

EMPTY = "import streamlit as st\nst.write('ready')\n"
FIGURE = """
import streamlit as st
from crm_analytics.ui import cache, people
from crm_analytics.ui.show import CAMERA
from crm_analytics.export.figures import figure
chosen = st.multiselect("gender", ["female", "male"])
st.write(f"chosen {len(chosen)}")
@st.cache_data
def chart():
    from crm_analytics.survey import questionnaire
    from crm_analytics.survey.responses import Responses
    from crm_analytics.survey.samples import SAMPLES
    from crm_analytics.survey.view import View
    from crm_analytics.analyses.battery import build
    from crm_analytics.report.section import provenance
    view = View.of(Responses.fit(questionnaire.read(SAMPLES[0].questionnaire), SAMPLES[0].files()[""]))
    return build("reliability", view, provenance(view, "", "")).charts[0]
st.plotly_chart(figure(chart()), theme=None, config=CAMERA, key=str(len(chosen)))
"""


def cold(browser, app, signs, folder, rounds):
    """Seconds from the command to the painted signs, each time with a new server and store."""
    taken = []
    for number in range(rounds):
        store, port = folder / f"{app.stem}{number}.sqlite", free_port()
        context = browser.new_context()
        page = context.new_page()
        began = time.perf_counter()
        with serving(app, store, port) as address:
            page.goto(address)
            for part in signs:
                page.locator(part).first.wait_for()
            page.evaluate(
                "() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
            )
            taken.append(time.perf_counter() - began)
        context.close()
    return statistics.median(taken)


def clicks(page, signs, rounds):
    """Milliseconds from choosing a category to the page that says so, median."""
    taken = []
    for _ in range(rounds):
        box = page.get_by_role("combobox", name="gender")
        box.click()
        option = page.get_by_role("option", name="female", exact=True)
        option.wait_for()
        watch(page, signs[0])
        option.click()
        taken.append(page.evaluate("() => window.painted"))
        page.keyboard.press("Escape")
        watch(page, signs[1])
        page.get_by_role("button", name="Remove female").click()
        page.evaluate("() => window.painted")
        page.wait_for_timeout(300)
    return statistics.median(taken[1:])


def watch(page, sign):
    """A promise of the milliseconds from the next click until the sign is painted."""
    page.evaluate(
        """sign => {
            let began = null;
            addEventListener('pointerdown', e => { began ??= performance.now(); }, {capture: true});
            window.painted = new Promise(done => {
                const look = () => {
                    const text = [...document.querySelectorAll('p, .gtitle, text')]
                        .map(e => e.textContent).join('|');
                    if (began !== null && text.includes(sign))
                        requestAnimationFrame(() => requestAnimationFrame(
                            () => done(performance.now() - began)));
                    else setTimeout(look, 2);
                };
                look();
            });
        }""",
        sign,
    )


def many(folder, people):
    """A study of so many people in a store of its own; the store's path and the study's id."""
    from crm_analytics.store.studies import open_store

    store = folder / f"{people}.sqlite"
    rng = np.random.default_rng(1)
    sample = SAMPLES[0]
    asked = questionnaire.read(sample.questionnaire)
    table = sample.files()[""].table
    again = pa.concat_tables([table] * (people // table.num_rows + 1)).slice(0, people)
    for item in asked.items:
        place = again.column_names.index(item.column)
        again = again.set_column(
            place, item.column, pa.array(rng.integers(1, 6, people), pa.int8())
        )
    file = SurveyFile("many.csv", f"{people:064d}", again)
    return store, open_store(f"sqlite:///{store}").create(
        "Many", sample.questionnaire, "Wave 1", file
    )


def main(rounds=5):
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        folder = Path(name)
        for app, source in (("empty", EMPTY), ("figure", FIGURE)):
            (folder / f"{app}.py").write_text(source, encoding="utf-8")
        browser = play.chromium.launch(executable_path=browser_path(), args=list(QUIET))
        empty = cold(browser, folder / "empty.py", ["p:has-text('ready')"], folder, rounds)
        finding = ["h4:has-text('matters most')", "[aria-label^='Effect of each driver']"]
        ours = cold(browser, ROOT / "app.py", finding, folder, rounds)
        print(
            f"cold start      empty {empty:5.2f} s    ours {ours:5.2f} s    ratio {ours / empty:5.2f}"
        )

        page = browser.new_page(viewport={"width": 1280, "height": 1000})  # all filters in sight
        with serving(folder / "figure.py", folder / "f.sqlite") as address:
            page.goto(address)
            page.get_by_text("chosen 0").wait_for()
            page.wait_for_timeout(2000)
            figure = clicks(page, ("chosen 1", "chosen 0"), rounds + 3)
        few, some = (filtered(page, folder, people, rounds) for people in (300, 100_000))
        print(
            f"filter, 300     figure {figure:5.0f} ms  ours {few:6.0f} ms   ratio {few / figure:5.2f}"
        )
        print(f"filter, 100,000 more than 300: {some - few:.0f} ms")
        browser.close()


def filtered(page, folder, people, rounds):
    store, study = many(folder, people)
    with serving(ROOT / "app.py", store) as address:
        page.goto(f"{address}/reliability?study={study}")
        page.get_by_text(f"{people:,} of {people:,} people").wait_for()
        page.wait_for_timeout(2500)
        return clicks(page, ("gender: female", f"{people:,} of {people:,}"), rounds + 3)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
