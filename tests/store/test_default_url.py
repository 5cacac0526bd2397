import subprocess
import sys
from pathlib import Path

import pytest

from crm_analytics.store import data_folder, default_url, exists

HOME = Path.home()


@pytest.fixture
def url(sqlite_url):
    return sqlite_url


@pytest.mark.parametrize(
    ("named", "url"),
    [
        ("/data/bank.sqlite", "sqlite:////data/bank.sqlite"),
        ("sqlite:////data/bank.sqlite", "sqlite:////data/bank.sqlite"),
        ("postgresql://server/crm", "postgresql://server/crm"),
        ("~/bank.sqlite", f"sqlite:///{HOME}/bank.sqlite"),
        ("bank.sqlite", f"sqlite:///{Path.cwd()}/bank.sqlite"),
    ],
)
def test_the_store_is_where_the_environment_says(monkeypatch, named, url):
    monkeypatch.setenv("CRM_STORE", named)
    assert default_url() == url


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the folder of Linux")
@pytest.mark.parametrize("named", [None, "", " "])
def test_without_a_name_it_is_in_the_data_folder_of_the_user(monkeypatch, named):
    monkeypatch.delenv("CRM_STORE", raising=False)
    if named is not None:
        monkeypatch.setenv("CRM_STORE", named)
    monkeypatch.setenv("XDG_DATA_HOME", "/home/ada/data")
    assert default_url() == "sqlite:////home/ada/data/crm_analytics/studies.sqlite"


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", {}, HOME / ".local/share/crm_analytics"),
        ("linux", {"XDG_DATA_HOME": "/data"}, Path("/data/crm_analytics")),
        ("darwin", {}, HOME / "Library/Application Support/crm_analytics"),
        ("win32", {}, HOME / "AppData/Local/crm_analytics"),
        ("win32", {"LOCALAPPDATA": "/local"}, Path("/local/crm_analytics")),
    ],
)
def test_every_system_has_its_data_folder(platform, environment, folder):
    assert data_folder(platform, environment) == folder


def test_a_store_exists_once_it_was_opened(url, request):
    assert not exists(url)
    request.getfixturevalue("store")
    assert exists(url)
    assert exists(url + "?timeout=5")


def test_a_server_is_taken_to_be_there():
    assert exists("postgresql://server/crm")


def test_asking_where_the_store_is_loads_nothing_heavy():
    ask = "from crm_analytics.store import *; import crm_analytics.store as s; s.exists(s.default_url())"
    heavy = "import sys; print(sorted({'sqlalchemy', 'pyarrow', 'numpy', 'sqlite3'} & set(sys.modules)))"
    command = [sys.executable, "-c", f"{ask}\n{heavy}"]
    assert subprocess.run(command, capture_output=True, text=True).stdout == "[]\n"
