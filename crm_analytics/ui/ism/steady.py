"""A grid that keeps its place while it is edited.

Streamlit's editor remembers edits as differences to the table it was given, under its key. So the
table stays the same while only its own cells change; when anything else does, or when the visitor
comes back from another page, a new editor starts from what is said now.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crm_analytics.ui import state

Rows = tuple[tuple[str, ...], ...]
Edits = Mapping[int, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Steady:
    """The table given to the editor of this name.

    about: what the table is about. taken: the edits that were taken over. old: whether the next
    editor starts anew.
    """

    name: str
    number: int
    about: object
    base: Rows
    taken: Edits = field(default_factory=dict)
    old: bool = False

    @property
    def key(self) -> str:
        """The editor's key."""
        return f"{self.name} {self.number}"


def steady(name: str, about: object, now: Rows) -> Steady:
    """The table to give to an editor. now: what it would say if it started anew."""
    known: Steady | None = state.get(name, None)
    if known is None or known.old or known.about != about or _gone(known, now):
        known = Steady(name, known.number + 1 if known else 1, about, now)
        state.put(name, known)
    return known


def _gone(known: Steady, now: Rows) -> bool:
    """Whether the editor was left, and another one must not begin where it did."""
    left = state.get(known.key, None) is None
    return left and (known.base != now or bool(known.taken))


def edits(name: str) -> tuple[Steady, Edits]:
    """The table an editor was given, and what was changed in it since this was asked last.

    What was taken over before is not said again: somebody else may have changed it by now.
    """
    known: Steady = state.get(name, Steady(name, 0, None, ()))
    editor: Mapping[str, Edits] = state.get(known.key, {"edited_rows": {}})
    changed = {int(row): dict(cells) for row, cells in editor["edited_rows"].items()}
    state.put(name, replace(known, taken=changed))
    return known, {row: _new(cells, known.taken.get(row, {})) for row, cells in changed.items()}


def _new(cells: Mapping[str, object], taken: Mapping[str, object]) -> dict[str, object]:
    return {
        column: said
        for column, said in cells.items()
        if column not in taken or taken[column] != said
    }


def renew(name: str) -> None:
    """Let the next editor start from what is said then."""
    known: Steady | None = state.get(name, None)
    if known:
        state.put(name, replace(known, old=True))
