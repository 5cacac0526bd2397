"""Other programs' own test cases through the command line: their data, their printed numbers."""

import json
from pathlib import Path

import pytest

from crm_analytics.cli import main

FOLDER = Path(__file__).parent / "data" / "peers"
CASES = sorted(path.parent.name for path in FOLDER.glob("*/case.json"))
FULL = 10  # digits from which on a printed number is taken as it is, to a relative 1e-6


def allowed(printed):
    """Half a unit of the last place of a printed number."""
    mantissa, _, exponent = printed.lower().lstrip("+-").partition("e")
    if len(mantissa.replace(".", "").lstrip("0")) >= FULL:
        return max(1e-6 * abs(float(printed)), 1e-12)
    decimals = len(mantissa.partition(".")[2])
    return 0.5 * 10.0 ** (int(exponent or 0) - decimals) * (1 + 1e-7) + 1e-12


def close(a, b):
    numbers = all(isinstance(x, int | float) and not isinstance(x, bool) for x in (a, b))
    return abs(a - b) < 1e-9 if numbers else a == b


def agrees(want, ours):
    theirs = want.get("value")
    if theirs is None:
        return ours is None
    if isinstance(theirs, str) and isinstance(ours, int | float) and not isinstance(ours, bool):
        sign = abs if want.get("sign") == "free" else float
        return abs(sign(float(ours)) - sign(float(theirs))) <= want.get("tol", allowed(theirs))
    return close(ours, theirs)


def looked_up(sections, want):
    for section in sections:
        if want.get("section") in (None, section["id"]):
            for row in section["tables"].get(want["table"], []):
                if all(close(row.get(key), value) for key, value in want.get("where", {}).items()):
                    return row.get(want["column"], "no such column")
    return "no such row"


def run(folder, how, target):
    """The exit code of the command line, which writes JSON to the target."""
    arguments = [how["command"], *(str(folder / file) for file in how["files"])]
    arguments += [part.replace("{folder}", str(folder)) for part in how.get("options", [])]
    if how["command"] == "analyse":
        arguments += ["--questionnaire", str(folder / "questionnaire.yaml")]
        for wave, file in how.get("waves", {}).items():
            arguments += ["--wave", f"{wave}={folder / file}"]
    return main([*arguments, "--json", str(target)])


def answered(want, code, lines, sections):
    """What the command line says where the other program says something, and whether both agree."""
    if want.get("out") is not None:
        there = any(line == want["out"] or line.startswith(f"{want['out']}\t") for line in lines)
        return there, there == want.get("there", True)
    if want.get("code") is not None:
        return code, code == want["code"]
    ours = looked_up(sections, want)
    return ours, agrees(want, ours)


@pytest.mark.parametrize("name", CASES)
def test_the_numbers_are_those_of_the_other_program(name, tmp_path, capsys):
    folder, target = FOLDER / name, tmp_path / "out.json"
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    code = run(folder, case["run"], target)
    lines = capsys.readouterr().out.splitlines()
    sections = json.loads(target.read_text(encoding="utf-8"))["sections"]
    found = [(want, *answered(want, code, lines, sections)) for want in case["expect"]]
    assert [(want, ours) for want, ours, agree in found if not agree] == []


def test_no_case_is_lost():
    assert len(CASES) == 53
