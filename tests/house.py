"""How large is the house? A program: files, lines, classes, and what its rules do not yet hold.

    python -m tests.house

A record class is a dataclass, a named tuple or a model of pydantic.
"""

import ast
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "crm_analytics"
RECORDS = ("dataclass", "NamedTuple", "BaseModel")


def modules(folder=PACKAGE):
    """Every file of Python in a folder."""
    return sorted(folder.rglob("*.py"))


def classes():
    """Each class of the package and its file."""
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                yield node, path.relative_to(ROOT)


def is_record(node):
    """Whether a class is decorated as one or inherits from one."""
    named = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list] + node.bases
    return any(ast.unparse(part).rpartition(".")[2] in RECORDS for part in named)


def names_twice():
    """Names that several classes have, with their files."""
    places = defaultdict(list)
    for node, path in classes():
        places[node.name].append(str(path))
    return {name: files for name, files in sorted(places.items()) if len(files) > 1}


def untested_statistics():
    """Modules of statistics/ without a test file of their name."""
    tested = {path.name for path in modules(ROOT / "tests" / "statistics")}
    return [
        str(path.relative_to(ROOT))
        for path in modules(PACKAGE / "statistics")
        if path.stem != "__init__" and f"test_{path.stem}.py" not in tested
    ]


def main():
    """The numbers, then what is open."""
    lines = [
        f"{folder}: {len(files)} files, {sum(_lines(path) for path in files):,} lines"
        for folder in ("crm_analytics", "pages", "tests")
        for files in [modules(ROOT / folder)]
    ]
    found = [node for node, _ in classes()]
    records = sum(map(is_record, found))
    lines.append(f"{len(found)} classes, {records} of them records")
    lines += [f"{name} is the name of several: {', '.join(f)}" for name, f in names_twice().items()]
    lines += [f"{path} has no test file of its name" for path in untested_statistics()]
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


if __name__ == "__main__":
    main()
