"""Boxes of the drawing moved by hand in a real browser: by mouse, by keys, by finger."""

import re

import pytest

from tests.browser.picking import at_rest, painted, still
from tests.browser.test_ism import laid_out

STANDS = re.compile(r"across (-?\d+\.\d), down (-?\d+\.\d)$")
FOCUSED = """() => {
  let one = document.activeElement;
  while (one.shadowRoot && one.shadowRoot.activeElement) one = one.shadowRoot.activeElement;
  return one.getAttribute("aria-label");
}"""


def opened(page, address, sample="Loyalty"):
    laid_out(page, address, sample)
    page.get_by_text("Arrange the drawing: drag its boxes").click()
    page.get_by_role("application").wait_for()
    return in_sight(page)


def in_sight(page):
    """Nothing moves any more, and the whole surface can be reached."""
    at_rest(page)
    page.locator(".how").evaluate("one => one.scrollIntoView()")
    page.mouse.wheel(0, -60)
    still(page.locator(".how"))
    return page


def box(page, name):
    return page.get_by_role("button", name=re.compile(f"^{re.escape(name)}, "))


def stands(page, name):
    across, down = STANDS.search(box(page, name).get_attribute("aria-label")).groups()
    return float(across), float(down)


def middle(page, name):
    at = box(page, name).bounding_box()
    return at["x"] + at["width"] / 2, at["y"] + at["height"] / 2


def carry(page, name, right, down):
    x, y = middle(page, name)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=4)


def drag(page, name, right, down):
    carry(page, name, right, down)
    page.mouse.up()


def answered(page):
    page.get_by_role("button", name="Put every box back").first.wait_for()
    at_rest(page)


def arrows(page):
    return page.locator(".arrows path").evaluate_all("all => all.map(one => one.outerHTML)")


def figure(page):
    """The boxes and lines of the drawing above."""
    shapes = page.get_by_test_id("stPlotlyChart").first.locator(".shapelayer path")
    return shapes.evaluate_all("all => all.map(one => one.getAttribute('d'))")


def grid(page, row):
    """Across and down of a row, as the grid says them to a screen reader."""
    page.get_by_text("Factors: names, places in the drawing").click()
    table = page.get_by_role("region", name="Names, places and dimensions of the factors")
    table.locator("tbody tr").nth(row).wait_for(state="attached")
    at_rest(page)
    cells = table.locator("tbody tr").nth(row).locator("td").all_text_contents()
    return float(cells[-2]), float(cells[-1])


def test_a_box_stays_where_it_is_dropped_and_arrows_drawing_and_grid_follow(page, address):
    opened(page, address)
    x, y = middle(page, "3 Trust")
    across, down = stands(page, "3 Trust")
    drawn, lines = figure(page), arrows(page)
    unit = box(page, "3 Trust").bounding_box()["height"]

    carry(page, "3 Trust", 120, 2 * unit)
    assert arrows(page) != lines
    assert figure(page) == drawn
    page.mouse.up()
    answered(page)

    assert middle(page, "3 Trust") == pytest.approx((x + 120, y + 2 * unit), abs=8)
    now = stands(page, "3 Trust")
    assert now[0] > across + 0.5
    assert now[1] == pytest.approx(down + 2, abs=0.1)
    assert figure(page) != drawn
    assert grid(page, 2) == now
    page.get_by_role("button", name="Put every box back").first.click()
    page.get_by_role("button", name="Put every box back").first.wait_for(state="detached")
    at_rest(page)
    assert stands(page, "3 Trust") == (across, down)
    assert figure(page) == drawn
    assert [url for url in page.asked if not url.startswith((address, "data:", "blob:"))] == []


def test_boxes_dropped_faster_than_the_page_answers_all_stay(page, address):
    opened(page, address)
    names = ("1 Loyalty", "3 Trust", "2 Satisfaction")
    before = {name: stands(page, name) for name in names}
    for name in names:
        drag(page, name, 0, -25)
    answered(page)
    for name in names:
        assert stands(page, name)[1] < before[name][1] - 0.2


