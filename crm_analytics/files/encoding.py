"""Which encoding a text file is in.

None names itself. UTF-8 is known by its form; of the single-byte encodings the one counts in which
the letters outside ASCII are those of one language; charset-normalizer tells the encodings of East
Asia and Thailand apart, and mistakes European ones in texts as short as a survey's.
"""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, lookup
from dataclasses import dataclass
from itertools import pairwise

from crm_analytics.errors import Problem, UnreadableSurvey

WESTERN = ("cp1252", "mac_roman", "cp850")
CENTRAL = ("cp1250", "iso8859_2")
CYRILLIC = ("cp1251", "koi8_r", "iso8859_5", "cp866")
# names of people from several countries; never better than the letters of one language
ANY_WESTERN = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœ¿¡ªº"
# the letters of a language outside ASCII, common ones first where it has many, and where they are
# written; of equal fits the first counts
LANGUAGES = (
    ("äöüßéà", WESTERN),
    ("éèêëàâçîïôûùœæÿü", WESTERN),
    ("áéíóúñü¿¡ªº", WESTERN),
    ("áéíóöőúüű", CENTRAL),
    ("ãõáâàçéêíóôúªº", WESTERN),
    ("àèéìòùíú", WESTERN),
    ("åäöæøé", WESTERN),
    ("ğışçöüi̇âîû", ("cp1254",)),
    ("ąćęłńóśźż", CENTRAL),
    ("áčďéěíňóřšťúůýž", CENTRAL),
    ("áäčďéíĺľňóôŕšťúýž", CENTRAL),
    ("čćđšž", CENTRAL),
    ("ăâîşţ", CENTRAL),
    ("ąčęėįšųūž", ("cp1257",)),
    ("āčēģīķļņšūž", ("cp1257",)),
    ("äõöüšž", ("cp1257",)),
    ("áéíóúýþðæö", WESTERN),
    (ANY_WESTERN, WESTERN),
    ("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", CYRILLIC),
    ("оанитвірескдлмупзяьбгйчхїцжюєшщфґ", CYRILLIC),
    ("аоиенртсјукдвмпљзбгњшчцћжхђфџ", CYRILLIC),
    ("αοιετσνηυρπκμλωςδγχθάίόέήώφύβξζψϋϊΰΐ", ("cp1253", "iso8859_7")),
    ("יוהלאתרמבשנעדםקחפסגטזצכןץףך", ("cp1255", "iso8859_8")),
    ("اليمنورتبعدسفهكقأحجشصطخضذزثةىءغئإظآؤـپچژگکھہےںًٌٍَُِّْ،؛؟", ("cp1256", "iso8859_6")),
)
ASIAN = ("cp949", "gb18030", "cp932", "big5", "euc_jp", "cp874")

