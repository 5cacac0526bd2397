"""The parts of a workbook, which is a zip archive: how many, how large, and what they hide."""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from posixpath import dirname, join, normpath
from xml.etree import ElementTree
from zipfile import ZipFile, ZipInfo

from crm_analytics.errors import Problem, UnreadableSurvey, refuse
from crm_analytics.files.limits import Limits
from crm_analytics.files.names import clean, listed
from crm_analytics.files.trouble import damaged, library

KIND = "an Excel workbook"

PIECE = 1 << 20
OVERLAP = 1 << 14  # longer than a cell with its formula, so none is cut in two
ENCRYPTED = 0x1
DEFINITION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
# parsers of UTF-8 find no definition in UTF-16, those that know both do
UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")

# a cell that holds an error, and a formula whose result was never stored; both would be read as
# an empty cell
ERROR = re.compile(rb"<(?:\w+:)?c\b(?=[^>]*\bt=[\"']e[\"'])[^>]*\br=[\"']([A-Z]+[0-9]+)")
FORMULA = re.compile(
    rb"<(?:\w+:)?c\b(?![^>]*\bt=[\"']str[\"'])[^>]*\br=[\"']([A-Z]+[0-9]+)[^>]*>\s*"
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


def opened(raw: bytes, limits: Limits, where: str) -> ZipFile:
    """The archive, looked through from end to end: its own word on its size is not taken."""
    with library(where, KIND):
        archive = ZipFile(BytesIO(raw))
        refuse(UnreadableSurvey, _listing(archive.infolist(), limits, where))
        refuse(UnreadableSurvey, _content(archive, limits, where))
    return archive


# quick to look for: what any such formula ends with
UNSOLVED = re.compile(rb"f\b[^<>]*>\s*<(?:/(?:\w+:)?c>|(?:\w+:)?v\s*/>|(?:\w+:)?v>\s*</)")
# text stands in a list of its own, and the cell holds its number
MISLED = re.compile(rb"\bt=[\"']s[\"'](?:[^>]*[^/])?>\s*<(?:\w+:)?v>(?!\s*[0-9]+\s*<)")


def faults(archive: ZipFile, part: str, where: str) -> Iterator[Problem]:
    """Cells of this sheet that hold no answer and would be read as if nobody had given one."""
    errors: dict[str, None] = {}
    formulas: dict[str, None] = {}
    for before, new in _pieces(archive, part):
        piece = before + new
        if MISLED.search(piece):
            raise UnreadableSurvey(damaged(where, "an Excel sheet"))
        # the patterns are slow, and few sheets have either
        if b't="e"' in piece or b"t='e'" in piece:
            errors |= {cell.decode(): None for cell in ERROR.findall(piece)}
        if UNSOLVED.search(piece):
            formulas |= {cell.decode(): None for cell in FORMULA.findall(piece)}
    if errors:
        yield Problem(
            f"{where}, {listed(list(errors), 'cells')}",
            "an error such as #N/A stands where an answer should be.",
            "Correct the formula or empty the cell.",
        )
    if formulas:
        yield Problem(
            f"{where}, {listed(list(formulas), 'cells')}",
            "a formula was saved without its result.",
            "Open the workbook in a spreadsheet program, save it and upload that.",
        )


def sheet_parts(archive: ZipFile) -> dict[str, str]:
    """The part of the archive that holds each sheet, by the sheet's name.

    Any error when there is no such part, or no sheet at all.
    """
    own_names = {name.lower(): name for name in archive.namelist()}
    book = next(iter(_targets(archive, "", "/officeDocument").values()))
    targets = _targets(archive, book, "")
    sheets = {}
    for element in ElementTree.fromstring(archive.read(book)).iter():
        if element.tag.endswith("}sheet"):
            link = next(value for key, value in element.items() if key.endswith("}id"))
            sheets[element.attrib["name"]] = own_names[targets[link].lower()]
    if not sheets:
        raise LookupError("no sheet in the workbook")
    return sheets


def _targets(archive: ZipFile, part: str, kind: str) -> dict[str, str]:
    """Where the links of a part lead, by their id; of the whole archive when part is empty."""
    folder, own = dirname(part), part.rpartition("/")[2]
    links = ElementTree.fromstring(archive.read(join(folder, "_rels", f"{own}.rels")))
    return {
        link.attrib["Id"]: normpath(join("/", folder, link.attrib["Target"])).lstrip("/")
        for link in links
        if link.attrib["Type"].endswith(kind)
    }


def _listing(parts: list[ZipInfo], limits: Limits, where: str) -> Iterator[Problem]:
    if len(parts) > limits.parts:
        yield Problem(
            where,
            f"holds {len(parts):,} parts; at most {limits.parts:,} can be read.",
            "Copy the answers alone into a new workbook.",
        )
    if any(part.flag_bits & ENCRYPTED for part in parts):
        yield Problem(where, "is protected by a password.", "Save it without one.")
    if any(times > 1 for times in Counter(part.filename for part in parts).values()):
        yield damaged(where, KIND)


def _content(archive: ZipFile, limits: Limits, where: str) -> Iterator[Problem]:
    size, odd = 0, set()
    for part in archive.namelist():
        for before, piece in _pieces(archive, part):
            size += len(piece)
            if size > limits.expanded:
                yield _bomb(limits, where)
                return
            if _is_odd(part, before, piece):
                odd.add(part)
    yield from map(_odd, sorted(odd))


def _is_odd(part: str, before: bytes, piece: bytes) -> bool:
    """Definitions make a small part large or fetch other files; a drawing is never opened."""
    if not before and part.endswith((".xml", ".rels")) and piece.startswith(UTF16):
        return True
    return not part.endswith(".svg") and DEFINITION.search(before + piece) is not None


def _odd(part: str) -> Problem:
    return Problem(
        f"Part '{clean(part)}' of the workbook",
        "is not written as spreadsheet programs write it.",
        "Copy the answers alone into a new workbook.",
    )


def _pieces(archive: ZipFile, part: str) -> Iterator[tuple[bytes, bytes]]:
    """The part piece by piece, each with the end of the one before."""
    end = b""
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            yield end, piece
            end = piece[-OVERLAP:]


def _bomb(limits: Limits, where: str) -> Problem:
    return Problem(
        where,
        f"unfolds to more than {limits.expanded / 1e6:,.1f} MB.",
        "Copy the answers alone into a new workbook.",
    )
