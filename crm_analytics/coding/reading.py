"""Coders' files to codings: wide, long, or segments as other programs export them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from crm_analytics import files as reading
from crm_analytics.coding.coder_sheet import CoderSheet
from crm_analytics.coding.codings import Coded, Codings, incomparable
from crm_analytics.errors import Problem, Problems, UnusableCoding, refuse
from crm_analytics.files.file import Note
from crm_analytics.files.limits import UPLOAD, Limits
from crm_analytics.files.names import listed
from crm_analytics.files.rows import rows_of

UNITS = (
    "Give a file with a header row and one row a unit, with a column for every coder; or one row a "
    "unit and coder."
)
_BETWEEN = re.compile(r"[;|\n]")


def read(
    files: Sequence[tuple[bytes, str]], one_code: bool = False, limits: Limits = UPLOAD
) -> Codings:
    """The codings in files of one or more coders, each its bytes and its name.

    one_code: whether a coder may give a unit one code only. A cell may hold several codes with a
    semicolon, a bar or a line break between them; an empty one is "not coded".
    Raises UnusableCoding with every problem.
    """
    sheets: list[CoderSheet] = []
    problems: list[Problem] = []
    for raw, name in files:
        try:
            with rows_of("codes", UNITS):
                table = reading.read(raw, name, limits, reading.PLAIN_TABLE)
                sheets.append(CoderSheet.of(table))
        except Problems as error:
            problems += error.problems
    problems += [problem for sheet in sheets for problem in _problems(sheet)]
    by_file = [[*_coded(sheet)] for sheet in sheets]
    coded = [entry for entries in by_file for entry in entries]
    problems += [*_conflicts(coded)] if one_code else []
    if len(sheets) == len(files):  # without one of them nothing is known of who coded
        problems += incomparable(coded)
    problems += [*_unread(sheets)] if problems else []
    refuse(UnusableCoding, problems)
    return Codings.of(
        coded, [*_recognised(sheets), *_overlaps(sheets), *_added_up(sheets, by_file)]
    )


def codes(cell: str) -> tuple[str, ...]:
    """The codes in one cell."""
    words = (" ".join(part.split()) for part in _BETWEEN.split(cell))
    return tuple(dict.fromkeys(word for word in words if word))


def _coded(sheet: CoderSheet) -> Iterator[Coded]:
    for row in sheet.rows:
        unit = sheet.unit(row)
        where = f"row {row + sheet.first}"
        if unit.name and sheet.coders:
            for coder in sheet.coders:
                yield Coded(unit, coder, codes(sheet.columns[coder][row]), where)
        elif unit.name:
            coder = sheet.cell("coder", row) or sheet.coder
            yield Coded(unit, coder, codes(sheet.cell("code", row)), where)


def _problems(sheet: CoderSheet) -> Iterator[Problem]:
    """Rows that say too little, and units that have two rows where they should have one."""
    yield from _empty(sheet, sheet.unit_columns[-1:], "what tells units apart")
    if sheet.coders:
        yield from _repeated(sheet)
    elif "coder" in sheet.roles:
        yield from _empty(sheet, (sheet.roles["coder"],), "the coder")


def _empty(sheet: CoderSheet, columns: Sequence[str], what: str) -> Iterator[Problem]:
    """Cells that must not be empty beside a code."""
    for column in columns:
        rows = [
            str(row + sheet.first)
            for row in sheet.rows
            if not sheet.columns[column][row] and _has_code(sheet, row)
        ]
        if rows:
            where = f"{sheet.where}, column '{column}'"
            yield Problem(
                where,
                f"is empty in {listed(rows, 'rows')}, where there is a code.",
                f"Fill in {what}.",
            )


def _has_code(sheet: CoderSheet, row: int) -> bool:
    if sheet.coders:
        return any(codes(sheet.columns[coder][row]) for coder in sheet.coders)
    return bool(codes(sheet.cell("code", row)))


def _repeated(sheet: CoderSheet) -> Iterator[Problem]:
    places = defaultdict[str, list[str]](list)
    for row in sheet.rows:
        if name := sheet.unit(row).name:
            places[name].append(str(row + sheet.first))
    for name, rows in places.items():
        if len(rows) > 1:
            yield Problem(
                sheet.where,
                f"has the unit '{name}' in {listed(rows, 'rows')}.",
                "Give every unit one row; several codes of a coder stand in one cell, a semicolon "
                "between them.",
            )


def _conflicts(coded: Sequence[Coded]) -> Iterator[Problem]:
    """Units to which a coder gave more than the one code that is expected."""
    given: Mapping[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for entry in coded:
        for code in entry.codes:
            given[entry.unit.name, entry.coder].setdefault(code, entry.where)
    for (unit, coder), found in given.items():
        if len(found) > 1:
            each = ", ".join(f"'{code}' in {where}" for code, where in found.items())
            yield Problem(
                f"Unit '{unit}', coder '{coder}'",
                f"has {len(found)} codes: {each}.",
                "Leave one, or allow several codes a unit.",
            )


def _recognised(sheets: Sequence[CoderSheet]) -> Iterator[Note]:
    for sheet in sheets:
        own = sheet.unit_columns
        unit = ", ".join(f"'{column}'" for column in own) if own else "its row"
        yield Note("Layout", f"{sheet.where}: {sheet.layout}; a unit is told by {unit}")
        if sheet.unread:
            yield Note("Other sheets", f"{sheet.where}: not read are {sheet.unread}")


def _unread(sheets: Sequence[CoderSheet]) -> Iterator[Problem]:
    """A coder may be on another sheet of a workbook, of which only one is read."""
    for sheet in sheets:
        if sheet.unread:
            what = f"is read as one sheet; not read: {sheet.unread}."
            yield Problem(sheet.where, what, "Save each sheet that holds codes as its own file.")


def _added_up(sheets: Sequence[CoderSheet], by_file: Sequence[Sequence[Coded]]) -> Iterator[Note]:
    """Units that a coder coded in two files: parts of one work, or two versions of it."""
    first: dict[tuple[str, str], int] = {}
    again = defaultdict[tuple[str, int, int], set[str]](set)
    for place, entries in enumerate(by_file):
        for entry in filter(lambda one: one.codes, entries):
            before = first.setdefault((entry.coder, entry.unit.name), place)
            if before != place:
                again[entry.coder, before, place].add(entry.unit.name)
    for (coder, before, place), units in again.items():
        many = "1 unit" if len(units) == 1 else f"{len(units):,} units"
        yield Note(
            "One coder in two files",
            f"{sheets[before].where} and {sheets[place].where} both have codes of '{coder}' for "
            f"{many}, and all of them count; take one file out if it is an older version",
        )


def _overlaps(sheets: Sequence[CoderSheet]) -> Iterator[Note]:
    ends = [
        (sheet.cell("document", row), sheet.cell("start", row), sheet.cell("end", row))
        for sheet in sheets
        if {"document", "start", "end"} <= set(sheet.roles)
        for row in sheet.rows
    ]
    if found := overlapping(ends):
        noun = "segment overlaps another" if found == 1 else "segments overlap others"
        yield Note(
            "Overlaps",
            f"{found:,} {noun} without the same beginning and end; such segments are units of "
            "their own, so coders do not meet in them",
        )


def overlapping(segments: Iterable[tuple[str, str, str]]) -> int:
    """How many segments of a text begin inside another one of their document, without being it.

    segments: document, first and last position as a file has them; those that are no numbers are
    passed over, and equal ones are one.
    """
    documents = defaultdict[str, set[tuple[float, float]]](set)
    for document, start, end in segments:
        if all(number.replace(".", "", 1).isdecimal() for number in (start, end)):
            documents[document].add((float(start), float(end)))
    found = 0
    for spans in documents.values():
        reach = float("-inf")
        for (_, last), (first, _) in pairwise(sorted(spans)):
            reach = max(reach, last)
            found += first < reach
    return found
