"""Answers in words → codes, decided for a whole set of words, never word by word.

"Somewhat agree" is the middle of one scale and the fourth of five points in another, so only the
words of a whole block of questions together tell which scale was used. The sets, in seven
languages, and the words for no answer are in `label_sets.txt`; further languages are further lines.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from crm_analytics.survey.instrument import Scale

SETS = Path(__file__).with_name("label_sets.txt")

_CODE_BEFORE = re.compile(
    r"^\(?\d{1,2}\)?\s*[-–—.:=)]\s*(?=\D)|^\(\d{1,2}\)\s*|^\d{1,2}\s+(?=\()|^[a-z][.)]\s+(?=\w)"
)
_CODE_BEHIND = re.compile(r"\s*\(\d{1,2}\)$")
_COUNTED = re.compile(
    r"^\(?(?P<before>-?\d{1,2})(?:\s*[-–—.:=)|]\s*|\s+)(?P<word>[^\d\s-].*)$"
    r"|^(?P<first>.*[^\d\s(=:–-])(?:\s*\n\s*|\s+[-–—=]?\s*|\s*[(=:])(?P<behind>-?\d{1,2})\)?$",
    re.DOTALL,
)
_ENDS = " .,;:!*()[]\"'…"
_MARKS = re.compile("[\u064b-\u065f\u0670\u0640\u0307\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_GENDER = re.compile(r"(?<=\w{3})(?:\((?:e|a|es|as|o|os)\)|[·/-](?:e|es|a|as)\b|@)")
_MASCULINE = (("satisfecha", "satisfecho"), ("satisfaite", "satisfait"), ("indecisa", "indeciso"))
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("ىیئ", "ي"),
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("’‘`", "'"),
        **dict.fromkeys("\u200c\xa0", " "),
        **{"ک": "ك", "ة": "ه", "ؤ": "و", "ı": "i"},
    }
)
_DIGITS = {ord(digit): str(i % 10) for i, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}


@cache
def normal(label: str) -> str:
    """The form two spellings of one label share.

    Case (Turkish too), harakat, Arabic and Persian letters and digits, apostrophes, code numbers,
    endings of gender, pictures and end marks make no difference.
    """
    text = unicodedata.normalize("NFKC", label).replace("İ", "i").casefold()
    text = _MARKS.sub("", text).translate(_LETTERS).translate(_DIGITS).strip()
    text = _CODE_BEHIND.sub("", _CODE_BEFORE.sub("", text))
    text = "".join(" " if unicodedata.category(c) in ("So", "Cs") else c for c in text)
    text = re.sub(r"satisfech\b", "satisfecho", _GENDER.sub("", text))
    for feminine, masculine in _MASCULINE:
        text = text.replace(feminine, masculine)
    return " ".join(text.split()).strip(_ENDS) or label.strip()


def number(word: str) -> float | None:
    """A word that is a number after all, in a column whose other cells are not."""
    try:
        value = float(word.translate(_DIGITS).replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def coded(word: str) -> tuple[float, str] | None:
    """The code and the label of a word that carries both: "5 Strongly agree", "Agree (4)"."""
    found = _COUNTED.match(word.translate(_DIGITS).strip())
    if found is None:
        return None
    code, label = found["before"] or found["behind"], found["word"] or found["first"]
    return float(code), label.strip(_ENDS + "-–—=\n")


@dataclass(frozen=True, slots=True)
class LabelSet:
    """One scale in words: its points from low to high, each with every way to say it."""

    family: str
    points: tuple[tuple[str, ...], ...]
    language: str = "en"

    @property
    def codes(self) -> dict[str, int]:
        """Normal form → code; the lowest point is 1."""
        return _codes(self)

    @property
    def middle(self) -> int | None:
        """The code of the middle, where there is one."""
        return (len(self.points) + 1) // 2 if len(self.points) % 2 else None

    def scale(self, seen: Iterable[str] = ()) -> Scale:
        """The scale, each point called as the file calls it where it does."""
        called: dict[str, str] = {}
        for label in seen:
            called.setdefault(normal(label), label)
        names = (
            next((called[normal(w)] for w in ways if normal(w) in called), ways[0])
            for ways in self.points
        )
        return Scale(1, len(self.points), tuple(names))


@cache
def _codes(known: LabelSet) -> dict[str, int]:
    return {normal(way): code for code, ways in enumerate(known.points, start=1) for way in ways}


@cache
def _lines() -> tuple[tuple[str, str, str], ...]:
    """Language, family and words of every line of the file."""
    lines = SETS.read_text(encoding="utf-8").splitlines()
    parted = (line.partition(": ") for line in lines if line and not line.startswith("#"))
    return tuple((*head.split(" ", 1), words) for head, _, words in parted)  # type: ignore[misc]


@cache
def label_sets() -> tuple[LabelSet, ...]:
    """Every known set, in the order of the file."""
    return tuple(
        LabelSet(family, _points(words), language)
        for language, family, words in _lines()
        if not family.startswith(("ends ", "missing "))
    )


def _points(words: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(point.strip().split("; ")) for point in words.split(" / "))


def _no_answer() -> Iterator[tuple[str, str]]:
    for _, family, words in _lines():
        if family.startswith("missing "):
            yield from ((normal(w), family.removeprefix("missing ")) for w in words.split("; "))


class _NoAnswer(Mapping[str, str]):
    """Normal form → reason; "don't know / no opinion" is none because both its parts are none."""

    def __init__(self) -> None:
        self._known = dict(_no_answer())

    def __getitem__(self, form: str) -> str:
        if form in self._known:
            return self._known[form]
        parts = [part.strip(_ENDS) for part in re.split(r"/| or ", form)]
        if len(parts) > 1 and all(part in self._known for part in parts):
            return self._known[parts[0]]
        raise KeyError(form)

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


NO_ANSWER: Mapping[str, str] = _NoAnswer()
# words that are the middle of one form and no answer in another: the rest of the block decides
OPINIONLESS = frozenset(
    normal(word)
    for word in (
        *("No opinion", "Sin opinión", "Sans opinion", "Fikrim yok", "Tidak ada pendapat"),
        *("نظری ندارم", "لا رأي"),
    )
)


def no_answer(word: str) -> str | None:
    """Why a word is no answer; None for one that may be an answer."""
    return NO_ANSWER.get(normal(word))


@cache
def _poles() -> dict[str, int]:
    """Normal form → -1 for the low end of a scale, 1 for the high end, 0 where sets disagree."""
    found: dict[str, int] = {}
    ends = [_points(words) for _, family, words in _lines() if family.startswith("ends ")]
    for points in (*(known.points for known in label_sets()), *ends):
        for pole, ways in ((-1, points[0]), (1, points[-1])):
            for form in map(normal, ways):
                found[form] = pole if found.get(form, pole) == pole else 0
    return found


def pole(word: str) -> int:
    """-1 for a word that names the low end of scales, 1 for the high end, else 0."""
    return _poles().get(normal(word), 0)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The scale that the words of a block fit.

    points: word as written → its point; the lowest is 1.
    others: further scales that the same words fit with other codes; if any, a person must look.
    spelled: words that are taken for a known one ("Disagee" for "Disagree").
    silent: words that mean "no opinion" beside another word for the middle.
    """

    family: str
    scale: Scale
    others: tuple[Scale, ...] = ()
    points: Mapping[str, int] | None = None
    spelled: tuple[tuple[str, str], ...] = ()
    silent: tuple[str, ...] = ()


