"""Which encoding a text file is in. None names itself, so they are tried from strict to loose."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from crm_analytics.errors import Problem, UnreadableSurvey

# words with a letter outside ASCII: only these tell one single-byte encoding from another
WORD = re.compile(r"[^\W\d_]+")
ARABIC = re.compile(r"[\u0600-\u06ff]")
ASCII = re.compile(r"[\x00-\x7f]+")
ENOUGH = 2_000_000

UTF8, UTF16 = "UTF-8", "UTF-16"
WESTERN, ARABIC_WINDOWS = "Windows-1252 (Western)", "Windows-1256 (Arabic)"


def decode(raw: bytes, where: str) -> tuple[str, str]:
    """The text, and the encoding in words."""
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        text = _try(raw, "utf-16")
        name = UTF16
    elif (text := _try(raw, "utf-8-sig")) is not None:
        name = UTF8
    elif _is_arabic(raw[:ENOUGH].decode("cp1256")):
        text, name = raw.decode("cp1256"), f"{ARABIC_WINDOWS}, guessed: it is not UTF-8"
    else:
        text, name = _try(raw, "cp1252"), f"{WESTERN}, guessed: it is not UTF-8"
    if text is None:
        raise UnreadableSurvey(_undecodable(where))
    return text, name


def _is_arabic(text: str) -> bool:
    """Whether the text, read as Windows-1256, is Arabic where it is not plain ASCII.

    Every byte is some character there. But a Western word keeps Latin letters around the one that
    turned Arabic, and bytes of other scripts turn into signs between the letters.
    """
    words = "".join(word for word in WORD.findall(text) if not word.isascii())
    return _share(words) > 0.5 and _share(ASCII.sub("", text)) > 0.8


def _share(text: str) -> float:
    return len(ARABIC.findall(text)) / len(text) if text else 0.0


def _try(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _undecodable(where: str) -> Problem:
    return Problem(
        where,
        "is not text in UTF-8, UTF-16, Windows-1252 or Windows-1256.",
        "Save it again as CSV UTF-8 and upload that.",
    )
