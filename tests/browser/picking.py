from playwright.sync_api import TimeoutError as TooLate

TRIES = 6


def at_rest(page):
    """No run goes on that would put something new in the place of what is clicked next."""
    page.wait_for_timeout(500)
    page.locator('[data-test-script-state="notRunning"]').wait_for(timeout=60_000)
    page.wait_for_timeout(500)


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
