"""What the first page needs is imported while its study is still being read.

The study comes from another process or from the disk, so the two waits overlap.
"""

import importlib
import threading

NEEDED = ("crm_analytics.view.sections", "crm_analytics.view.figures", "plotly.graph_objects")


def up() -> None:
    """Start importing, once per server; a page that needs a module sooner waits for it as usual."""
    if not any(thread.name == __name__ for thread in threading.enumerate()):
        threading.Thread(target=_import, name=__name__, daemon=True).start()


def _import() -> None:
    for module in NEEDED:
        importlib.import_module(module)
