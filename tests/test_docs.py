"""What the documents say of the code is true."""

import re
from pathlib import Path

import pytest

from tests.analyses.test_registry import ANALYSIS, PAGE

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/libraries.md")


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_is_named_is_there(name):
    named = re.findall(r"`((?:crm_analytics|pages|tests|docs|sample_data)/[\w/.]+)`", text(name))
    assert [path for path in named if not (ROOT / path).exists() and "headcount" not in path] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_somewhere(name):
    links = re.findall(r"\]\(([\w./-]+\.(?:md|png))\)", text(name))
    folder = (ROOT / name).parent
    assert [link for link in links if not (folder / link).exists()] == []


def test_every_room_is_in_the_house():
    rooms = {
        path.name for path in (ROOT / "crm_analytics").iterdir() if (path / "__init__.py").exists()
    }
    assert {room for room in rooms if f"`{room}/`" not in text("docs/architecture.md")} == set()


def test_the_recipe_is_the_one_that_is_performed():
    blocks = [
        "\n".join(line.removeprefix("   ") for line in block.splitlines())
        for block in re.findall(r"```python\n(.*?)```", text("CONTRIBUTING.md"), re.DOTALL)
    ]
    recipe = {line.strip() for block in blocks for line in block.splitlines() if line.strip()}
    performed = {line.strip() for line in (ANALYSIS + PAGE).splitlines() if line.strip()}
    assert recipe - performed == set()


def test_every_requirement_has_its_library_or_its_reason():
    for line in text("requirements.txt").splitlines()[7:]:
        if line.strip():
            assert "#" in line, line