def recognise(words: Iterable[str]) -> Recognised | None:
    """The scale behind all words of a block; None when no known set has them all.

    The set that gives every word a code of its own wins, then the one with the largest share of
    its points in use. Sets that would give some word another code, or have another number of
    points, are named where one point more or less decides between them.
    """
    given = list(words)
    seen = [w for w in given if not no_answer(w) or normal(w) in OPINIONLESS]
    while seen:
        found = _recognised(seen)
        opinionless = [w for w in seen if normal(w) in OPINIONLESS]
        if found or not opinionless:
            return found
        seen = [w for w in seen if w not in opinionless]  # no set has it for its middle
    return None


def _recognised(words: Iterable[str]) -> Recognised | None:
    seen = list(words)
    forms = {normal(word) for word in seen}
    fitting = [known for known in label_sets() if len(forms) > 1 and forms <= known.codes.keys()]
    if not fitting:
        return None
    fitting.sort(key=lambda known: (len(forms) - _used(known, forms), _unused(known, forms)))
    best = fitting[0]
    others = tuple(
        other.scale(seen)
        for other in fitting[1:]
        if _unused(best, forms) or _unused(other, forms) <= 1
        if len(other.points) != len(best.points)
        or any(other.codes[form] != best.codes[form] for form in forms)
    )
    middle = [w for w in seen if best.codes[normal(w)] == best.middle]
    silent = [w for w in middle if normal(w) in OPINIONLESS]
    silent = silent if len(silent) < len(middle) else []
    points = {w: best.codes[normal(w)] for w in seen if w not in silent}
    return Recognised(best.family, best.scale(points), others, points, (), tuple(silent))


