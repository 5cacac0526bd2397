"""What did coders code: how often each code, category and group is used, and what goes together."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crm_analytics.coding.code_book import ROLES, CodeBook
from crm_analytics.coding.codings import Codings

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Used:
    """A code, a category or a group.

    units: to which at least one coder gave it. by_coder: units, of every coder in their order.
    parts: what it is made of; empty for a code. role: of a group in the paradigm, if it has one.
    """

    name: str
    units: int
    by_coder: tuple[int, ...]
    parts: tuple["Used", ...] = ()
    role: str = ""

    @property
    def times(self) -> int:
        """How often coders gave it, at most once a unit and coder."""
        return sum(self.by_coder)


@dataclass(frozen=True, slots=True)
class CodeTree:
    """groups: with their categories and codes, in the order of the code book.

    outside: codes that were given but are not in the book.
    unused: codes of the book that nobody gave.
    """

    groups: tuple[Used, ...]
    outside: tuple[Used, ...]
    unused: tuple[str, ...]

    @property
    def paradigm(self) -> tuple[tuple[str, tuple[Used, ...]], ...]:
        """The six rooms of the paradigm, each with its groups; none where no group has a role."""
        rooms = tuple((role, tuple(g for g in self.groups if g.role == role)) for role in ROLES)
        return rooms if any(groups for _, groups in rooms) else ()


def tree(codings: Codings, book: CodeBook) -> CodeTree:
    """Open codes, categories and groups, with how often each is used."""
    codes = _each(codings)
    categories = _each(codings.grouped(book.category))
    groups = _each(codings.grouped(book.group_of_code()))
    nobody = Used("", 0, (0,) * len(codings.coders))
    inside: dict[str, list[Used]] = {name: [] for name in book.categories}
    for code, category in book.category.items():
        inside[category].append(replace(codes.get(code, nobody), name=code))
    above: dict[str, list[Used]] = {name: [] for name in book.groups}
    for name, group in book.group.items():
        own = replace(categories.get(name, nobody), name=name, parts=tuple(inside[name]))
        above[group].append(own)
    return CodeTree(
        groups=tuple(
            replace(
                groups.get(name, nobody),
                name=name,
                parts=tuple(parts),
                role=book.role.get(name, ""),
            )
            for name, parts in above.items()
        ),
        outside=tuple(codes[code] for code in codings.codes if code not in book.category),
        unused=tuple(code for code in book.codes if code not in codings.codes),
    )


def used(codings: Codings) -> tuple[Used, ...]:
    """Every code with its counts, the most used first; what can be said without a book."""
    return tuple(sorted(_each(codings).values(), key=lambda one: -one.units))


def together(codings: Codings, within_documents: bool = False) -> Counts:
    """Which codes go together: to how many units, or else documents, one coder gave both.

    Shape (codes, codes), in the order of the codings' codes; on the diagonal to how many a coder
    gave the one. For categories, group the codings first. With one code a unit nothing goes
    together within units; documents then tell more.
    """
    marks = codings.marks
    if within_documents:  # in the order of first mention
        places = dict.fromkeys(unit.document for unit in codings.units)
        order = {document: place for place, document in enumerate(places)}
        marks = np.zeros((len(order), *codings.marks.shape[1:]), bool)
        np.logical_or.at(marks, [order[unit.document] for unit in codings.units], codings.marks)
    k = len(codings.codes)
    found = np.zeros((k, k), np.int64)
    for code in range(k):
        # only units that have the code: the whole array of pairs would not fit
        own = marks[marks[:, :, code].any(axis=1)]
        found[code] = (own & own[:, :, [code]]).any(axis=1).sum(axis=0)
    return found


def saturation(codings: Codings) -> Counts:
    """How many different codes were given up to and with each unit, in their order."""
    given = codings.marks.any(axis=1)
    seen: Counts = np.logical_or.accumulate(given, axis=0).sum(axis=1)
    return seen


def _each(codings: Codings) -> dict[str, Used]:
    """Every code by its name."""
    units = codings.marks.any(axis=1).sum(axis=0).tolist()
    by_coder = codings.marks.sum(axis=0).T.tolist()
    return {
        name: Used(name, units[place], tuple(by_coder[place]))
        for place, name in enumerate(codings.codes)
    }
