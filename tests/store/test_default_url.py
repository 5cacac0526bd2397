import os
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest
from platformdirs import windows
from platformdirs.macos import MacOS
from platformdirs.unix import Unix

from crm_analytics.store import data_folder, default_url, exists

HOME = Path.home()
SYSTEMS = {"linux": Unix, "darwin": MacOS, "win32": windows.Windows}


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


def as_windows_answers(_):
    return os.environ.get("LOCALAPPDATA") or str(HOME / "AppData" / "Local")


@pytest.fixture
def system(monkeypatch):
    """Makes this machine one of another system."""

    def becomes(platform, environment):
        for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, str(value))
        monkeypatch.setattr(platformdirs, "PlatformDirs", SYSTEMS[platform])
        monkeypatch.setattr(windows, "get_win_folder", as_windows_answers)
        monkeypatch.setattr(sys, "platform", platform)

    return becomes


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
def test_every_system_has_its_data_folder(system, platform, environment, folder):
    system(platform, environment)
    assert data_folder() == folder


def test_a_store_on_a_mac_is_found_whatever_is_said_of_other_folders(system, tmp_path):
    before = tmp_path / "Library" / "Application Support" / "crm_analytics"
    before.mkdir(parents=True)
    system("darwin", {"XDG_DATA_HOME": "/data", "HOME": tmp_path})
    assert data_folder() == before


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
