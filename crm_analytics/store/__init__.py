"""Where studies and their waves are kept: SQLite in a file, or PostgreSQL by URL.

This module stays light, so that an app which keeps nothing pays nothing: it says where the store
is and whether there is one. `studies.open_store` opens it.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

SQLITE = "sqlite:///"
VARIABLE = "CRM_STORE"


def default_url() -> str:
    """The store named in CRM_STORE (a URL or a path), else one file in the user's data folder."""
    named = os.environ.get(VARIABLE, "").strip()
    return url_of(named or str(data_folder(sys.platform, os.environ) / "studies.sqlite"))


def url_of(named: str) -> str:
    """The URL of a store that a person named by its URL or its file."""
    if "://" in named:
        return named
    return SQLITE + Path(named).expanduser().absolute().as_posix()


def exists(url: str) -> bool:
    """Whether there is something to open: the SQLite file is there, or a server is named."""
    file = sqlite_file(url)
    return file is None or file.is_file()


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite URL; None for a server and for SQLite's own `file:` addresses."""
    scheme, _, rest = url.partition(":///")
    path = rest.partition("?")[0]
    named = scheme.partition("+")[0] == "sqlite" and not path.startswith("file:")
    return Path(path) if named and path not in ("", ":memory:") else None


def data_folder(platform: str, environment: Mapping[str, str]) -> Path:
    """The folder where programs of this user keep what they were given."""
    if platform == "win32":
        base = Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "crm_analytics"
