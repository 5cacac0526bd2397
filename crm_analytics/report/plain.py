"""Labels from strangers as plain text, numbers as numbers: what every file asks for first."""

import re

# what XML 1.0 forbids, C1 controls, and halves of characters that UTF-8 cannot hold
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def legal(text: str) -> str:
    """The text without the characters no XML file can hold; line breaks and tabs stay."""
    return _ILLEGAL.sub("", text)


def plain(text: str) -> str:
    """The text in one line, as a label, a title or a name needs it."""
    return " ".join(legal(text).split())


def shortened(text: str, letters: int) -> str:
    """The text in one line of at most so many letters; where it is cut, it says so."""
    whole = plain(text)
    return whole if len(whole) <= letters else whole[: max(letters - 1, 1)].rstrip() + "…"


def number(value: float | None, decimals: int = 2) -> str:
    """The number as a person reads it; "–" when there is none."""
    return "–" if value is None or value - value != 0 else signed(f"{value:,.{decimals}f}")


def p_written(p: float) -> str:
    """A p-value as journals print it: "< .001", else three decimals without a leading zero."""
    return "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def signed(number: str) -> str:
    """The number with a real minus sign, and no minus before a rounded zero."""
    if number.startswith("-"):
        return "−" + number[1:] if number.strip("-0.,") else number[1:]
    return number
