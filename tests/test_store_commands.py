import sqlite3
from contextlib import closing

import pyarrow as pa
import pytest

from crm_analytics.cli import main
from crm_analytics.files.file import SurveyFile
from crm_analytics.store.studies import open_store

ASKED = "constructs: [{name: L, role: outcome, dimensions: [{name: Trust, items: [q1]}]}]\n"


@pytest.fixture
def path(tmp_path, monkeypatch):
    """The store that CRM_STORE names."""
    monkeypatch.setenv("CRM_STORE", str(tmp_path / "studies.sqlite"))
    return tmp_path / "studies.sqlite"


@pytest.fixture
def study_id(path):
    file = SurveyFile("small.csv", "0" * 64, pa.table({"q1": [1, 2, 3]}))
    study_id = open_store(f"sqlite:///{path}").create("Bank", ASKED, "2024", file)
    open_store(f"sqlite:///{path}").add_wave(study_id, "2025", file)
    return study_id


@pytest.fixture
def run(capsys):
    def run(*arguments):
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_store_is_backed_up_and_brought_back_somewhere_else(run, path, study_id, tmp_path):
    kept, new = tmp_path / "monday.sqlite", tmp_path / "new.sqlite"
    assert run("backup", kept) == (0, f"Backup '{kept}' is made and checked.\n", "")
    said = f"Store '{new}' holds what is in '{kept}'.\n"
    assert run("restore", kept, "--store", new) == (0, said, "")
    assert open_store(f"sqlite:///{new}").open(study_id).title == "Bank"


def test_nothing_is_replaced_unless_told(run, path, study_id, tmp_path):
    kept = tmp_path / "monday.sqlite"
    run("backup", kept)
    said = f"Backup '{kept}': is there already. Name another file, or use --replace.\n"
    assert run("backup", kept) == (2, "", said)
    assert run("backup", kept, "--replace")[0] == 0
    open_store(f"sqlite:///{path}").rename(study_id, "Shop")
    code, out, error = run("restore", kept, "--store", f"sqlite:///{path}")
    assert (code, out) == (2, "")
    assert error.endswith("Name an empty store, or use --replace to put the backup in its place.\n")
    assert run("restore", kept, "--replace")[0] == 0
    assert open_store(f"sqlite:///{path}").open(study_id).title == "Bank"


def test_a_whole_store_is_called_whole(run, path, study_id):
    assert run("verify") == (0, "", f"Store '{path}': Everything in it is whole.\n")


def test_damage_is_told_one_problem_a_line(run, path, study_id):
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE wave_file SET blob = x'00'")
    code, out, error = run("verify")
    assert (code, error) == (1, f"Store '{path}': Everything else in it is whole.\n")
    assert out.splitlines() == [
        f"Study 'Bank' ({study_id}), wave '{name}': is damaged: what is kept is not what was "
        "saved. Restore the store from a backup, or delete this wave and import its file again."
        for name in ("2024", "2025")
    ]


@pytest.mark.parametrize("command", [("verify",), ("backup", "monday.sqlite")])
def test_a_store_that_is_not_there_is_not_made(run, path, command):
    said = f"Store '{path}': is not there. Name it in --store or CRM_STORE.\n"
    assert run(*command) == (2, "", said)
    assert list(path.parent.iterdir()) == []


def test_a_file_of_another_kind_cannot_be_checked(run, path):
    path.write_text("answers\n" * 5000)
    said = (
        f"Store '{path}': is a file of another kind, not a store of studies. "
        "Put a backup in its place, or name another file in CRM_STORE.\n"
    )
    assert run("verify") == (2, "", said)
