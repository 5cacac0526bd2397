"""A workbook as a zip archive: how many parts, how large, and what those that are read hide."""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from posixpath import dirname, join, normpath
from xml.etree import ElementTree
from zipfile import ZipFile, ZipInfo

from crm_analytics.errors import Problem, UnreadableSurvey, refuse
from crm_analytics.files.limits import Limits
from crm_analytics.files.names import clean
from crm_analytics.files.trouble import damaged, library

PIECE = 1 << 20
OVERLAP = 1 << 10
ENCRYPTED = 0x1
DEFINITION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
# parsers of UTF-8 find no definition in UTF-16, those that know both do
UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
# what readers of workbooks open wherever it stands, beside the sheets themselves; what nobody
# opens (queries, pictures, properties) may be written as it likes
OPENED = re.compile(
    r"\[content_types\]\.xml|.*\.rels|(?:.*/)?(?:workbook|sharedstrings|styles|sheet)[^/]*\.xml"
    r"|content\.xml|meta-inf/manifest\.xml",
    re.IGNORECASE,
)


def opened(raw: bytes, limits: Limits, where: str, kind: str) -> ZipFile:
    """The archive, looked through from end to end: its own word on its size is not taken."""
    with library(where, kind):
        archive = ZipFile(BytesIO(raw))
        refuse(UnreadableSurvey, _listing(archive.infolist(), limits, where, kind))
        refuse(UnreadableSurvey, _content(archive, limits, where))
    return archive


def sheet_parts(archive: ZipFile) -> dict[str, str]:
    """The part of the archive that holds each sheet, by the sheet's name.

    Any error when there is no such part, or no sheet at all.
    """
    own_names = {name.lower(): name for name in archive.namelist()}
    book = next(iter(targets(archive, "", "/officeDocument").values()))
    links = targets(archive, book, "")
    sheets = {}
    for element in ElementTree.fromstring(archive.read(book)).iter():
        if element.tag.endswith("}sheet"):
            link = next(value for key, value in element.items() if key.endswith("}id"))
            sheets[element.attrib["name"]] = own_names[links[link].lower()]
    if not sheets:
        raise LookupError("no sheet in the workbook")
    unseen = [part for part in sheets.values() if not OPENED.fullmatch(part)]
    odd = [part for part in unseen if any(_is_odd(b"", piece) for piece in pieces(archive, part))]
    refuse(UnreadableSurvey, map(_odd, odd))
    return sheets


def pieces(archive: ZipFile, part: str) -> Iterator[bytes]:
    """The part from its beginning to its end."""
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            yield piece


def targets(archive: ZipFile, part: str, kind: str) -> dict[str, str]:
    """Where the links of a part lead, by their id; of the whole archive when part is empty."""
    folder, own = dirname(part), part.rpartition("/")[2]
    links = ElementTree.fromstring(archive.read(join(folder, "_rels", f"{own}.rels")))
    return {
        link.attrib["Id"]: normpath(join("/", folder, link.attrib["Target"])).lstrip("/")
        for link in links
        if link.attrib["Type"].endswith(kind)
    }


def _listing(parts: list[ZipInfo], limits: Limits, where: str, kind: str) -> Iterator[Problem]:
    if len(parts) > limits.parts:
        yield Problem(
            where,
            f"holds {len(parts):,} parts; at most {limits.parts:,} can be read.",
            "Copy the answers alone into a new workbook.",
        )
    if any(part.flag_bits & ENCRYPTED for part in parts):
        yield Problem(where, "is protected by a password.", "Save it without one.")
    if any(times > 1 for times in Counter(part.filename for part in parts).values()):
        yield damaged(where, kind)


def _content(archive: ZipFile, limits: Limits, where: str) -> Iterator[Problem]:
    size = 0
    odd = []
    for part in sorted(archive.namelist()):
        end = b""
        for piece in pieces(archive, part):
            size += len(piece)
            if size > limits.expanded:
                yield Problem(
                    where,
                    f"unfolds to more than {limits.expanded / 1e6:,.1f} MB.",
                    "Copy the answers alone into a new workbook.",
                )
                return
            if OPENED.fullmatch(part) and _is_odd(end, piece):
                odd.append(part)
            end = piece[-OVERLAP:]
    yield from map(_odd, dict.fromkeys(odd))


def _is_odd(end: bytes, piece: bytes) -> bool:
    """Definitions make a small part large or fetch other files, and hide in UTF-16.

    end: of the piece before, empty for the first.
    """
    return (not end and piece.startswith(UTF16)) or DEFINITION.search(end + piece) is not None


def _odd(part: str) -> Problem:
    return Problem(
        f"Part '{clean(part)}' of the workbook",
        "is not written as spreadsheet programs write it.",
        "Copy the answers alone into a new workbook.",
    )
