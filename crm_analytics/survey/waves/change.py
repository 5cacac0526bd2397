"""What changed between two waves, and what a person must say about it.

Weights: a `note` is harmless; `check` deserves a look and changes nothing by itself; `stop` could
make wrong numbers, so nothing is compared before its question is answered.
"""

from dataclasses import dataclass
from typing import Literal

from crm_analytics.survey.instrument import AskedWave, Item

Weight = Literal["note", "check", "stop"]
UNNAMED = AskedWave("")


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the table of changes.

    where: the item, dimension, demographic or column it concerns.
    before, now: as the study asked and as this wave did; "" where there is nothing to say.
    """

    what: str
    where: str
    before: str
    now: str
    weight: Weight


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question and what it means.

    says: what it adds to the entry of the wave; its name is empty.
    adds: a dimension and the item that joins it, in this wave and later ones.
    codes: numbers that mean "no answer" from now on, in every wave.
    """

    id: str
    label: str
    says: AskedWave = UNNAMED
    adds: tuple[str, Item] | None = None
    codes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a person must decide.

    why: a sentence with the evidence.
    columns: the items or demographics it concerns; the column itself for a new item.
    stops: the wave cannot join the study before this is answered; without an answer to another
        one, nothing is done about it.
    """

    id: str
    where: str
    why: str
    choices: tuple[Choice, ...]
    columns: tuple[str, ...]
    stops: bool = True


Finding = Change | Question


def left_out(*columns: str) -> Choice:
    """The choice that is always there: what cannot be compared is not."""
    label = "Leave it out of comparisons" if len(columns) == 1 else "Leave them out of comparisons"
    return Choice("leave", label, AskedWave("", left_out=columns))


def listed(names: tuple[str, ...], most: int = 6) -> str:
    """The first few names, and how many more."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"
