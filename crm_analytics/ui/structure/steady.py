"""A grid that keeps its place while it is edited.

Streamlit's editor remembers edits as differences to the table it was given, under its key. So the
table stays the same while only its own cells change; when anything else does, or when the visitor
comes back from another page, a new editor starts from what is said now.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from crm_analytics.ui import state

Rows = tuple[tuple[str, ...], ...]
Edits = Mapping[int, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Steady:
    """The table given to the editor of this name. about: what the table is about."""

    name: str
    number: int
    about: object
    base: Rows

    @property
    def key(self) -> str:
        """The editor's key."""
        return f"{self.name} {self.number}"


def steady(name: str, about: object, now: Rows) -> Steady:
    """The table to give to an editor. now: what it would say if it started anew."""
    known: Steady | None = state.get(name, None)
    gone = known is not None and known.base != now and state.get(known.key, None) is None
    if known is None or known.about != about or gone:
        known = Steady(name, known.number + 1 if known else 1, about, now)
        state.put(name, known)
    return known


def edits(name: str) -> tuple[Rows, Edits]:
    """The table an editor was given, and what was changed in it."""
    known: Steady = state.get(name, Steady(name, 0, None, ()))
    changed: Mapping[str, Edits] = state.get(known.key, {"edited_rows": {}})
    return known.base, changed["edited_rows"]


def renew(name: str) -> None:
    """Let the next editor start from what is said then."""
    known: Steady | None = state.get(name, None)
    if known:
        state.put(name, replace(known, about=None))
