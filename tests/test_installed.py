"""The package installed from its wheel, away from the project's folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = ("pyproject.toml", "requirements.txt", "README.md", "LICENSE", "crm_analytics")


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    source, place = (tmp_path_factory.mktemp(name) for name in ("source", "installed"))
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, source / part)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    offline = ["--no-deps", "--no-index", "--no-build-isolation", "--quiet"]
    subprocess.run([*pip, "wheel", *offline, "--wheel-dir", "wheels", "."], cwd=source, check=True)
    (wheel,) = (source / "wheels").iterdir()
    subprocess.run([*pip, "install", *offline, "--target", place, wheel], check=True)
    return place


def run(installed, folder, *command):
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command_analyses_a_file(installed, tmp_path):
    sample = ROOT / "sample_data" / "insurance_study"
    out = run(
        installed, tmp_path, installed / "bin" / "crm-analytics", "analyse", f"{sample}.csv",
        "--questionnaire", f"{sample}.yaml", "--only", "reliability",
    )  # fmt: skip
    assert out.startswith("Reliability: 8 of 9 scales can be trusted")


def test_words_of_answers_are_known_and_the_package_is_the_installed_one(installed, tmp_path):
    (tmp_path / "answers.csv").write_text("q1,q2\nagree,disagree\ndisagree,agree\n", "utf-8")
    out = run(installed, tmp_path, installed / "bin" / "crm-analytics", "suggest", "answers.csv")
    assert "labels" in out
    program = "import crm_analytics as ca; print(ca.__file__); ca.load"
    where = run(installed, tmp_path, sys.executable, "-c", program)
    assert Path(where.strip()).is_relative_to(installed)
