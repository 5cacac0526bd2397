import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from struct import unpack
from xml.etree import ElementTree

import pytest

from crm_analytics.export import picture as room
from crm_analytics.export.picture import NoBrowser, browser_found, picture

needs_browser = pytest.mark.skipif(not browser_found(), reason="no Chromium here")


@needs_browser
def test_a_png_has_twice_the_pixels(dots):
    png = picture(dots, "png")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = unpack(">II", png[16:24])
    assert width == 2000
    assert height % 2 == 0


@needs_browser
def test_an_svg_is_well_formed_whatever_the_labels_hold(dots, bars, heat, kinds):
    for chart in (dots, bars, heat, *kinds):
        root = ElementTree.fromstring(picture(chart, "svg"))
        assert root.get("width") == "1000"
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert tags.isdisjoint({"a", "script", "foreignObject"})


@needs_browser
def test_an_svg_shows_labels_letter_by_letter(dots):
    words = "".join(ElementTree.fromstring(picture(dots, "svg")).itertext())
    assert "<a href=x>link</a>" in words
    assert "$x$ and $y$" in words


@needs_browser
def test_twelve_threads_at_once_get_their_own_pictures(dots, bars, grouped, heat):
    wanted = [dots, bars, grouped, heat] * 3
    with ThreadPoolExecutor(12) as pool:
        drawn = list(pool.map(lambda chart: picture(chart, "svg"), wanted))
    for chart, svg in zip(wanted, drawn, strict=True):
        assert chart.title in "".join(ElementTree.fromstring(svg).itertext())


@needs_browser
def test_a_browser_that_died_is_replaced(grouped):
    picture(grouped, "svg")
    os.kill(room._shared()._kaleido.subprocess.pid, signal.SIGKILL)
    assert picture(grouped, "png")[:4] == b"\x89PNG"


def processes(group):
    """Those of a process group that still run; one that only waits to be counted has ended."""
    listed = subprocess.run(
        ["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True
    )
    rows = [line.split() for line in listed.stdout.splitlines()]
    return [stat for own, stat in rows if int(own) == group and not stat.startswith("Z")]


@needs_browser
def test_a_browser_that_hangs_is_ended_and_replaced(monkeypatch, grouped):
    picture(grouped, "svg")
    monkeypatch.setattr(room, "DRAWN_IN", 4.0)
    hanging = room._shared()._kaleido.subprocess.pid
    os.killpg(hanging, signal.SIGSTOP)
    assert processes(hanging)
    assert picture(grouped, "png")[:4] == b"\x89PNG"
    assert not processes(hanging)


@needs_browser
def test_the_program_ends_by_itself_and_leaves_nothing_open():
    code = (
        "from crm_analytics.report.chart import Bars, Interval\n"
        "from crm_analytics.export.picture import _shared, picture\n"
        "print(len(picture(Bars('b', 't', 'x', (Interval('a', 1.0),)), 'png')) > 1000)\n"
        "print(_shared()._kaleido.subprocess.pid)"
    )
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", code],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    drawn, group = done.stdout.splitlines()
    assert drawn == "True"
    assert not processes(int(group))
    # asyncio's debug mode says which step took long on a busy machine
    assert [line for line in done.stderr.splitlines() if not line.startswith("Executing <")] == []


def test_without_a_browser_the_reason_is_said(monkeypatch, dots):
    monkeypatch.setattr(room, "_browser_path", lambda: None)
    monkeypatch.setattr(room, "_browser", [])
    assert not browser_found()
    with pytest.raises(NoBrowser) as refusal:
        picture(dots, "png")
    assert str(refusal.value) == (
        "No Chromium, Chrome or Edge was found, so no picture can be drawn."
    )
