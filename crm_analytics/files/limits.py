"""How much one file may take: of the wire, of the memory, of the clock."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from crm_analytics.errors import Problem


@dataclass(frozen=True, slots=True)
class Limits:
    """The most one file may be.

    bytes, expanded, memory: in bytes; expanded is what a zipped or packed file unfolds to.
    parts: files inside a workbook.
    workbook_cells, cells: rows times columns, in a workbook and in every other format.
    seconds: from start to end, on the clock.
    """

    bytes: int = 50_000_000
    expanded: int = 300_000_000
    parts: int = 2_000
    columns: int = 2_000
    rows: int = 1_000_000
    workbook_cells: int = 20_000_000
    cells: int = 100_000_000
    memory: int = 1_500_000_000
    seconds: float = 30

    def for_file(self, size: int) -> "Limits":
        """Memory and time grow with the file: a small one has no reason to take much of either.

        Nor does it unfold to more than a hundred times its size, beyond what any file may.
        """
        share = max(size / UPLOAD.bytes, 1)
        return replace(
            self,
            expanded=min(self.expanded, max(UPLOAD.expanded, 100 * size)),
            memory=min(self.memory, int(UPLOAD.memory * share)),
            seconds=min(self.seconds, UPLOAD.seconds * share),
        )

    def excess(self, where: str, rows: int, columns: int, cells: int) -> Iterator[Problem]:
        """What is too much about a table of so many rows and columns."""
        for found, most, unit in (
            (rows, self.rows, "rows"),
            (columns, self.columns, "columns"),
            (rows * columns, cells, "cells"),
        ):
            if found > most:
                yield Problem(
                    where,
                    f"has {found:,} {unit}; at most {most:,} can be read.",
                    "Remove rows and columns that hold no answers, or split the file.",
                )


UPLOAD = Limits()

# the command line reads the user's own files on the user's own machine
OWN_FILE = Limits(
    bytes=2_000_000_000,
    expanded=8_000_000_000,
    parts=20_000,
    columns=20_000,
    rows=20_000_000,
    workbook_cells=100_000_000,
    cells=1_000_000_000,
    memory=12_000_000_000,
    seconds=600,
)
