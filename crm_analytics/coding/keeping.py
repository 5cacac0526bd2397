"""Coders' files and a code book as one archive that can be kept, and back byte for byte."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from crm_analytics.errors import Problem, UnusableCoding

FORM = 1  # of the archive; a change of it is another number
ABOUT, BOOK = "about.json", "book"
Raw = tuple[bytes, str]  # bytes and name of a file


@dataclass(frozen=True, slots=True)
class Files:
    """What coders gave: their files, and the code book if there is one."""

    coders: tuple[Raw, ...]
    book: Raw | None = None


def to_zip(files: Files) -> bytes:
    """The files as they were given; equal files give equal bytes."""
    about = {
        "form": FORM,
        "coders": [name for _, name in files.coders],
        "book": files.book and files.book[1],
    }
    sink = io.BytesIO()
    with ZipFile(sink, "w") as archive:
        _put(archive, ABOUT, json.dumps(about).encode())
        for turn, (raw, _) in enumerate(files.coders):
            _put(archive, str(turn), raw)
        if files.book:
            _put(archive, BOOK, files.book[0])
    return sink.getvalue()


def from_zip(kept: bytes) -> Files:
    """The files that `to_zip` was given; raises UnusableCoding for those of another program."""
    with ZipFile(io.BytesIO(kept)) as archive:
        about = json.loads(archive.read(ABOUT))
        if about["form"] != FORM:
            what = "were kept by a newer version of this program."
            raise UnusableCoding(Problem("The coders' files", what, "Update the program."))
        names: Sequence[str] = about["coders"]
        coders = tuple((archive.read(str(turn)), name) for turn, name in enumerate(names))
        return Files(coders, (archive.read(BOOK), about["book"]) if about["book"] else None)


def _put(archive: ZipFile, name: str, raw: bytes) -> None:
    """Under a name of ours, at no time: neither the names nor the day of a file matter here."""
    archive.writestr(ZipInfo(name), raw, ZIP_DEFLATED)
