"""What a reader may choose about a section: the fields of its options class, declared once.

A page asks with widgets, the command line with `--set SECTION.OPTION=VALUE`, a notebook with
keywords; all of them accept and refuse the same values, because `Option.accept` decides.

What a section is about (a view and the waves of a survey, the judgements of experts, codings) is
its subject: what may be chosen can hang on it, and every function that needs it gets it last.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Protocol, TypeVar, cast

from crm_analytics.errors import Problem, Problems

T = TypeVar("T")
Kind = TypeVar("Kind")
Value = str | int | float | bool | tuple[str, ...]
Chosen = Mapping[str, object]
When = Callable[..., bool]  # of what was chosen before it, and the subject

LEVEL = 0.95  # of intervals, where nobody is asked for it
CONFIDENCE = {0.90: "90%", 0.95: "95%", 0.99: "99%"}
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


class Option(Protocol):
    """One thing to choose."""

    @property
    def label(self) -> str:
        """What stands above its widget."""

    @property
    def help(self) -> str:
        """One sentence about what it changes."""

    @property
    def when(self) -> When:
        """Whether it matters, given what was chosen before it and the subject.

        A page leaves it out otherwise.
        """

    def accept(self, value: object, *subject: object) -> Value:
        """The value as the section needs it; raises ValueError saying what may be chosen."""

    def described(self) -> str:
        """What may be chosen, for a list of options."""


def always(_: Chosen, *subject: object) -> bool:
    """For an option that matters whatever else was chosen."""
    return True


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few values, each with a label. slider: whether they are steps from less to more."""

    label: str
    labels: Mapping[str, str] | Mapping[int, str] | Mapping[float, str] | Mapping[bool, str]
    help: str = ""
    when: When = always
    slider: bool = False

    def accept(self, value: object, *subject: object) -> Value:
        """A value, or its text or label in any case."""
        text = str(value).strip().casefold()
        for known, label in self.labels.items():
            if text in (str(known).casefold(), label.casefold()) or _same_number(known, text):
                return known
        raise ValueError(self.described())

    def described(self) -> str:
        """The values."""
        return ", ".join(written(value) for value in self.labels)


@dataclass(frozen=True, slots=True)
class Switch:
    """Yes or no."""

    label: str
    help: str = ""
    when: When = always

    def accept(self, value: object, *subject: object) -> Value:
        """A truth value or a word for one."""
        text = str(value).strip().casefold()
        if text not in _TRUE + _FALSE:
            raise ValueError(self.described())
        return text in _TRUE

    def described(self) -> str:
        """The two words."""
        return "true, false"


@dataclass(frozen=True, slots=True)
class Resamples:
    """How many resamples of people an interval is made from; 0 for none.

    usual: how many a page draws.
    """

    label: str
    usual: int
    help: str = ""
    when: When = always
    MOST = 100_000

    def accept(self, value: object, *subject: object) -> Value:
        """A whole number."""
        text = str(value).strip()
        if not text.isdecimal() or int(text) > self.MOST:
            raise ValueError(self.described())
        return int(text)

    def described(self) -> str:
        """The range, and what is usual."""
        return f"0 to {self.MOST:,} resamples; {self.usual:,} are usual"


@dataclass(frozen=True, slots=True)
class Number:
    """A number within bounds, both allowed."""

    label: str
    low: float
    high: float
    step: float
    help: str = ""
    when: When = always

    def accept(self, value: object, *subject: object) -> Value:
        """A number, or its text with a decimal point."""
        try:
            number = float(str(value))
        except ValueError:
            raise ValueError(self.described()) from None
        if not self.low <= number <= self.high:
            raise ValueError(self.described())
        return number

    def described(self) -> str:
        """The range."""
        return f"{written(self.low)} to {written(self.high)}"