def nearly(words: Collection[str]) -> Recognised | None:
    """As `recognise`, where a few words of a known set are misspelt; None when it is none."""
    found = recognise(words)
    if found:
        return found
    seen = [w for w in words if not no_answer(w)]
    best: tuple[int, dict[str, str]] | None = None
    for known in label_sets():
        odd = [w for w in seen if normal(w) not in known.codes]
        if not odd or len(seen) - len(odd) < max(2, 2 * len(odd)):
            continue
        spelled = {w: near for w in odd if (near := _nearest(normal(w), known.codes))}
        if len(spelled) == len(odd) and (best is None or len(odd) < best[0]):
            best = len(odd), spelled
    if best is None:
        return None
    spelled = best[1]
    found = recognise([spelled.get(w, w) for w in seen])
    if found is None or found.points is None:
        return None
    code = {normal(w): point for w, point in found.points.items()}
    points = {w: code[normal(spelled.get(w, w))] for w in seen if normal(spelled.get(w, w)) in code}
    said = {spelled[w] for w in spelled} & {normal(w) for w in seen}  # both spellings occur
    named = [w for w in seen if w not in spelled or spelled[w] not in said]
    names = list(found.scale.labels)
    for w in named:
        names[points[w] - 1] = w
    scale = Scale(1, len(names), tuple(names))
    return Recognised(found.family, scale, found.others, points, tuple(spelled.items()))


NEAR = 0.84  # share of letters two spellings of one word have in common
CLEARLY = 0.04  # nearer than to any other point


def _nearest(form: str, known: Mapping[str, int]) -> str | None:
    """The one word of a set that another is a misspelling of."""
    near = sorted(((SequenceMatcher(None, form, way).ratio(), way) for way in known), reverse=True)
    best, way = near[0]
    rival = next((share for share, other in near if known[other] != known[way]), 0.0)
    return way if best >= NEAR and best - rival >= CLEARLY else None


def _used(known: LabelSet, forms: Collection[str]) -> int:
    return len({known.codes[form] for form in forms})


def _unused(known: LabelSet, forms: Collection[str]) -> int:
    return len(known.points) - _used(known, forms)


def codes(scale: Scale) -> dict[str, float]:
    """Normal form of a word → its code on a scale that labels every point.

    The scale's own labels come first; where all of them belong to one known set, that set's
    other ways to say a point count too. What the scale lists under `codes` beats both.
    """
    listed = {normal(word): point for word, point in scale.codes if number(word) is None}
    if len(scale.labels) != len(scale.points):  # the two ends, or none
        ends = zip(scale.labels, (scale.low, scale.high), strict=False)
        return {normal(label): end for label, end in ends} | listed
    own = {normal(label): float(p) for label, p in zip(scale.labels, scale.points, strict=True)}
    ways: dict[str, float] = {}
    for known in label_sets():
        if all(known.codes.get(form) == code - scale.low + 1 for form, code in own.items()):
            ways.update((form, code + scale.low - 1) for form, code in known.codes.items())
    return ways | own | listed
