"""Where studies and their waves are kept: SQLite in a file, or PostgreSQL by URL.

This module stays light, so that an app which keeps nothing pays nothing: it says where the store
is and whether there is one. `studies.open_store` opens it. To be read in this order: `studies` (all
that a store can do), `study_rows`, `versions`, `schema`, `database`, `trouble`; then `verify` and
`backup`.
"""

import os
import sys
from pathlib import Path

import platformdirs

SQLITE = "sqlite:///"
VARIABLE = "CRM_STORE"
NAME = "crm_analytics"  # of the data folder


def default_url() -> str:
    """The store named in CRM_STORE (a URL or a path), else one file in the user's data folder."""
    named = os.environ.get(VARIABLE, "").strip()
    return url_of(named or str(data_folder() / "studies.sqlite"))


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


def data_folder() -> Path:
    """The folder where programs of this user keep what they were given."""
    folder = platformdirs.user_data_path(NAME, appauthor=False)
    # on a Mac platformdirs follows XDG_DATA_HOME, and stores were made here without that
    before = Path.home() / "Library" / "Application Support" / NAME
    return before if sys.platform == "darwin" and before.is_dir() else folder
