"""Who gave which codes to which unit: codings that are known to be comparable."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import Problem, UnusableCoding, refuse
from crm_analytics.files.file import Note

LARGEST = 100_000_000  # units times coders times codes
WHERE = "The codings"


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of text that coders coded.

    name: tells it from all others. document: the interview it is from. text: what was said; both
    are empty where the file does not say.
    """

    name: str
    document: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Coded:
    """One coder's codes of one unit; no code where the coder left it uncoded.

    where: the place in the file, for a problem.
    """

    unit: Unit
    coder: str
    codes: tuple[str, ...]
    where: str = WHERE


@dataclass(frozen=True, eq=False, slots=True)
class Codings:
    """Codes of at least two coders who have at least one unit in common.

    marks: shape (units, coders, codes), whether the coder gave the unit the code; a coder without
    any mark left the unit uncoded. Units, coders and codes are in the order of first mention.
    notes: what was recognised while reading.
    """

    units: tuple[Unit, ...]
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    marks: NDArray[np.bool_]
    notes: tuple[Note, ...] = ()

    @classmethod
    def of(cls, coded: Iterable[Coded], notes: Sequence[Note] = ()) -> "Codings":
        """The codings of entries; several of one coder about one unit are taken together.

        Raises UnusableCoding for one coder, a coder who coded nothing, and coders without a unit
        in common.
        """
        entries = list(coded)
        units = _known(entries)
        coders = tuple(dict.fromkeys(entry.coder for entry in entries))
        codes = tuple(dict.fromkeys(code for entry in entries for code in entry.codes))
        refuse(UnusableCoding, incomparable(entries))
        refuse(UnusableCoding, _too_large(len(units), len(coders), len(codes)))
        marks = np.zeros((len(units), len(coders), len(codes)), bool)
        rows = {name: place for place, name in enumerate(units)}
        columns = {coder: place for place, coder in enumerate(coders)}
        layers = {code: place for place, code in enumerate(codes)}
        for entry in entries:
            for code in entry.codes:
                marks[rows[entry.unit.name], columns[entry.coder], layers[code]] = True
        said = (*notes, *_alike(codes), *_twice(units))
        return cls(tuple(units.values()), coders, codes, marks, said)

    @property
    def coded(self) -> NDArray[np.bool_]:
        """Whether a coder coded a unit at all, shape (units, coders)."""
        return np.asarray(self.marks.any(axis=2))

    @property
    def several(self) -> bool:
        """Whether a coder gave some unit more than one code."""
        return bool((self.marks.sum(axis=2) > 1).any())

    @property
    def several_documents(self) -> bool:
        """Whether the files say from which of several documents a unit is."""
        return len({unit.document for unit in self.units}) > 1

    def given(self, unit: int, coder: int) -> tuple[str, ...]:
        """The codes one coder gave one unit, by their places."""
        return tuple(self.codes[place] for place in np.flatnonzero(self.marks[unit, coder]))

    def only(self, coders: Sequence[str]) -> "Codings":
        """The same of some coders, without the codes that only others gave.

        Raises UnusableCoding as `of` does.
        """
        places = [self.coders.index(coder) for coder in coders]
        entries = (
            Coded(unit, self.coders[coder], self.given(row, coder))
            for row, unit in enumerate(self.units)
            for coder in places
        )
        refuse(UnusableCoding, incomparable(entries))
        marks = self.marks[:, places]
        given = np.flatnonzero(marks.any(axis=(0, 1)))
        codes = tuple(self.codes[place] for place in given)
        return replace(self, coders=tuple(coders), codes=codes, marks=marks[:, :, given])

    def grouped(self, group: Mapping[str, str]) -> "Codings":
        """The same with every code replaced by its group, for example its category.

        Codes without a group stay what they are.
        """
        names = [group.get(code, code) for code in self.codes]
        codes = tuple(dict.fromkeys(names))
        marks = np.zeros((*self.marks.shape[:2], len(codes)), bool)
        for place, name in enumerate(names):
            marks[:, :, codes.index(name)] |= self.marks[:, :, place]
        return replace(self, codes=codes, marks=marks)


def incomparable(entries: Iterable[Coded]) -> Iterator[Problem]:
    """Why nothing can be said of how far coders agree."""
    coded: dict[str, set[str]] = {}
    for entry in entries:
        coded.setdefault(entry.coder, set()).update([entry.unit.name] if entry.codes else [])
    if not coded:
        yield Problem(WHERE, "name no coder.", "Give the codes of at least two coders.")
    if len(coded) == 1:
        what = f"are by one coder only, '{next(iter(coded))}'."
        yield Problem(WHERE, what, "Agreement needs the codes of a second coder of the same units.")
    for coder, units in coded.items():
        if not units:
            what = "gave no code to any unit."
            yield Problem(f"Coder '{coder}'", what, "Remove the coder, or add the codes.")
    given = [unit for units in coded.values() for unit in units]
    if len(coded) > 1 and all(coded.values()) and len(set(given)) == len(given):
        what = f"of {len(coded)} coders have no unit in common."
        remedy = (
            "Let coders code the same units, and call a unit the same in every coder's rows; "
            "segments must have the same beginning and end."
        )
        yield Problem(WHERE, what, remedy)


def _known(entries: Sequence[Coded]) -> dict[str, Unit]:
    """Every unit once; what one entry does not say of it another may."""
    units: dict[str, Unit] = {}
    for entry in entries:
        known = units.setdefault(entry.unit.name, entry.unit)
        if known != entry.unit:
            document = known.document or entry.unit.document
            text = known.text or entry.unit.text
            units[known.name] = Unit(known.name, document, text)
    return units


def _too_large(units: int, coders: int, codes: int) -> Iterator[Problem]:
    if units * coders * codes > LARGEST:
        what = f"have {units:,} units, {coders:,} coders and {codes:,} different codes."
        yield Problem(
            WHERE, what, "Check that the column of codes holds codes, not texts, or split the file."
        )


def _alike(codes: Sequence[str]) -> Iterator[Note]:
    """Codes that a person would read as one."""
    times = Counter(code.casefold() for code in codes)
    alike = [code for code in codes if times[code.casefold()] > 1]
    if alike:
        listed = ", ".join(f"'{code}'" for code in alike)
        yield Note("Codes that differ in capitals only", f"{listed} are counted as different codes")


def _twice(units: Mapping[str, Unit]) -> Iterator[Note]:
    """Units with the same words, which may be one unit under two names."""
    times = Counter((unit.document, unit.text) for unit in units.values() if unit.text)
    repeated = sum(1 for count in times.values() if count > 1)
    if repeated:
        noun = "text stands" if repeated == 1 else "texts stand"
        yield Note("Repeated texts", f"{repeated:,} {noun} in more than one unit")