LABELS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252 (Western)",
    "mac_roman": "Mac Roman (Western)",
    "cp850": "DOS 850 (Western)",
    "cp1250": "Windows-1250 (Central European)",
    "iso8859_2": "ISO 8859-2 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "koi8_r": "KOI8-R (Cyrillic)",
    "iso8859_5": "ISO 8859-5 (Cyrillic)",
    "cp866": "DOS 866 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "iso8859_7": "ISO 8859-7 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "iso8859_8": "ISO 8859-8 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "iso8859_6": "ISO 8859-6 (Arabic)",
    "cp1257": "Windows-1257 (Baltic)",
    "cp949": "Windows-949 (Korean)",
    "gb18030": "GB 18030 (Chinese)",
    "cp932": "Shift JIS (Japanese)",
    "big5": "Big5 (Chinese)",
    "euc_jp": "EUC-JP (Japanese)",
    "cp874": "Windows-874 (Thai)",
}
# signs that any language may use
SIGNS = frozenset("€£§©®™°•…–—‘’‚“”„«»‹›\u00a0")
HIGH_LINE = re.compile(rb"[^\n\r]*[\x80-\xff][^\n\r]*[\n\r]?")
HIGH = re.compile(r"[^\x00-\x7f]")
# inside a word a capital letter after a small one tells a wrong encoding
WORD = re.compile(r"[^\W\d_]+")
SAMPLE = 20_000  # bytes of lines that hold more than ASCII
FEW = 5  # undecodable places that cost no file
# shares of letters that fit; what makes the share of a rare encoding, of rare letters or of names
# from everywhere count less
PLAUSIBLE, CERTAIN = 0.7, 0.9
UNUSUAL, RARE, MIXED = 0.02, 0.04, 0.88
MARK = "\ufffd"
LAST_LATIN = "\u024f"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file.

    encoding: as Python calls it. guessed: whether only its letters tell.
    replaced: how many places could not be decoded; U+FFFD stands there.
    """

    text: str
    encoding: str
    guessed: bool = False
    replaced: int = 0

    @property
    def label(self) -> str:
        """The encoding in words."""
        named = LABELS.get(self.encoding, self.encoding)
        return f"{named}, guessed: it is not UTF-8" if self.guessed else named


def decode(raw: bytes, where: str, chosen: str = "") -> Decoded:
    """The text; refused when no encoding makes words of it.

    chosen: the encoding that a person says it is in.
    """
    if chosen:
        return _with(raw, chosen, where)
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _with(raw, "utf-16", where)
    try:
        return Decoded(raw.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8-sig", "replace")
    replaced = text.count(MARK)
    if 3 * replaced <= len(HIGH.findall(text)):
        return Decoded(text, "utf-8", replaced=replaced)
    encoding = _guess(raw)
    if encoding is None and replaced <= FEW:
        return Decoded(text, "utf-8", replaced=replaced)
    if encoding is None:
        raise UnreadableSurvey(_undecodable(where))
    text = raw.decode(encoding, "replace")
    replaced = text.count(MARK)
    if replaced > max(FEW, 0.02 * len(HIGH.findall(text))):
        raise UnreadableSurvey(_undecodable(where))
    return Decoded(text, encoding, guessed=True, replaced=replaced)


def _with(raw: bytes, encoding: str, where: str) -> Decoded:
    try:
        known = lookup(encoding)
    except LookupError:
        raise UnreadableSurvey(_undecodable(where)) from None
    text = raw.decode("utf-8-sig" if known.name == "utf-8" else known.name, "replace")
    return Decoded(text, encoding, replaced=text.count(MARK))


def _guess(raw: bytes) -> str | None:
    """The encoding whose letters are those of one language; None when there is none."""
    sample = _sample(raw)
    if not set(HIGH.findall(sample.decode("cp1252", "replace"))) - SIGNS:
        return "cp1252"  # signs are the same in all of Windows' encodings
    best, encoding = -1.0, None
    for alphabet, written in LANGUAGES:
        for place, candidate in enumerate(written):
            fit = _fit(sample.decode(candidate, "replace"), alphabet)
            if alphabet[0] <= LAST_LATIN:
                fit *= MIXED if alphabet is ANY_WESTERN else 1 - UNUSUAL * place
            if fit > best:
                best, encoding = fit, candidate
    if best < CERTAIN:
        letters = len(HIGH.findall(sample.decode("latin-1")))
        likely = encoding if best >= PLAUSIBLE and letters >= FEW else None
        return _asian(sample) or likely
    return encoding


def _sample(raw: bytes) -> bytes:
    """The first lines that hold more than ASCII."""
    sample = b""
    for line in HIGH_LINE.finditer(raw):
        sample += line.group()
        if len(sample) > SAMPLE:
            break
    return sample


def _fit(text: str, alphabet: str) -> float:
    """The share of characters outside ASCII that are letters of a language, in their place.

    A little less where they are its rare ones, as in Russian read in another Russian encoding.
    """
    found = [sign.lower() for sign in HIGH.findall(text) if sign not in SIGNS]
    if not found:
        return 0
    places = [alphabet.index(letter) for letter in found if letter in alphabet]
    own_script = alphabet[0] > LAST_LATIN
    odd = sum(_odd(word, own_script) for word in WORD.findall(text) if not word.isascii())
    rare = sum(places) / len(alphabet) if own_script else 0
    return (len(places) - odd - RARE * rare) / len(found)


def _odd(word: str, own_script: bool) -> int:
    """How many letters of a word do not belong beside the others."""
    if own_script and HIGH.sub("", word):  # Latin letters within the word
        return len(HIGH.findall(word))
    return sum(one.islower() and other.isupper() for one, other in pairwise(word))


def _asian(sample: bytes) -> str | None:
    # imported here: few files need it
    from charset_normalizer import from_bytes

    # half of each pair in Shift JIS is a byte that the others hardly use
    low = sum(0x81 <= byte <= 0x9F for byte in sample)
    likely = ["cp932"] if 5 * low > sum(byte > 0x7F for byte in sample) else list(ASIAN)
    found = from_bytes(sample, cp_isolation=likely).best()
    return found.encoding if found else None


def _undecodable(where: str) -> Problem:
    return Problem(
        where,
        "is not text in any encoding that can be told.",
        "Save it again as CSV UTF-8 and upload that.",
    )
