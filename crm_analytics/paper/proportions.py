"""Who was asked: counts and percentages of one sample, which have to add up.

A group is the categories of one question. Its rows end at a total, where the word in the first
column changes, or at a heading without numbers.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import accumulate
from math import inf

from crm_analytics.paper import names
from crm_analytics.paper.number import Bounds, PrintedNumber, exactly, total
from crm_analytics.paper.relation import Known, Relation, contradictions, fixed
from crm_analytics.paper.table import PrintedCell, PrintedRow, PrintedTable

_TOTALS = {"total", "sum", "all", "overall", "totals", "grand total", "all people", "n"}


@dataclass(frozen=True, slots=True)
class Group:
    """The categories of one question.

    total: the row that says their total, if there is one.
    stated: how many people were asked in all, if that is known.
    before: the categories that an earlier total of the same question has counted already.
    totals: every total of the same question, without and with those who did not answer.
    """

    name: str
    rows: tuple[PrintedRow, ...]
    total: PrintedRow | None
    stated: PrintedCell | None
    before: tuple[PrintedRow, ...] = ()
    totals: tuple[float, ...] = ()

    def cells(self, key: str) -> list[PrintedCell]:
        """The cells of one column."""
        return [row[key] for row in self.rows if key in row]

    def complete(self, key: str) -> bool:
        """Whether every category has a number in this column."""
        return all(key in row for row in self.rows)

    def sum(self, key: str) -> Bounds:
        """Of the numbers of one column."""
        return total(cell.interval for cell in self.cells(key))

    @property
    def of_more_people(self) -> bool:
        """Whether percentages are of more people than answered."""
        return any("valid_percent" in row for row in self.rows)


def groups(table: PrintedTable) -> Iterator[Group]:
    """The questions of a table with counts or percentages."""
    keys = set(table.keys)
    if keys & names.MEASURES or not keys & {"count", "percent", "valid_percent"}:
        return  # a percentage beside a mean is no share of the people
    stated = table.around.get("count") or table.around.get("n")
    earlier: Group | None = None
    questions = list(_questions(table.rows))
    for name, rows in questions:
        whole = rows[-1] if is_total(rows[-1]) else None
        categories = tuple(row for row in rows if row is not whole)
        same = earlier is not None and earlier.total is not None and earlier.name == name
        before = (*earlier.before, *earlier.rows) if earlier and same else ()
        totals = tuple(
            rows[-1]["count"].interval.middle
            for other, rows in questions
            if other == name and is_total(rows[-1]) and "count" in rows[-1]
        )
        beside = (row["n"] for row in categories if "n" in row and "count" in row)
        size = next(beside, stated)
        earlier = Group(name, categories, whole, size, before, totals)
        if categories:
            yield earlier


def _questions(rows: Sequence[PrintedRow]) -> Iterator[tuple[str, list[PrintedRow]]]:
    """Name and rows of each question; one that is counted twice, without the missing, twice."""
    first = [row.texts[""] for row in rows if not is_total(row)]
    several = len(set(first)) < len(first)
    name, kept = "", list[PrintedRow]()
    for row in rows:
        words = "" if is_total(row) or (row.cells and not several) else row.texts[""]
        begins = not row.cells or words not in ("", name) or (kept and is_total(kept[-1]))
        if kept and begins:
            yield name, kept
            kept = []
        name = words or name
        if row.cells:
            kept.append(row)
    if kept:
        yield name, kept


def is_total(row: PrintedRow) -> bool:
    """Whether a row counts the rows above it together."""
    return any(
        names.normal(part) in _TOTALS for part in (row.label.split(" – ")[-1], row.texts[""])
    )


def percentages(group: Group) -> Iterator[Relation]:
    """Each percentage by its count, or by the number of people alone."""
    for key in ("percent", "valid_percent"):
        for cells in _shares(group, key):
            yield from cells


def _shares(group: Group, key: str) -> Iterator[list[Relation]]:
    shares = [row for row in group.rows if key in row]
    counts = group.cells("count")
    among = list(group.totals) or ([group.stated.interval.middle] if group.stated else [])
    answered = key == "valid_percent" or not group.of_more_people
    if answered and len(counts) > 1 and group.complete("count"):
        among.append(group.sum("count").middle)
    among = [n for n in among if 1 <= n < inf]
    if not among or not shares:
        return
    if all("count" in row for row in shares):
        tried = [[_of_count(row, key, n) for row in shares] for n in among]
    else:
        tried = [[_of_people(row[key], n) for row in shares] for n in among[:1]]
    yield min(tried, key=contradictions)


def _of_count(row: PrintedRow, key: str, n: float) -> Relation:
    share, count = row[key], row["count"]

    def solve(cell: PrintedCell, known: Known) -> Bounds | None:
        if cell is share:
            return known[count] * 100 / n if count in known else None
        return known[share] * n / 100 if share in known else None

    return Relation(f"a percentage is 100 · count / {n:,.0f}", (share, count), solve)


def _of_people(share: PrintedCell, n: float) -> Relation:
    inside = not share.interval.bounded or (share.interval * n / 100).whole()
    near = round(share.interval.middle * n / 100)
    why = f"No number of {n:,.0f} people is {share.printed.text}; {near} would be nearest."
    rule = "a percentage of n people is a whole number of them"
    return fixed(rule, share, share.interval if inside else exactly(100 * near / n), why)


def sums(table: PrintedTable, wrong: Set[PrintedCell]) -> Iterator[Relation]:
    """Counts add up to the total, percentages to a hundred; nothing is said twice."""
    for group in groups(table):
        yield from _sums(group, wrong)


def _sums(group: Group, wrong: Set[PrintedCell]) -> Iterator[Relation]:
    several = len(group.rows) > 1
    if several and group.complete("count") and not wrong & set(group.cells("count")):
        counts = [*_total(group, "count")]
        yield from counts
        if contradictions(counts):
            return  # percentages of a wrong total say the same again
    for key in ("percent", "valid_percent"):
        if several and group.complete(key) and not wrong & set(group.cells(key)):
            if group.total and key in group.total:
                yield from _total(replace(group, stated=None), key)
            elif not group.cells("count") and (
                key == "valid_percent" or not group.of_more_people
            ):  # else the counts say more
                yield from _hundred(group, key)
    yield from _cumulative(group, wrong)


def _total(group: Group, key: str) -> Iterator[Relation]:
    printed = group.total[key] if group.total and key in group.total else None
    stated = printed or group.stated
    if stated is None:
        return
    parts, found = group.cells(key), group.sum(key)
    if group.before and not found.meets(stated.interval):
        found = found + total(row[key].interval for row in group.before if key in row)
    if printed is None and not _near(found, stated.interval.middle, 0.5):
        return
    whole = printed or _stands_for(group, parts[0].column, stated.printed, stated.interval)
    terms = " + ".join(cell.printed.text for cell in parts[:12])
    more = "" if len(parts) <= 12 else " + …"
    why = f"{terms}{more} is {whole.like(found.middle)}, not {stated.printed.text}."
    yield fixed("counts add up to their total", whole, found, why)


def _hundred(group: Group, key: str) -> Iterator[Relation]:
    parts, found = group.cells(key), group.sum(key)
    if not _near(found, 100.0, 0.2):
        return
    printed = sum(cell.printed.interval.middle for cell in parts)
    places = max(cell.printed.decimals for cell in parts)
    said = replace(parts[0].printed, text=f"{printed:.{max(places, 0)}f}", decimals=places)
    whole = _stands_for(group, parts[0].column, said, found)
    why = (
        "Percentages of all categories add up to 100, within rounding, when each person is in one."
    )
    yield fixed("percentages add up to 100", whole, exactly(100.0), why)


def _near(sum: Bounds, whole: float, share: float) -> bool:
    """Whether parts are meant to add up; far from it, people may have chosen several."""
    return abs(sum.middle - whole) <= share * whole


def _stands_for(group: Group, column: str, said: PrintedNumber, interval: Bounds) -> PrintedCell:
    """A total that no cell of the table holds."""
    label = f"{group.name} – Total" if group.name else "Total"
    return PrintedCell(label, column, "total", said, interval)


def _cumulative(group: Group, wrong: Set[PrintedCell]) -> Iterator[Relation]:
    steps = group.cells("cumulative_percent")
    key = next((k for k in ("count", "valid_percent", "percent") if group.complete(k)), "")
    if not group.complete("cumulative_percent") or not key:
        return
    parts, whole = group.cells(key), group.sum(key)
    if wrong & set(parts) or not whole.bounded:
        return
    scale = 1.0 if key != "count" else 100 / max(whole.middle, 1.0)
    running = accumulate((cell.interval for cell in parts), Bounds.__add__)
    rule = "cumulative percentages are running sums"
    why = f"{steps[0].column} is the sum of {parts[0].column} up to its row."
    for step, so_far in zip(steps, running, strict=True):
        yield fixed(rule, step, so_far * scale, why, so_far.middle * scale)