def test_arrow_keys_move_a_box_by_a_tenth_and_with_shift_by_a_whole_one(page, address):
    opened(page, address)
    across, down = stands(page, "1 Loyalty")
    drawn = figure(page)
    box(page, "1 Loyalty").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowRight"):
        page.keyboard.press(key)
    answered(page)
    now = stands(page, "1 Loyalty")
    assert now == (pytest.approx(across + 1.3, abs=0.06), pytest.approx(down - 0.1, abs=0.06))
    assert page.evaluate(FOCUSED).startswith("1 Loyalty")
    assert page.locator(".said").text_content().startswith("1 Loyalty, across ")
    assert figure(page) != drawn
    assert grid(page, 0) == now


def test_escape_puts_a_held_box_back_where_it_was(page, address):
    opened(page, address)
    before, lines = stands(page, "3 Trust"), arrows(page)
    carry(page, "3 Trust", 100, 50)
    page.keyboard.press("Escape")
    page.mouse.up()
    at_rest(page)
    assert stands(page, "3 Trust") == before
    assert arrows(page) == lines
    assert not page.get_by_role("button", name="Put every box back").count()


def test_a_frame_follows_the_member_that_is_carried_out_of_it(page, address):
    opened(page, address, "17-factor study")
    frame = page.locator(".frame")
    before = frame.bounding_box()
    carry(page, "1 Infrastructure", 0, 60)
    painted(page)
    assert frame.bounding_box()["y"] > before["y"]
    page.mouse.up()
    answered(page)
    assert stands(page, "1 Infrastructure")[1] > 1


def test_a_drawing_wider_than_the_page_can_be_seen_and_moved_as_a_whole(page, address):
    opened(page, address, "17-factor study")
    sizes = "one => [one.scrollWidth - one.clientWidth, one.scrollHeight - one.clientHeight]"
    surface = page.locator(".surface")
    assert surface.evaluate(sizes)[0] > 50
    page.get_by_role("checkbox", name="Show all of it, with shorter names").check()
    assert surface.evaluate(sizes) == [0, 0]
    before = stands(page, "5 Training")
    drag(page, "5 Training", -80, 0)
    answered(page)
    assert stands(page, "5 Training")[0] < before[0] - 0.8
    assert surface.evaluate(sizes) == [0, 0]


def test_a_finger_moves_a_box_on_a_phone(browser, address):
    context = browser.new_context(
        viewport={"width": 380, "height": 800}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    opened(page, address)
    before = stands(page, "3 Trust")
    x, y = middle(page, "3 Trust")
    finger = context.new_cdp_session(page)

    def touch(kind, *points):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": y})
    for step in range(1, 6):
        touch("touchMove", {"x": x - 10 * step, "y": y + 12 * step})
    touch("touchEnd")
    answered(page)
    now = stands(page, "3 Trust")
    assert now[0] < before[0] - 0.3
    assert now[1] > before[1] + 0.8
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= 380
    context.close()


def test_hostile_names_are_text_on_the_surface(page, address):
    page.goto(f"{address}/ism")
    page.get_by_text("Start with names of factors").click()
    names = ['<img src=x onerror="document.title=1">', "<b>b</b>&amp;", "__proto__", "رضایت"]
    page.get_by_role("textbox", name="Factors, one a line").fill("\n".join(names))
    page.get_by_role("button", name="Make an empty grid").click()
    page.get_by_role("button", name="Make an empty grid").click()
    page.get_by_text("No factor leads to another, so all 4").wait_for()
    at_rest(page)
    page.get_by_text("Arrange the drawing: drag its boxes").click()
    in_sight(page)
    shown = page.locator(".box .name").all_text_contents()
    assert [one.partition(" ")[2] for one in shown] == names
    drag(page, shown[2], 60, 60)
    answered(page)
    assert page.locator(".surface :is(img, b)").count() == 0
    assert page.title() != "1"
    assert [url for url in page.asked if not url.startswith((address, "data:", "blob:"))] == []
