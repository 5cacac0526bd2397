"""A table of a section: one row per thing, columns of the one vocabulary, numbers unrounded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

T = TypeVar("T")
Value = str | int | float | bool | None


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """Rows under column names that files and the JSON share.

    name: short name of the table in files, for example "scales".
    title: what a reader sees above it.
    columns: keys of `columns.VOCABULARY`.
    rows: one tuple a row, as long as `columns`; None is "not applicable".
    brief: the columns a slide or a manager's page shows; empty means all.
    detail: for the analyst; a manager's page leaves it out until it is asked for.
    absent: what None reads as, where there is one reason for all of it, for example "n < 5".
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    brief: tuple[str, ...] = ()
    detail: bool = False
    absent: str = ""

    @classmethod
    def of(  # noqa: PLR0913 - the last ones are usually absent
        cls,
        name: str,
        title: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Value]],
        brief: Sequence[str] = (),
        detail: bool = False,
        absent: str = "",
    ) -> "Table":
        """A table from any rows."""
        every = tuple(map(tuple, rows))
        return cls(name, title, tuple(columns), every, tuple(brief), detail, absent)

    def records(self) -> list[Mapping[str, Value]]:
        """One mapping a row, for JSON."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def column(self, key: str) -> tuple[Value, ...]:
        """All values of one column."""
        place = self.columns.index(key)
        return tuple(row[place] for row in self.rows)

    def after(self, key: str, added: str, values: Sequence[Value]) -> "Table":
        """The same table with a column more, right after one that it has."""

        def widened(row: Sequence[T], value: T) -> tuple[T, ...]:
            return (*row[:place], value, *row[place:])

        place = self.columns.index(key) + 1
        brief = list(self.brief)
        if key in brief:
            brief.insert(brief.index(key) + 1, added)
        rows = tuple(widened(row, value) for row, value in zip(self.rows, values, strict=True))
        columns = widened(self.columns, added)
        return replace(self, columns=columns, rows=rows, brief=tuple(brief))

    def shown(self) -> "Table":
        """The same table with only its brief columns."""
        keep = [self.columns.index(key) for key in self.brief or self.columns]
        rows = tuple(tuple(row[place] for place in keep) for row in self.rows)
        return replace(self, columns=self.brief or self.columns, rows=rows, brief=())
