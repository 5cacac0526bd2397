"""The pages of the structure on a phone: a sample by a tap, its finding, pictures to be swiped."""

import pytest

from tests.browser.picking import animations_ended, at_rest, painted

HINT = "Swipe sideways to see all of it"


@pytest.fixture
def phone(browser):
    context = browser.new_context(viewport={"width": 380, "height": 800}, has_touch=True)
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    yield opened
    assert not opened.get_by_text("Traceback").count()
    context.close()


def fits(page):
    """Whether nothing but pictures in their own boxes goes on sideways."""
    return page.evaluate(
        "() => [document.documentElement, document.querySelector('.stMain')]"
        ".every(part => part.scrollWidth <= part.clientWidth)"
    )


def hint(room):
    return room.evaluate("room => getComputedStyle(room, '::before').content").strip('"')


@pytest.mark.parametrize(
    ("sample", "finding"),
    [
        ("17-factor study", "All 17 factors lead to one another"),
        ("Loyalty", "8 factors stand on 5 levels"),
        ("Three experts", "8 factors stand on 6 levels"),
    ],
)
def test_a_tap_on_a_sample_is_answered_by_its_finding(phone, address, sample, finding):
    phone.goto(f"{address}/ism")
    phone.get_by_text(sample, exact=True).tap()
    phone.get_by_text(finding).wait_for()
    assert fits(phone)


def test_samples_stand_one_under_the_other_and_say_what_they_hold(phone, address):
    phone.goto(f"{address}/ism")
    phone.get_by_text("The same factors, judged by three invented experts.").wait_for()
    names = ("17-factor study", "Loyalty", "Three experts")
    boxes = [phone.get_by_role("button", name=name, exact=True).bounding_box() for name in names]
    assert {box["x"] for box in boxes} == {boxes[0]["x"]}
    assert all(box["width"] > 300 for box in boxes)


# plotly draws anew whenever it is told a size, so the words are looked for again
IN_SIGHT = """words => [...document.querySelectorAll('[class*="st-key-wide-drawing"] text')].some(
    one => {
        const {left, right} = one.getBoundingClientRect();
        return one.textContent.includes(words) && 0 <= left && right <= 380;
    }
)"""


def test_a_drawing_opens_at_its_boxes_and_can_be_swiped_to_its_edge(phone, address):
    phone.goto(f"{address}/ism")
    phone.get_by_text("Loyalty", exact=True).tap()
    drawing = phone.locator('[class*="st-key-wide-drawing"]')
    phone.wait_for_function(IN_SIGHT, arg="7 Management commitment")
    assert hint(drawing) == HINT
    # a page that is still being written anew would open the drawing once more
    at_rest(phone)
    animations_ended(phone)
    drawing.evaluate("room => { room.scrollLeft = 0 }")
    painted(phone)
    at_rest(phone)
    assert drawing.evaluate("room => room.scrollLeft") == 0


def test_coding_is_read_on_a_phone(phone, address):
    phone.goto(f"{address}/coding")
    phone.get_by_role("button", name="Look at the sample").tap()
    phone.get_by_text("Coder A and Coder B gave the same code to 85% of the 392 units").wait_for()
    phone.get_by_text("160 codes were given 800 times to 408 units").wait_for()
    tree = phone.locator('[class*="st-key-middling"]', has=phone.locator(".treemaplayer .slice"))
    tree.first.wait_for()
    assert tree.first.evaluate("room => room.scrollWidth > room.clientWidth")
    assert hint(tree.first) == HINT
    assert fits(phone)
    empty = phone.get_by_text("A decision, where anybody coded").bounding_box()
    assert empty["x"] + empty["width"] <= 380


def test_a_title_is_not_covered_by_the_buttons_of_its_table(phone, address):
    phone.goto(f"{address}/ism")
    phone.get_by_text("Loyalty", exact=True).tap()
    title = phone.get_by_text("Levels: 1 is the top, where everything leads to")
    title.scroll_into_view_if_needed()
    bar = phone.locator('.stDataFrame:below(:text("Levels: 1 is the top"))').first
    buttons = bar.get_by_test_id("stElementToolbar").bounding_box()
    said = title.bounding_box()
    assert said["y"] + said["height"] <= buttons["y"]


def test_a_wide_page_says_nothing_of_swiping(page, address):
    page.goto(f"{address}/coding")
    page.get_by_text("160 codes were given 800 times to 408 units").wait_for()
    rooms = page.locator('[class*="st-key-middling"], [class*="st-key-wide"]')
    rooms.first.wait_for()
    assert {hint(room) for room in rooms.all()} == {"none"}
