"""The records of a delimited text, each as wide as the header, and every one that is not."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from crm_analytics.errors import Problem
from crm_analytics.files.dialect import NAMES
from crm_analytics.files.file import Note
from crm_analytics.files.limits import Limits
from crm_analytics.files.names import listed

# the module's own limit is one for a whole program; the size of the file bounds a cell already
csv.field_size_limit(2**31 - 1)


class Records:
    """Iterate once over the people; then ask what was wrong and what was left out.

    Lines are counted as a text editor does. Rows beyond the limit are counted, not given.
    """

    def __init__(self, lines: Iterable[str], mark: str, limits: Limits, where: str) -> None:
        self._source = csv.reader(lines, delimiter=mark, strict=True)
        self._mark, self._where = mark, where
        self.limits = limits
        self._line = 1
        self._blank: list[str] = []
        self._ragged: list[tuple[int, int]] = []
        self._broken: list[Problem] = []
        self._rows = 0
        self.header = self._first()
        self.header_line = self._line

    def __iter__(self) -> Iterator[Sequence[str]]:
        """Every record as wide as the header; blank lines at the end are none."""
        pending: list[str] = []
        for line, record in self._records():
            if _is_blank(record, self.header):
                pending.append(str(line))
                continue
            yield from self._passed_over(pending)
            pending = []
            if len(record) != len(self.header):
                self._ragged.append((line, len(record)))
                continue
            self._rows += 1
            if self._rows <= self.limits.rows:
                yield record

    def problems(self) -> Iterator[Problem]:
        """What makes the records unusable, once all have been seen."""
        width = len(self.header)
        yield from self.limits.excess(self._where, self._rows, width, self.limits.cells)
        if self._ragged:
            yield self._uneven()
        yield from self._broken

    def notes(self) -> Iterator[Note]:
        """The blank lines between records, once all have been seen."""
        if self._blank:
            yield Note("Empty lines", f"left out: {listed(self._blank, 'lines')}")

    def _first(self) -> Sequence[str]:
        found = (record for _, record in self._records() if any(map(str.strip, record)))
        return next(found, [])

    def _records(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Each record with the line it begins on, up to the first that cannot be told apart."""
        while True:
            self._line = self._source.line_num + 1
            try:
                record = next(self._source, None)
            except csv.Error as error:
                self._broken.append(self._misquoted(str(error)))
                return
            if record is None:
                return
            yield self._line, record

    def _passed_over(self, blank: Sequence[str]) -> Iterator[Sequence[str]]:
        """Blank lines before a record: in a single column each is a person without an answer."""
        if len(self.header) > 1:
            self._blank.extend(blank)
            return
        self._rows += len(blank)
        yield from ([""] for _ in blank)

    def _uneven(self) -> Problem:
        width, (line, cells) = len(self.header), self._ragged[0]
        separator = NAMES[self._mark]
        found = [str(line) for line, _ in self._ragged]
        return Problem(
            listed(found, "Lines"),
            f"{'has' if len(found) == 1 else 'have'} more or fewer cells than the {width} of the "
            f"header; line {line} has {cells}.",
            f"Put text that contains a {separator} in quotation marks, "
            "and delete lines that do not belong to the table.",
        )

    def _misquoted(self, reason: str) -> Problem:
        where = f"Line {self._line}"
        if "end of data" in reason:
            return Problem(
                where,
                "opens a quotation mark that is never closed.",
                "Close it, or remove it if it belongs to the text.",
            )
        return Problem(
            where,
            "has text right after a closing quotation mark.",
            'Write a quotation mark inside an answer twice (""), '
            "or save the file again from a spreadsheet program.",
        )


def _is_blank(record: Sequence[str], header: Sequence[str]) -> bool:
    """A line with nothing on it, which is not the same as a line of empty cells."""
    return not record or (len(record) == 1 < len(header) and not record[0].strip())
