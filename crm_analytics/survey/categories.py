"""A demographic: the category of each person, in an order a reader expects."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crm_analytics.files.arrow import words
from crm_analytics.files.file import SurveyFile

NOT_SAID = -1

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_BELOW = re.compile(r"^\s*(<|≤|under|below|less|up to|fewer)", re.IGNORECASE)


@dataclass(frozen=True, eq=False, slots=True)
class Categories:
    """names: of the categories, in the order in which a reader expects them.

    Who is in which of them is private to this file and `survey.privacy`: analyses get groups from
    `View.groups`, which holds only those that may be shown.
    _codes: place of each person's category in `names`; NOT_SAID where there is none.
    """

    names: tuple[str, ...]
    _codes: NDArray[np.int32]

    @classmethod
    def of(cls, file: SurveyFile, column: str, order: Sequence[str] = ()) -> "Categories":
        """The categories of a column, labelled by the file's value labels where it has them.

        Order: as asked for, then as the file's labels stand, then by the numbers in the names.
        """
        given, missing = file.value_labels.get(column, {}), file.missing_values.get(column, {})
        answers = file.table[column]
        text = pa.types.is_string(answers.type)
        distinct, places = words(answers if text else answers.cast(pa.string()))
        called = [word if text else _called(float(word), given, missing) for word in distinct]
        found = {name for name in called if name is not None}
        listed = [name for name in (*order, *given.values()) if name in found]
        names = tuple(dict.fromkeys([*listed, *sorted(found, key=_natural)]))
        code = {name: number for number, name in enumerate(names)}
        lookup = [NOT_SAID if name is None else code[name] for name in called]
        return cls(names, np.array([*lookup, NOT_SAID], np.int32)[places])

    def counts(self) -> dict[str, int]:
        """People per category, in order; those who did not say are not counted."""
        n = np.bincount(self._codes[self._codes >= 0], minlength=len(self.names))
        return dict(zip(self.names, n.tolist(), strict=True))

    def among(self, chosen: NDArray[np.bool_]) -> "Categories":
        """The same demographic of fewer people, with only the categories that occur among them."""
        codes = self._codes if chosen.all() else self._codes[chosen]
        n = np.bincount(codes + 1, minlength=len(self.names) + 1)[1:]
        if n.all():
            return Categories(self.names, codes)
        names = tuple(name for name, here in zip(self.names, n, strict=True) if here)
        place = np.append(np.cumsum(n > 0) - 1, NOT_SAID)  # NOT_SAID looks up the last
        return Categories(names, place[codes].astype(np.int32))

    def one_of(self, chosen: Sequence[str]) -> NDArray[np.bool_]:
        """Who is in one of the chosen categories."""
        places = [self.names.index(name) for name in chosen if name in self.names]
        return np.isin(self._codes, places)


def _called(code: float, given: Mapping[float, str], missing: Mapping[float, str]) -> str | None:
    """The category a code stands for; None for one that means no answer."""
    return None if code in missing else given.get(code) or f"{code:g}"


def _natural(name: str) -> tuple[float, int, str]:
    number = _NUMBER.search(name)
    if not number:
        return float("inf"), 0, name.casefold()
    return float(number[0].replace(",", ".")), 0 if _BELOW.match(name) else 1, name.casefold()
