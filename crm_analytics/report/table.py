"""A table of a section: one row per thing, columns of the one vocabulary, numbers unrounded.

Rows are kept as they were computed and become a DataFrame when one is asked for: importing pandas
takes nearly as long as streamlit itself, which does without it, as does the first page; and a frame
makes 3 into 3.0 as soon as a neighbour is missing, which JSON must not show.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, TypeVar

from crm_analytics.report.columns import OWN, VOCABULARY, Column
from crm_analytics.report.words import p_written, plain, signed

if TYPE_CHECKING:
    from pandas import DataFrame

T = TypeVar("T")
Value = str | int | float | bool | None


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """Rows under column names that files and the JSON share; an unknown column is a ValueError.

    name: short name of the table in files, for example "scales".
    title: what a reader sees above it.
    columns: keys of `columns.VOCABULARY`.
    rows: one tuple a row, as long as `columns`; None is "not applicable".
    brief: the columns a slide or a manager's page shows; empty means all.
    detail: for the analyst; a manager's page leaves it out until it is asked for.
    absent: what None reads as, where there is one reason for all of it, for example "n < 5".
    named: columns that bear a name from the study instead, such as one per factor of a matrix.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    brief: tuple[str, ...] = ()
    detail: bool = False
    absent: str = ""
    named: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a column that nothing says how to head and round, and rows of another length."""
        unknown = [
            key
            for key in self.columns
            if not (key in VOCABULARY or key in self.named or (self.name, key) in OWN)
        ]
        if unknown:
            raise ValueError(f"Table {self.name!r}: the vocabulary has no column {unknown}.")
        wrong = [place for place, row in enumerate(self.rows) if len(row) != len(self.columns)]
        if wrong:
            raise ValueError(f"Table {self.name!r}: row {wrong[0]} is not as long as the header.")

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
        named: Sequence[str] = (),
    ) -> "Table":
        """A table from any rows."""
        every = tuple(map(tuple, rows))
        return cls(name, title, tuple(columns), every, tuple(brief), detail, absent, tuple(named))

    @property
    def frame(self) -> "DataFrame":
        """The table as a DataFrame with the stable column names, a new one each time.

        Numbers have every digit and columns of numbers a type of numbers: None is NaN, or NA where
        whole numbers or booleans would lose their type.
        """
        from pandas import DataFrame

        rows = [tuple(map(finite, row)) for row in self.rows]
        frame = DataFrame.from_records(rows, columns=list(self.columns))
        for place in range(len(self.columns)):
            kinds = {type(row[place]) for row in rows}
            if kinds == {int, type(None)}:
                frame.isetitem(place, frame.iloc[:, place].astype("Int64").array)
            elif kinds == {bool, type(None)}:
                frame.isetitem(place, frame.iloc[:, place].astype("boolean").array)
        return frame

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

    def words(self) -> list[tuple[str, ...]]:
        """The rows as a person reads them, each number with the digits of its column."""
        columns = columns_of(self)
        return [
            tuple(
                plain(written(finite(value), column, self.absent))
                for value, column in zip(row, columns, strict=True)
            )
            for row in self.rows
        ]

    def _repr_html_(self) -> str:
        """The table in a notebook: headings for readers, numbers with the digits of a column."""
        from pandas import DataFrame, option_context

        headings = [column.heading for column in columns_of(self)]
        with option_context("display.max_colwidth", None):  # sentences are shown to their end
            grid = DataFrame(self.words(), columns=headings).to_html(index=False, border=0)
        return f"<p><b>{escape(plain(self.title))}</b></p>{grid}"


def columns_of(table: Table) -> list[Column]:
    """How each column of a table is written; one that holds words is text, whatever its key."""
    known = [
        OWN.get((table.name, key)) or VOCABULARY.get(key, Column(key)) for key in table.columns
    ]
    return [
        replace(column, kind="text")
        if any(isinstance(row[place], str) for row in table.rows)
        else column
        for place, column in enumerate(known)
    ]


def written(value: Value, column: Column, absent: str = "") -> str:
    """A value as a person reads it; `absent` or "–" when there is none."""
    if value is None:
        return absent or "–"
    if isinstance(value, (bool, str)):
        return str(value)
    if column.kind == "value":
        return signed(f"{value:,.4f}".rstrip("0").rstrip("."))
    if column.kind == "p":
        return p_written(value)
    if column.kind in ("count", "df"):
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
    return signed(f"{value:,.{column.decimals}f}")


def finite(value: Value) -> Value:
    """The value, or None where a computation left "not a number" or infinity."""
    if isinstance(value, float) and value - value != 0:
        return None
    return value
