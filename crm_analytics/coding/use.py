"""What did coders code: how often each code, category and group is used, and what goes together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.coding.book import ROLES, CodeBook
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


@dataclass(frozen=True, eq=False, slots=True)
class Together:
    """units: shape (names, names), to how many units one and the same coder gave both.

    On the diagonal: to how many a coder gave the one.
    """

    names: tuple[str, ...]
    units: Counts


def tree(codings: Codings, book: CodeBook) -> CodeTree:
    """Open codes, categories and groups, with how often each is used."""
    of_codes = _each(codings)
    of_categories = _each(codings.grouped(book.category))
    of_groups = _each(codings.grouped(book.group_of_code()))
    groups = []
    for group in book.groups:
        inside = tuple(
            of_categories.of(category, of_codes.all(_under(book, category)))
            for category in book.categories
            if book.group[category] == group
        )
        groups.append(of_groups.of(group, inside, book.role.get(group, "")))
    outside = [code for code in codings.codes if code not in book.category]
    unused = tuple(code for code in book.codes if code not in codings.codes)
    return CodeTree(tuple(groups), of_codes.all(outside), unused)


def used(codings: Codings) -> tuple[Used, ...]:
    """Every code with its counts, the most used first; what can be said without a book."""
    return tuple(sorted(_each(codings).all(codings.codes), key=lambda one: -one.units))


def together(codings: Codings, within_documents: bool = False) -> Together:
    """Which codes go together: in a unit, or else in a document.

    For categories, group the codings first. With one code a unit nothing goes together within
    units; documents then tell more.
    """
    marks = _documents(codings) if within_documents else codings.marks
    k = len(codings.codes)
    found = np.zeros((k, k), np.int64)
    for code in range(k):
        # only units that have the code: the whole array of pairs would not fit
        own = marks[marks[:, :, code].any(axis=1)]
        found[code] = (own & own[:, :, [code]]).any(axis=1).sum(axis=0)
    return Together(codings.codes, found)


def saturation(codings: Codings) -> Counts:
    """How many different codes were given up to and with each unit, in their order."""
    given = codings.marks.any(axis=1)
    seen: Counts = np.logical_or.accumulate(given, axis=0).sum(axis=1)
    return seen


@dataclass(frozen=True, eq=False, slots=True)
class _Each:
    """Counts of every name of codings."""

    counts: dict[str, tuple[int, tuple[int, ...]]]
    coders: int

    def of(self, name: str, parts: tuple[Used, ...] = (), role: str = "") -> Used:
        units, by_coder = self.counts.get(name, (0, (0,) * self.coders))
        return Used(name, units, by_coder, parts, role)

    def all(self, names: Sequence[str]) -> tuple[Used, ...]:
        return tuple(self.of(name) for name in names)


def _each(codings: Codings) -> _Each:
    units = codings.marks.any(axis=1).sum(axis=0).tolist()
    by_coder = codings.marks.sum(axis=0).T.tolist()
    counts = {
        name: (units[place], tuple(by_coder[place])) for place, name in enumerate(codings.codes)
    }
    return _Each(counts, len(codings.coders))


def _under(book: CodeBook, category: str) -> list[str]:
    return [code for code, own in book.category.items() if own == category]


def _documents(codings: Codings) -> NDArray[np.bool_]:
    """The marks of documents instead of units, in the order of first mention."""
    places = {unit.document: None for unit in codings.units}
    order = {document: place for place, document in enumerate(places)}
    of_unit = [order[unit.document] for unit in codings.units]
    marks = np.zeros((len(order), *codings.marks.shape[1:]), bool)
    np.logical_or.at(marks, of_unit, codings.marks)
    return marks