@dataclass(frozen=True, slots=True)
class Name:
    """A name that the subject knows: of a score, a demographic, a coder; or none.

    none: what the section does without a name. what: what kind of name, for a list of options.
    of: the names to choose from, given the subject.
    """

    label: str
    none: str
    what: str
    of: Callable[..., Sequence[str]]
    help: str = ""
    when: When = always

    def accept(self, value: object, *subject: object) -> Value:
        """A name exactly as the subject writes it; an empty text for none."""
        text = str(value).strip()
        known = self.of(*subject)
        if text and text not in known:
            raise ValueError(", ".join(known) or f"nothing: this study has no {self.what}")
        return text

    def described(self) -> str:
        """What kind of name."""
        return self.what


@dataclass(frozen=True, slots=True)
class Names(Name):
    """Several names that the subject knows, or none of them."""

    def accept(self, value: object, *subject: object) -> Value:
        """Names, or a text of names with commas between; a name may hold a comma itself."""
        known = self.of(*subject)
        many = isinstance(value, Sequence) and not isinstance(value, str)
        given: list[object] = [*value] if many else [value]  # type: ignore[misc]
        if len(given) == 1 and str(given[0]).strip() not in known:
            given = [part for part in str(given[0]).split(",") if part.strip()]
        wanted = [str(name).strip() for name in given]
        if any(name not in known for name in wanted):
            raise ValueError(", ".join(known) or f"nothing: this study has no {self.what}")
        return tuple(dict.fromkeys(wanted))

    def described(self) -> str:
        """What kind of names."""
        return f"{self.what}, several with commas between"


@dataclass(frozen=True, slots=True)
class Text:
    """A few words that are looked for as they are, or none.

    most: how many characters. example: what stands in the empty field.
    """

    label: str
    most: int
    example: str = ""
    help: str = ""
    when: When = always

    def accept(self, value: object, *subject: object) -> Value:
        """The words without what is around them."""
        text = str(value).strip()
        if len(text) > self.most:
            raise ValueError(self.described())
        return text

    def described(self) -> str:
        """How long it may be."""
        return f"text of at most {self.most} characters"


def _same_number(known: Value, text: str) -> bool:
    if isinstance(known, bool) or not isinstance(known, int | float):
        return False
    try:
        return float(text) == known
    except ValueError:
        return False


def written(value: Value) -> str:
    """A value as the command line takes it."""
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def option(default: T, option: Option) -> T:
    """A field of an options class: its default, and how it is asked for."""
    return field(default=default, metadata={"option": option})


def confidence() -> float:
    """The field `level` of sections whose intervals a reader may widen."""
    text = "How sure the intervals are: of 100 such surveys, so many hold the true value."
    return option(LEVEL, Choice("Confidence", CONFIDENCE, text))


@dataclass(frozen=True, slots=True)
class NoOptions:
    """For a section about which there is nothing to choose."""


def options_of(kind: type[Kind]) -> dict[str, Option]:
    """The options of an options class by their names, in the order in which they are asked."""
    return {f.name: f.metadata["option"] for f in fields(kind)}  # type: ignore[arg-type]


def default_of(kind: type[Kind], name: str) -> Value:
    """What an option is when nobody chose it."""
    return next(cast("Value", f.default) for f in fields(kind) if f.name == name)  # type: ignore[arg-type]


def accepted(id: str, kind: type[Kind], chosen: Chosen, *subject: object) -> Kind:
    """The options of a section with what was chosen, typed or as text; the rest as usual.

    Raises Problems naming every option that does not exist and every value that cannot be chosen.
    """
    known = options_of(kind)
    problems, kept = [], {}
    for name, value in chosen.items():
        where = f"Option '{id}.{name}'"
        if name not in known:
            remedy = f"Choose among {', '.join(known)}." if known else f"'{id}' has no options."
            problems.append(Problem(where, "does not exist.", remedy))
            continue
        try:
            kept[name] = known[name].accept(value, *subject)
        except ValueError as allowed:
            problems.append(Problem(where, f"cannot be '{value}'.", f"Choose among: {allowed}."))
    if problems:
        raise Problems(*problems)
    return kind(**kept)
