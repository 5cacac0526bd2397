"""Judgements, and everything that was laid beside them: what is worked on, and kept, as one.

As bytes it is JSON that a person can read, too, and back without loss. Where two people changed the
same document at once, both changes come into one, pair by pair.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from crm_analytics import __version__
from crm_analytics.errors import Problem, UnusableMatrix
from crm_analytics.ism.judgements import Factor, Flags, FuzzyPanel, Judgements, Panel, letter, write
from crm_analytics.ism.layout import Point
from crm_analytics.report.section import Provenance

K = TypeVar("K")
V = TypeVar("V")
Cell = tuple[int, int, int]  # expert, row, column

FORM = 1  # of the JSON; a change of it is another number
LETTERS = "OVAX"  # by 1 for an arrow ahead and 2 for one back


@dataclass(frozen=True, slots=True)
class SourceFiles:
    """The files that were read. sha256: of each, in their order."""

    names: tuple[str, ...]
    sha256: tuple[str, ...]

    @classmethod
    def of(cls, files: Sequence[tuple[str, bytes]]) -> "SourceFiles":
        """Of files as they were given."""
        digests = (sha256(raw).hexdigest() for _, raw in files)
        return cls(tuple(name for name, _ in files), tuple(digests))

    def beside(self, other: "SourceFiles") -> "SourceFiles":
        """Both, where two are compared."""
        return SourceFiles((*self.names, *other.names), (*self.sha256, *other.sha256))

    def provenance(self, judgements: Judgements) -> Provenance:
        """Of a section made of these judgements: every expert judged every pair."""
        pairs = len(judgements.factors) * (len(judgements.factors) - 1)
        count = (pairs if isinstance(judgements, FuzzyPanel) else pairs // 2) * len(
            judgements.experts
        )
        return Provenance(
            study=", ".join(self.names),
            data_sha256=", ".join(self.sha256),
            questionnaire_sha256="",
            rows=count,
            people=count,
            filters=(),
            waves=(),
            version=__version__,
            unit="judgements",
        )


@dataclass(frozen=True, eq=False, slots=True)
class IsmDocument:
    """What experts say about factors, and what goes with it.

    source: the files. judgements: what the experts say by now. as_read: `fingerprint` of what they
    said in the files. reasons: by the ids of two factors. linked: the dimension of a survey behind
    a factor, by its id; moved: where its box stands. levels: name and bytes of a printed level
    table.
    """

    source: SourceFiles
    judgements: Judgements
    as_read: str
    reasons: Mapping[tuple[str, str], str] = field(default_factory=dict)
    linked: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, Point] = field(default_factory=dict)
    levels: tuple[str, bytes] | None = None

    @classmethod
    def of(cls, source: SourceFiles, judgements: Judgements) -> "IsmDocument":
        """Judgements as they were read."""
        return cls(source, judgements, fingerprint(judgements))

    @property
    def begun(self) -> tuple[SourceFiles, str]:
        """The files as they were read: those that began alike have the same factors in places."""
        return self.source, self.as_read

    @property
    def origin(self) -> SourceFiles:
        """The files, or what was made of them; an edited matrix has a SHA-256 of its own."""
        now = fingerprint(self.judgements)
        if now == self.as_read:
            return self.source
        return SourceFiles((f"{', '.join(self.source.names)} (edited)",), (now,))


def fingerprint(judgements: Judgements) -> str:
    """SHA-256 of what the experts say; of one SSIM it is that of its file as `write` gives it."""
    if isinstance(judgements, FuzzyPanel):
        names = "\n".join(map(str, judgements.factors)).encode()
        return sha256(names + judgements.strength.tobytes()).hexdigest()
    said = (write(judgements.of(expert)) for expert in range(len(judgements.experts)))
    return sha256("\n".join(said).encode()).hexdigest()


def to_json(document: IsmDocument) -> bytes:
    """The whole document; equal ones give equal bytes."""
    levels = document.levels
    about = {
        "form": FORM,
        "files": list(zip(document.source.names, document.source.sha256, strict=True)),
        "as_read": document.as_read,
        "factors": [[factor.id, factor.name] for factor in document.judgements.factors],
        "experts": list(document.judgements.experts),
        **_judged(document.judgements),
        "reasons": [[*link, why] for link, why in document.reasons.items()],
        "dimensions": dict(document.linked),
        "places": dict(document.moved),
        "printed_levels": None if levels is None else [levels[0], b64encode(levels[1]).decode()],
    }
    return json.dumps(about, ensure_ascii=False).encode(errors="surrogatepass")


def from_json(kept: bytes) -> IsmDocument:
    """The document that `to_json` was given; raises UnusableMatrix for that of another program."""
    about = json.loads(kept.decode(errors="surrogatepass"))
    if about["form"] != FORM:
        what = "were kept by a newer version of this program."
        raise UnusableMatrix(Problem("The judgements", what, "Update the program."))
    names, digests = zip(*about["files"], strict=True)
    levels = about["printed_levels"]
    return IsmDocument(
        SourceFiles(names, digests),
        _given(about),
        about["as_read"],
        {(tail, head): why for tail, head, why in about["reasons"]},
        about["dimensions"],
        {id: (x, y) for id, (x, y) in about["places"].items()},
        (levels[0], b64decode(levels[1])) if levels else None,
    )


def _judged(judgements: Judgements) -> dict[str, object]:
    """A number for each cell, or the letters above the diagonal, row by row, for each expert."""
    if isinstance(judgements, FuzzyPanel):
        return {"strengths": judgements.strength.tolist(), "words": judgements.words}
    above = np.triu_indices(len(judgements.factors), 1)
    codes = (one[above] + 2 * one.T[above] for one in judgements.leads)
    return {"letters": ["".join(LETTERS[code] for code in row.tolist()) for row in codes]}


def _given(about: dict[str, Any]) -> Judgements:
    factors = tuple(Factor(id, name) for id, name in about["factors"])
    experts, n = tuple(about["experts"]), len(factors)
    if "strengths" in about:
        strength: NDArray[np.float64] = np.array(about["strengths"], dtype=np.float64)
        return FuzzyPanel(factors, experts, strength.reshape(-1, n, n), about["words"])
    return Panel(factors, experts, np.array([_leads(row, n) for row in about["letters"]]))


def _leads(letters: str, n: int) -> Flags:
    codes = np.array([LETTERS.index(letter) for letter in letters], dtype=int)
    leads, above = np.zeros((n, n), dtype=bool), np.triu_indices(n, 1)
    leads[above] = codes % 2 == 1
    leads.T[above] = codes >= 2
    return leads


def merged(
    base: IsmDocument, theirs: IsmDocument, mine: IsmDocument
) -> tuple[IsmDocument, tuple[Problem, ...]]:
    """Theirs with what mine changed since `base`; and what both changed differently.

    There theirs stands, and a problem tells what mine was. Theirs stands whole where one of the
    three was made of other files, or of the same files read in another way.
    """
    if not base.begun == theirs.begun == mine.begun:
        what = "were made of other files meanwhile, which count now."
        return theirs, (Problem("The judgements", what, "Bring yours back if they should."),)
    merge = _Merge(base, theirs, mine)
    factors = merge.factors()
    ids = [factor.id for factor in factors]
    reasons = merge.of(_reasons, lambda link: f"Why {merge.pair(*link)}")
    linked = merge.of(lambda one: _placed(one, one.linked), merge.about("Dimension of"))
    moved = merge.of(lambda one: _placed(one, one.moved), merge.about("Place of"))
    whole = replace(
        theirs,
        judgements=merge.judgements(factors),
        reasons={(ids[tail], ids[head]): why for (tail, head), why in reasons.items()},
        linked={ids[i]: name for i, name in linked.items()},
        moved={ids[i]: point for i, point in moved.items()},
        levels=merge.of(lambda one: {0: one.levels}, lambda _: "Printed table")[0],
    )
    return whole, tuple(merge.lost)


@dataclass(frozen=True, eq=False, slots=True)
class _Merge:
    base: IsmDocument
    theirs: IsmDocument
    mine: IsmDocument
    lost: list[Problem] = field(default_factory=list)

    def of(
        self, said: Callable[[IsmDocument], Mapping[K, V]], where: Callable[[K], str]
    ) -> dict[K, V]:
        """What is said by now of one kind; what both changed is noted as lost."""
        before, theirs, mine = map(said, (self.base, self.theirs, self.mine))
        now = dict(theirs)
        for key in {**before, **mine}:
            was, other, own = before.get(key), theirs.get(key), mine.get(key)
            if own in (was, other):
                continue
            if other != was:
                self.lose(where(key), other, own)
            elif key in mine:
                now[key] = mine[key]
            else:
                del now[key]
        return now

    def lose(self, where: str, theirs: object, mine: object) -> None:
        what = f"is {_word(theirs)} by now, and yours was {_word(mine)}."
        self.lost.append(Problem(where, what, "Write yours again if it still holds."))

    def factors(self) -> tuple[Factor, ...]:
        """The factors as they are called by now; two never become one."""
        names = self.of(lambda one: dict(enumerate(one.judgements.factors)), self.about("Name of"))
        if len({one.name.casefold() for one in names.values()}) == len(names):
            return tuple(names.values())
        before, theirs, mine = (w.judgements.factors for w in (self.base, self.theirs, self.mine))
        for was, other, own in zip(before, theirs, mine, strict=True):
            if other == was != own:  # what both changed is told already
                self.lose(f"Name of {other}", other, own)
        return theirs

    def judgements(self, factors: tuple[Factor, ...]) -> Judgements:
        kept = self.theirs.judgements
        if isinstance(kept, FuzzyPanel):
            strength = kept.strength.copy()
            for cell, value in self.of(_strengths, self.cell).items():
                strength[cell] = value
            return replace(kept, factors=factors, strength=strength)
        leads = np.zeros_like(kept.leads)
        for (expert, i, j), said in self.of(_letters, self.cell).items():
            leads[expert, i, j], leads[expert, j, i] = said in "VX", said in "AX"
        return replace(kept, factors=factors, leads=leads)

    def cell(self, cell: Cell) -> str:
        experts = self.theirs.judgements.experts
        return self.pair(*cell[1:]) + (f", {experts[cell[0]]}" if len(experts) > 1 else "")

    def pair(self, i: int, j: int) -> str:
        return f"{self.theirs.judgements.factors[i]} → {self.theirs.judgements.factors[j]}"

    def about(self, word: str) -> Callable[[int], str]:
        return lambda i: f"{word} {self.theirs.judgements.factors[i]}"


def _placed(document: IsmDocument, said: Mapping[str, V]) -> dict[int, V]:
    """What is said of factors, by their positions: an id may be renamed."""
    return {i: said[one.id] for i, one in enumerate(document.judgements.factors) if one.id in said}


def _reasons(document: IsmDocument) -> dict[tuple[int, int], str]:
    place = {factor.id: i for i, factor in enumerate(document.judgements.factors)}
    return {
        (place[tail], place[head]): why
        for (tail, head), why in document.reasons.items()
        if tail in place and head in place
    }


def _letters(document: IsmDocument) -> dict[Cell, str]:
    if isinstance(document.judgements, FuzzyPanel):
        return {}
    return {
        (expert, i, j): letter(leads[i][j], leads[j][i])
        for expert, leads in enumerate(document.judgements.leads.tolist())
        for i in range(len(leads))
        for j in range(i + 1, len(leads))
    }


def _strengths(document: IsmDocument) -> dict[Cell, float]:
    if isinstance(document.judgements, Panel):
        return {}
    every: dict[Cell, float] = dict(np.ndenumerate(document.judgements.strength))
    return every


def _word(said: object) -> str:
    if isinstance(said, tuple):  # a place, or a printed table by its name
        return ", ".join(f"{part:g}" for part in said if isinstance(part, float)) or repr(said[0])
    return "nothing" if said is None else f"'{said}'"
