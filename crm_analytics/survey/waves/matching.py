"""Which column of the new file is which question of the study?

Evidence, the strongest first: name and text are equal; one of them is; the texts are alike; the
names are alike or end in the same number, with the same answer labels. Each column answers one
question; of all ways to pair them the one with the best total is taken, and the asked order
decides between equals. A pair below SURE, or with a rival as good, is doubtful: proposed, never
taken silently. Wordings are as alike as their letter triples: Dice (1945), Ecology 26, 297-302;
all pairs at once are one product of matrices, so 300 questions against 300 take a hundredth of a
second.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from crm_analytics.files.file import SurveyFile
from crm_analytics.survey import labels
from crm_analytics.survey.instrument import AskedWave, Instrument
from crm_analytics.survey.privacy import Categories
from crm_analytics.survey.suggesting.columns import MOST_CATEGORIES, text_of

SURE = 0.8  # from here on a pair is taken; below, a person says whether it is the same question
WORTH_ASKING = 0.4  # below, two columns have so little in common that nobody is asked
RIVAL = 0.05  # another pair so near is as good
ORDER = 0.01  # what the place in the order can add: it decides between equals only
NAME_ALONE = 0.7  # of the likeness of two names; without texts it never makes a pair sure
ONE_NAME = 0.95  # names that differ in case and marks only
SAME_LABELS = 0.1  # what equal answer labels add
OWN_LABELS = 0.6  # equal labels that no other column of either file has
SAME_NUMBER = 0.45  # names that end in the same number: T1 and Q1

_NUMBER = re.compile(r"(\d+)\D*$")
Likeness = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """Columns of one file as questions: name, text ("" where unknown), answer labels."""

    columns: tuple[str, ...]
    texts: tuple[str, ...]
    words: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, file: SurveyFile, columns: Sequence[str], texts: Mapping[str, str]) -> "Asked":
        """Those columns of a file; `texts` of the questionnaire go before the file's own."""
        told = tuple(texts.get(c) or text_of(file, c) or (c if " " in c else "") for c in columns)
        there = set(file.columns)
        words = (_words(file, c) if c in there else frozenset[str]() for c in columns)
        return cls(tuple(columns), told, tuple(words))

    def without(self, columns: Collection[str]) -> "Asked":
        """The others."""
        kept = [at for at, column in enumerate(self.columns) if column not in columns]
        return Asked(
            tuple(self.columns[at] for at in kept),
            tuple(self.texts[at] for at in kept),
            tuple(self.words[at] for at in kept),
        )

    def text(self, column: str) -> str:
        """The wording of one question."""
        return self.texts[self.columns.index(column)]


@dataclass(frozen=True, slots=True)
class Match:
    """A question of the study and the column of the new file that seems to ask it.

    likeness: 0 to 1. doubtful: a person must say whether it is the same question.
    text, now: the two wordings, "" where unknown.
    """

    column: str
    source: str
    likeness: float
    doubtful: bool
    text: str = ""
    now: str = ""


def texts_of(instrument: Instrument | None) -> dict[str, str]:
    """The wording of each item, where the questionnaire has it."""
    return {item.column: item.text for item in instrument.items} if instrument else {}


def told_matches(study: Asked, new: Asked, said: AskedWave) -> tuple[Match, ...]:
    """What a person said of columns, the best matches of the others, in the order of the study."""
    told = {c: own for c, own in said.columns.items() if c in study.columns and own in new.columns}
    found = [_told(study.text(column), new.text(own), column, own) for column, own in told.items()]
    rest = study.without({*told, *said.left_out})
    found += matches(rest, new.without(set(told.values())))
    return tuple(sorted(found, key=lambda match: study.columns.index(match.column)))


def _told(text: str, now: str, column: str, source: str) -> Match:
    like = float(likeness((text,), (now,))[0, 0]) if text and now else 1.0
    return Match(column, source, like, False, text, now)


def matches(study: Asked, new: Asked) -> tuple[Match, ...]:
    """At most one match for each question and for each column, in the order of the study."""
    if not study.columns or not new.columns:
        return ()
    alike = _alike(study, new)
    firm = alike >= ONE_NAME  # an equal name or text is not given up for two that are half alike
    pairs = sorted(_best(alike + firm + ORDER * _in_order(*alike.shape)))
    found = (
        Match(
            study.columns[row],
            new.columns[column],
            float(alike[row, column]),
            bool(alike[row, column] < SURE or _rivalled(alike, row, column)),
            study.texts[row],
            new.texts[column],
        )
        for row, column in pairs
        if alike[row, column] >= WORTH_ASKING
    )
    return tuple(found)


def _alike(study: Asked, new: Asked) -> Likeness:
    names = _names(study.columns, new.columns)
    texts = likeness(study.texts, new.texts)
    told = np.array([bool(t) for t in study.texts])[:, None] & np.array(
        [bool(t) for t in new.texts]
    )
    labelled = np.array([[bool(a and a == b) for b in new.words] for a in study.words]).reshape(
        names.shape
    )
    both = np.where(names >= ONE_NAME, (names + texts) / 2, texts)
    with_texts = np.where(texts == 1, np.maximum(both, ONE_NAME), both)
    named = names >= ONE_NAME
    bare = np.where(named, names, NAME_ALONE * names + SAME_LABELS * labelled)
    numbered = SAME_NUMBER * _same_number(study.columns, new.columns) + SAME_LABELS * labelled
    own = labelled & (labelled.sum(axis=0) == 1) & (labelled.sum(axis=1) == 1)[:, None]
    unnamed = np.maximum(np.maximum(bare, numbered), OWN_LABELS * own)
    silent = np.where(named, bare, np.minimum(unnamed, SURE - RIVAL))
    return np.where(told, with_texts, silent)


