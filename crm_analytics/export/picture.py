"""A chart as a picture, drawn by one Chromium that the whole process shares.

Kaleido draws; its event loop is kept here and not by `kaleido.start_sync_server`, which hands
answers out in the order of arrival and waits for ever, also for its end, when its browser hangs.
Here every call waits for its own answer and not longer than a limit, and a browser that died or
hangs is ended and replaced once.
"""

import asyncio
import atexit
import os
import signal
from collections.abc import Coroutine
from contextlib import suppress
from threading import Lock, Thread
from typing import Any, Literal, TypeVar

from crm_analytics.errors import SurveyError
from crm_analytics.report.chart import Chart

WIDTH, SCALE = 1000, 2
STARTED_IN, DRAWN_IN, ENDED_IN = 60.0, 45.0, 15.0

Answer = TypeVar("Answer")


class NoBrowser(SurveyError):
    """Pictures need Chromium, Chrome or Edge on the machine that runs this program."""


def picture(chart: Chart, kind: Literal["png", "svg"]) -> bytes:
    """The chart on white, 1000 pixels wide; a PNG has twice the pixels.

    Raises NoBrowser when there is none to draw it.
    """
    from crm_analytics.export.figures import figure

    drawn: dict[str, object] = figure(chart).to_dict()
    layout: Any = drawn["layout"]
    scale = SCALE if kind == "png" else 1
    size = {"format": kind, "width": WIDTH, "height": layout["height"], "scale": scale}
    browser = _shared()
    try:
        return browser.draw(drawn, size)
    except Exception:
        # whatever broke it, a new browser gets one try; a figure it cannot draw fails again
        return _shared(instead_of=browser).draw(drawn, size)


def browser_found() -> bool:
    """Whether pictures can be drawn here; looks for the program without starting it."""
    return _browser_path() is not None


class _Browser:
    """Kaleido on an event loop and a thread of its own."""

    def __init__(self, path: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="pictures", daemon=True)
        self._thread.start()
        try:
            self._kaleido: Any = self._wait(self._opened(path), STARTED_IN)
        except BaseException:
            self._end()
            raise
        # now, not at import: kaleido's temporary folders must still be there when it closes
        atexit.register(self.close)

    @staticmethod
    async def _opened(path: str) -> Any:  # noqa: ANN401 - kaleido has no types
        from kaleido import Kaleido

        # mathjax would be fetched from another machine
        kaleido = Kaleido(n=1, timeout=DRAWN_IN, mathjax=False, path=path)
        await kaleido.open()
        return kaleido

    def draw(self, drawn: dict[str, object], size: dict[str, object]) -> bytes:
        """The picture; safe to call from several threads at once."""
        return bytes(self._wait(self._kaleido.calc_fig(drawn, opts=size), 2 * DRAWN_IN))

    def close(self) -> None:
        """End the browser and the thread, also when the browser is gone or does not answer."""
        with suppress(Exception):
            self._wait(self._kaleido.close(), ENDED_IN)
        self.kill()

    def kill(self) -> None:
        """End a browser that may hang, which lets kaleido clean up after it, and the thread.

        On POSIX the browser and all it started are a process group of their own.
        """
        atexit.unregister(self.close)
        process = self._kaleido.subprocess
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL) if os.name == "posix" else process.kill()
            process.wait(ENDED_IN)
        self._end()

    def _wait(self, work: Coroutine[Any, Any, Answer], seconds: float) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    @staticmethod
    async def _settled() -> None:
        """Wait until all that waited for a browser that is gone has been told so."""
        waiting = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*waiting, return_exceptions=True)

    def _end(self) -> None:
        with suppress(TimeoutError):
            self._wait(self._settled(), ENDED_IN)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


_lock = Lock()
_browser: list[_Browser] = []


def _shared(instead_of: _Browser | None = None) -> _Browser:
    """The browser of this process, started when first needed or when it is the broken one."""
    with _lock:
        if _browser and _browser[0] is instead_of:
            _browser.pop().kill()
        if not _browser:
            path = _browser_path()
            if path is None:
                raise NoBrowser(
                    "No Chromium, Chrome or Edge was found, so no picture can be drawn."
                )
            _browser.append(_Browser(path))
        return _browser[0]


def _browser_path() -> str | None:
    from choreographer.browsers.chromium import Chromium

    return Chromium.find_browser(skip_local=False)
