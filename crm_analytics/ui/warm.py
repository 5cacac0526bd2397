"""What the first page needs is imported while its study is being read; the rest soon after.

The second batch waits until the first page is likely painted, so that it takes no time from it.
"""

import importlib
import threading
import time

FIRST = ("crm_analytics.analyses",)
NEXT = ("crm_analytics.export.figures", "plotly.graph_objects", "pandas")
PAINTED = 3.0  # seconds


def up() -> None:
    """Start importing, once per server; a page that needs a module sooner waits for it as usual."""
    if not any(thread.name == __name__ for thread in threading.enumerate()):
        threading.Thread(target=_import, name=__name__, daemon=True).start()


def _import() -> None:
    for module in FIRST:
        importlib.import_module(module)
    time.sleep(PAINTED)
    for module in NEXT:
        importlib.import_module(module)