def _names(some: Sequence[str], others: Sequence[str]) -> Likeness:
    same = np.array(some, object)[:, None] == np.array(others, object)[None, :]
    found = likeness(some, others)
    bare = [re.sub(r"[\W_]+", "", name.casefold()) for name in (*some, *others)]
    one = np.array(bare[: len(some)], object)[:, None] == np.array(bare[len(some) :], object)
    return np.where(same, 1.0, np.where(one, ONE_NAME, np.minimum(found, ONE_NAME - RIVAL)))


def _same_number(some: Sequence[str], others: Sequence[str]) -> NDArray[np.bool_]:
    mine, theirs = [_number(name) for name in some], [_number(name) for name in others]
    return np.array([[bool(a) and a == b for b in theirs] for a in mine]).reshape(
        len(some), len(others)
    )


def _number(name: str) -> str:
    found = _NUMBER.search(name)
    return found[1].lstrip("0") if found else ""


def _in_order(some: int, others: int) -> Likeness:
    """1 where two columns stand at the same place of their orders, 0 at opposite ends."""
    mine, theirs = np.linspace(0, 1, some), np.linspace(0, 1, others)
    return 1 - np.abs(mine[:, None] - theirs[None, :])


def _best(alike: Likeness) -> Iterator[tuple[int, int]]:
    """Pairs with the largest total; those that cannot be better are taken without a search."""
    certain = (alike >= 2) & (alike.max(axis=0) == alike) & (alike.max(axis=1)[:, None] == alike)
    alone = certain & (certain.sum(axis=0) == 1) & (certain.sum(axis=1) == 1)[:, None]
    for row, column in np.argwhere(alone):
        yield int(row), int(column)
    rows, columns = np.flatnonzero(~alone.any(axis=1)), np.flatnonzero(~alone.any(axis=0))
    rest = alike[np.ix_(rows, columns)]
    if rest.size and rest.max() >= WORTH_ASKING:
        from scipy.optimize import linear_sum_assignment

        for row, column in zip(*linear_sum_assignment(rest, maximize=True), strict=True):
            yield int(rows[row]), int(columns[column])


def _rivalled(alike: Likeness, row: int, column: int) -> bool:
    """Whether another pair with one of the two is as good; equal names and texts have none."""
    here = alike[row, column]
    if here == 1:
        return False
    others = np.append(np.delete(alike[row], column), np.delete(alike[:, column], row))
    return bool(others.size and others.max() > here - RIVAL)


def _words(file: SurveyFile, column: str) -> frozenset[str]:
    """Answer labels in their normal form: those of the file, else the words of few answers."""
    declared = file.missing_values.get(column, {})
    given = [w for c, w in file.value_labels.get(column, {}).items() if c not in declared]
    if not given and str(file.table[column].type) == "string":
        given = list(Categories.of(file, column).names)
    return frozenset(map(labels.normal, given)) if len(given) <= MOST_CATEGORIES else frozenset()


_NUMBERED = re.compile(r"^\s*(q|item|question)?\s*\d{1,3}\s*[.):\-–]\s*(?=\D)", re.IGNORECASE)
_MARKS = re.compile(r"[\W_]+")
_BRACKET = re.compile(r"^.*\[(.+)\]\s*$", re.DOTALL)


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """What two spellings of one wording share: no case, marks, numbering or common stem."""
    inner = _BRACKET.sub(r"\1", text)
    bare = _NUMBERED.sub("", unicodedata.normalize("NFKC", inner).casefold())
    return _MARKS.sub(" ", bare).strip()


def likeness(some: Sequence[str], others: Sequence[str]) -> NDArray[np.float64]:
    """0 to 1 for every pair, shape (some, others); 1 is the same wording, nothing is like "".

    Letters without their order can coincide, so only equal wordings reach 1.
    """
    mine, theirs = [plain(text) for text in some], [plain(text) for text in others]
    triples = {triple: 0 for text in (*mine, *theirs) for triple in _triples(text)}
    place = {triple: number for number, triple in enumerate(triples)}
    a, b = _counted(mine, place), _counted(theirs, place)
    size = a.sum(axis=1)[:, None] + b.sum(axis=1)[None, :]
    found = np.minimum(2 * (a @ b.T) / np.maximum(size, 1), 0.99).astype(np.float64)
    same = np.array(mine, object)[:, None] == np.array(theirs, object)[None, :]
    return np.where(same & (size > 0), 1.0, found)


def _triples(text: str) -> set[str]:
    padded = f"  {text} " if text else ""
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def _counted(texts: Sequence[str], place: dict[str, int]) -> NDArray[np.float32]:
    found = np.zeros((len(texts), len(place)), np.float32)
    for row, text in enumerate(texts):
        found[row, [place[triple] for triple in _triples(text)]] = 1
    return found
