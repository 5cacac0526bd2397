"""A Streamlit server of this project on a free port, and the system's Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# nothing but the page under test is asked for
QUIET = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def browser_path():
    """Where Chrome or Chromium is; says how to get one when there is none."""
    named = os.environ.get("CRM_BROWSER")
    found = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        raise RuntimeError(
            "The browser tests need Chrome or Chromium. Debian, Ubuntu: apt-get install chromium. "
            "Elsewhere install Chrome, or name a browser in the variable CRM_BROWSER."
        )
    return found


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def serving(app, store, port=None):
    """The address of a running server; its log is beside the store."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.headless=true"]
    with (
        Path(f"{store}.log").open("ab") as log,
        subprocess.Popen(
            [*command, f"--server.port={port}"],
            cwd=ROOT,
            stdout=log,
            stderr=log,
            env={**os.environ, "CRM_STORE": str(store)},
        ) as process,
    ):
        try:
            wait_for(address)
            yield address
        finally:
            process.terminate()


def wait_for(address, seconds=60):
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > end:
                raise
            time.sleep(0.01)
