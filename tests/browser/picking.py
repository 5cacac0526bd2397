"""Conditions to wait for, so that a slow machine only takes longer."""

from playwright.sync_api import TimeoutError as TooLate

TRIES = 6
# the script has ended, and nothing on the page has changed for so many milliseconds: longer than
# Streamlit waits before it sends an edit
SETTLED = """quiet => new Promise(done => {
    let changed = performance.now();
    const watch = new MutationObserver(() => { changed = performance.now(); });
    const all = {subtree: true, childList: true, attributes: true, characterData: true};
    watch.observe(document.body, all);
    const look = () => {
        const ended = document.querySelector('[data-test-script-state="notRunning"]');
        if (!ended || performance.now() - changed < quiet) return requestAnimationFrame(look);
        watch.disconnect();
        done();
    };
    look();
})"""
STANDS_STILL = """one => new Promise(done => {
    let was = "", times = 0;
    const look = () => {
        const {x, y, width, height} = one.getBoundingClientRect();
        const now = [x, y, width, height].join();
        times = now === was ? times + 1 : 0;
        was = now;
        if (times < 10) requestAnimationFrame(look); else done();
    };
    look();
})"""
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
UNMOVED = "() => Promise.all(document.getAnimations().map(one => one.finished))"


def at_rest(page, quiet=500):
    """No run goes on that would put something new in the place of what is clicked next."""
    page.evaluate(SETTLED, quiet)


def still(part):
    """It neither moves nor grows any more."""
    part.evaluate(STANDS_STILL)


def painted(page):
    """What was done last is on the screen."""
    page.evaluate(PAINTED)


def animations_ended(page):
    page.evaluate(UNMOVED)


def pick(page, box, option):
    """Choose in a list; an open one closes when the page moves under it, and is opened again."""
    for _ in range(TRIES):
        box.scroll_into_view_if_needed()
        box.click()
        try:
            option.click(timeout=4000)
        except TooLate:
            page.keyboard.press("Escape")
        else:
            return
    option.click()
