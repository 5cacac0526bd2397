import ast

from tests.ui.visiting import ROOT

SOURCES = [
    ROOT / "app.py",
    *(ROOT / "pages").glob("*.py"),
    *(ROOT / "crm_analytics").rglob("*.py"),
]
# what Streamlit documents; everything else may be called otherwise in its next version
PUBLIC = {"streamlit", "streamlit.typing"}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_only_public_names_of_streamlit_are_used():
    found = {
        f"{path.name}: {name}"
        for path in SOURCES
        for name in imported(path)
        if name.partition(".")[0] == "streamlit" and name not in PUBLIC
    }
    assert found == set()
