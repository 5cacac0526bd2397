"""Which format a file is: its name and its first bytes have to agree."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import PurePath, PureWindowsPath

from crm_analytics.errors import Problem, UnreadableSurvey, refuse
from crm_analytics.files.limits import Limits
from crm_analytics.files.names import clean
from crm_analytics.files.rows import nobody

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
# from version 117 in words, before that by the number of the version and the order of bytes
STATA = (
    b"<stata_dta>",
    *(
        bytes((version, order))
        for version in (*range(104, 106), 108, *range(110, 116))
        for order in (1, 2)
    ),
)


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that can be read.

    label: in a sentence. short: in the list of what may be uploaded, empty to leave it out there.
    reader: the module of this package that reads it.
    first, last: how it begins and ends; first is empty when any bytes may be.
    """

    label: str
    short: str
    reader: str
    extensions: tuple[str, ...]
    first: tuple[bytes, ...] = ()
    last: bytes = b""


FORMATS = (
    Format("a CSV file", "CSV", "delimited", (".csv", ".tsv", ".txt")),
    Format(
        "an Excel workbook",
        "Excel workbook (.xlsx)",
        "workbook",
        (".xlsx", ".xlsm", ".xlsb"),
        (ZIP,),
    ),
    Format("an old Excel workbook", "", "workbook", (".xls",), (OLD_OFFICE,)),
    Format("an OpenDocument workbook", "OpenDocument (.ods)", "workbook", (".ods",), (ZIP,)),
    Format("an SPSS file", "SPSS (.sav)", "labelled", (".sav", ".zsav"), (b"$FL2", b"$FL3")),
    Format("a portable SPSS file", "", "labelled", (".por",)),
    Format("a Stata file", "Stata (.dta)", "labelled", (".dta",), STATA),
    Format("a Parquet file", "Parquet", "parquet", (".parquet",), (b"PAR1",), b"PAR1"),
)

_SHORT = [known.short for known in FORMATS if known.short]
ACCEPTED = f"Upload the answers as {', '.join(_SHORT[:-1])} or {_SHORT[-1]}."
RESAVE = (
    "Open it in your spreadsheet program, save it without a password as Excel workbook (.xlsx) "
    "and upload that."
)


SMALL_TABLES = ("delimited", "workbook")  # readers of matrices and printed tables


def upload_extensions(readers: Container[str] | None = None) -> list[str]:
    """The extensions that `read` knows, without the dot: what an upload field may offer.

    readers: only those of these readers.
    """
    return [
        extension[1:]
        for known in FORMATS
        if readers is None or known.reader in readers
        for extension in known.extensions
    ]


# what to do instead with a file of another kind, by its extension
ELSEWHERE = {
    ".numbers": RESAVE,
    **dict.fromkeys(
        (".sas7bdat", ".xpt", ".rds", ".rdata", ".jasp", ".omv"),
        "Save it from your statistics program as CSV or SPSS (.sav) and upload that.",
    ),
    **dict.fromkeys(
        (".zip", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".zst"),
        "Unpack it and upload the file with the answers.",
    ),
    **dict.fromkeys(
        (".pkl", ".pickle", ".feather", ".arrow", ".ipc", ".arrows", ".h5", ".npy", ".npz"),
        "Save the table as Parquet or CSV and upload that.",
    ),
}

# the last of equal beginnings wins nothing: each is listed once
CONTENTS = (
    (ZIP, "a zip archive or an Office document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (OLD_OFFICE, "an old or a password-protected Office document"),
    (b"$FL2", "an SPSS file"),
    (b"$FL3", "an SPSS file"),
    (b"PAR1", "a Parquet file"),
    (b"PARE", "an encrypted Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"FEA1", "a Feather file"),
    *((bytes((0x80, version)), "a Python pickle") for version in (2, 3, 4, 5)),
    *((first, "a Stata file") for first in STATA),
    (b"SQLite format 3\0", "a database"),
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"MZ\x90\0", "a program"),
    (b"\x7fELF", "a program"),
)


def base_name(name: str) -> str:
    """The file's own name without folders, as either kind of system writes them."""
    return clean(PureWindowsPath(name).name) or "survey"


def recognise(raw: bytes, name: str, limits: Limits) -> Format:
    """The format of the file, by its name; refused when its bytes tell another story."""
    where = f"File '{name}'"
    if not raw:
        raise UnreadableSurvey(nobody(where, headed=False))
    extension = PurePath(name).suffix.lower()
    known = next((f for f in FORMATS if extension in f.extensions), None)
    refuse(UnreadableSurvey, [*_too_large(raw, where, limits), *_foreign(raw, where, name, known)])
    assert known is not None
    return known


def _too_large(raw: bytes, where: str, limits: Limits) -> Iterator[Problem]:
    if len(raw) > limits.bytes:
        yield Problem(
            where,
            f"is larger than the {limits.bytes / 1e6:g} MB that can be read.",
            "Remove columns or rows that are not needed, or split the file.",
        )


def _foreign(raw: bytes, where: str, name: str, known: Format | None) -> Iterator[Problem]:
    extension = PurePath(name).suffix.lower()
    if known is None:
        kind = f"is a {extension} file, which is not read" if extension else "has no extension"
        yield Problem(where, f"{kind}.", ELSEWHERE.get(extension, ACCEPTED))
    elif not _agrees(raw, known):
        remedy = RESAVE if raw.startswith(OLD_OFFICE) else ACCEPTED
        yield Problem(where, f"is named {extension}, but is {_content(raw, known)}.", remedy)


def _agrees(raw: bytes, known: Format) -> bool:
    if not known.first:
        return _signature(raw) is None
    return raw.startswith(known.first) and raw.endswith(known.last)


def _content(raw: bytes, known: Format) -> str:
    signature = _signature(raw)
    if signature is None or raw.startswith(known.first):
        return f"not {known.label} or only a part of one"
    return signature


def _signature(raw: bytes) -> str | None:
    return next((words for first, words in CONTENTS if raw.startswith(first)), None)
