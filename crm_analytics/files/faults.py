"""What a reader of workbooks passes over in silence, found in the bytes of each sheet.

The readers give an empty cell for an error such as #N/A and for a formula that was saved without
its result, and make room for everything that lies before a single cell far out.
"""

import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers.expat import ParserCreate
from zipfile import ZipFile

from olefile import OleFileIO

from crm_analytics.errors import Problem, UnreadableSurvey
from crm_analytics.files.archive import PIECE, pieces, targets
from crm_analytics.files.limits import Limits
from crm_analytics.files.names import listed
from crm_analytics.files.trouble import damaged

ERROR = re.compile(rb"<(?:\w+:)?c\b(?=[^>]*\bt=[\"']e[\"'])[^>]*\br=[\"']([A-Z]+[0-9]+)")
FORMULA = re.compile(
    rb"<(?:\w+:)?c\b(?![^>]*\bt=[\"']str[\"'])[^>]*\br=[\"']([A-Z]+[0-9]+)[^>]*>\s*"
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
# quick to look for: what any such formula ends with
UNSOLVED = re.compile(rb"f\b[^<>]*>\s*<(?:/(?:\w+:)?c>|(?:\w+:)?v\s*/>|(?:\w+:)?v>\s*</)")
# text stands in a list of its own, and the cell holds its number
MISLED = re.compile(rb"\bt=[\"']s[\"'](?:[^>]*[^/])?>\s*<(?:\w+:)?v>(?!\s*[0-9]+\s*<)")
# addresses beyond column ZZ, beyond row 999,999, or beyond row 99,999 and column Z; the first
# pattern is quick to look for, the second asks for something in the cell
FAR = re.compile(rb"\br=[\"'](?:[A-Z]{3}|[A-Z]{2}[0-9]{6}|[A-Z][0-9]{7})")
FAR_CELL = re.compile(
    rb"<(?:\w+:)?c\b[^>]*\br=[\"']([A-Z]{3,}[0-9]+|[A-Z]{2}[0-9]{6,}|[A-Z][0-9]{7,})[\"']"
    rb"(?:[^>]*[^/])?>"
)
ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\br=[\"']([0-9]+)")
CELL_BEGINS = (b"<c ", b":c ", b"<c>", b":c>")


@dataclass(eq=False, slots=True)
class Faults:
    """What one sheet hides.

    errors, formulas: addresses of cells in the order of the sheet.
    misled: whether a cell refers to text that stands nowhere.
    rows, columns: how far the sheet reaches, where that is further than most.
    """

    errors: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    misled: bool = False
    rows: int = 0
    columns: int = 0

    def reach(self, row: int, column: int) -> None:
        """There is something in this cell, both counted from 1."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)

    def problems(self, where: str) -> Iterator[Problem]:
        """What keeps the sheet from being read exactly."""
        if self.misled:
            yield damaged(where, "an Excel sheet")
        if self.errors:
            yield Problem(
                f"{where}, {listed(self.errors, 'cells')}",
                "an error such as #N/A stands where an answer should be.",
                "Correct the formula or empty the cell.",
            )
        if self.formulas:
            yield Problem(
                f"{where}, {listed(self.formulas, 'cells')}",
                "a formula was saved without its result.",
                "Open the workbook in a spreadsheet program, save it and upload that.",
            )

    def too_far(self, where: str, limits: Limits) -> Iterator[Problem]:
        """Whether a reader would make more room than a sheet may take."""
        if self.rows * self.columns > limits.workbook_cells:
            yield Problem(
                where,
                f"goes on as far as cell {_letters(self.columns)}{self.rows}, which is further "
                "than can be read.",
                "Delete the rows below the answers and the columns beside them.",
            )


def of_xlsx(archive: ZipFile, parts: Mapping[str, str]) -> dict[str, Faults]:
    """By sheet, of a workbook whose sheets are XML; parts: where each sheet stands."""
    return {sheet: _of_xml(pieces(archive, part)) for sheet, part in parts.items()}


def _of_xml(read: Iterable[bytes]) -> Faults:
    found = Faults()
    for piece in whole_cells(read):
        found.misled = found.misled or MISLED.search(piece) is not None
        # the patterns are slow, and few sheets have either
        if b't="e"' in piece or b"t='e'" in piece:
            found.errors += [cell.decode() for cell in ERROR.findall(piece)]
        if UNSOLVED.search(piece):
            found.formulas += [cell.decode() for cell in FORMULA.findall(piece)]
        if row := ROW.search(piece, max(piece.rfind(b"row "), 8) - 8):
            found.reach(int(row[1]), 0)
        if FAR.search(piece):
            for cell in FAR_CELL.findall(piece):
                found.reach(*_place(cell.decode()))
    return found


def whole_cells(read: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut only where a cell begins, so that no cell is in two pieces.

    What goes on without the beginning of a cell for ten pieces is no sheet, and is cut anywhere.
    """
    kept = b""
    for new in read:
        kept += new
        begin = max(map(kept.rfind, CELL_BEGINS))
        cut = kept.rfind(b"<", 0, begin + 1) if begin >= 0 else 0
        if cut > 0 or len(kept) > 10 * PIECE:
            cut = cut if cut > 0 else len(kept)
            yield kept[:cut]
            kept = kept[cut:]
    yield kept


def of_xlsb(archive: ZipFile) -> dict[str, Faults]:
    """By sheet, of a workbook whose parts are binary records ([MS-XLSB] 2.1.4).

    Any error when its records or its links are damaged.
    """
    book = next(iter(targets(archive, "", "/officeDocument").values()))
    links = targets(archive, book, "")
    found = {}
    for kind, content in _records(archive, book):
        if kind == SHEET_OF_BOOK:
            link, at = _wide(content, 8)
            found[_wide(content, at)[0]] = _of_cells(_records(archive, links[link]))
    return found


SHEET_OF_BOOK = 156
ROW_HEADER, BLANK, CELL_ERROR, FORMULA_ERROR = 0, 1, 3, 11
LAST_CELL = 11  # kinds 2 to 11 are cells with something in them


def _of_cells(records: Iterable[tuple[int, bytes]]) -> Faults:
    found, row = Faults(), 0
    for kind, content in records:
        if kind == ROW_HEADER:
            row = struct.unpack_from("<I", content)[0]
        elif BLANK < kind <= LAST_CELL:
            column = struct.unpack_from("<I", content)[0]
            found.reach(row + 1, column + 1)
            if kind in (CELL_ERROR, FORMULA_ERROR):
                found.errors.append(f"{_letters(column + 1)}{row + 1}")
    return found


def _records(archive: ZipFile, part: str) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each; a kind above 127 has its two bytes."""
    with archive.open(part) as stream:
        while first := stream.read(1):
            kind = first[0] if first[0] < 0x80 else first[0] & 0x7F | stream.read(1)[0] << 7
            length = shift = 0
            while True:
                byte = stream.read(1)[0]
                length |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 or shift > 21:
                    break
            yield kind, stream.read(length)


def _wide(content: bytes, at: int) -> tuple[str, int]:
    """The text that begins here, and where it ends."""
    end = at + 4 + 2 * struct.unpack_from("<I", content, at)[0]
    return content[at + 4 : end].decode("utf-16-le"), end


BEGIN, SHEET, PASSWORD = 0x809, 0x85, 0x2F
ERROR_OR_BOOL, FORMULA_RESULT = 0x205, 0x06


def of_xls(raw: bytes, where: str) -> dict[str, Faults]:
    """By the place of the sheet, of a workbook in Excel's old format ([MS-XLS] 2.4).

    Any error when the bytes are damaged; refused when a password is needed.
    """
    with OleFileIO(BytesIO(raw)) as streams:
        if streams.exists("EncryptedPackage"):
            raise UnreadableSurvey(_protected(where))
        name = "Workbook" if streams.exists("Workbook") else "Book"
        book = streams.openstream(name).read()
    begins: list[int] = []
    found: dict[int, Faults] = {}
    sheet, at = Faults(), 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        if kind == PASSWORD:
            raise UnreadableSurvey(_protected(where))
        if kind == SHEET:
            begins.append(struct.unpack_from("<I", book, at + 4)[0])
        elif kind == BEGIN:
            sheet = found.setdefault(at, Faults())
        elif kind in (ERROR_OR_BOOL, FORMULA_RESULT) and _is_error(book, kind, at + 4):
            row, column = struct.unpack_from("<HH", book, at + 4)
            sheet.errors.append(f"{_letters(column + 1)}{row + 1}")
        at += 4 + length
    return {str(place): found[begin] for place, begin in enumerate(begins)}


def _is_error(book: bytes, kind: int, at: int) -> bool:
    """Of a constant, or of the result that a formula was saved with."""
    if kind == ERROR_OR_BOOL:
        return book[at + 7] == 1
    return book[at + 6] == 2 and book[at + 12 : at + 14] == b"\xff\xff"


def _protected(where: str) -> Problem:
    return Problem(where, "is protected by a password.", "Save it without one.")


def of_ods(archive: ZipFile, where: str) -> dict[str, Faults]:
    """By sheet, of an OpenDocument workbook; refused when a password is needed."""
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise UnreadableSurvey(_protected(where))
    cells = _OpenDocumentCells()
    parser = ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = cells.start
    parser.EndElementHandler = cells.end
    parser.CharacterDataHandler = cells.characters
    for piece in pieces(archive, "content.xml"):
        parser.Parse(piece)
    parser.Parse(b"", True)
    return cells.found


class _OpenDocumentCells:
    """Follows the cells of a document; a cell or a row may stand for many equal ones."""

    def __init__(self) -> None:
        self.found: dict[str, Faults] = {}
        self._sheet = Faults()
        self._row = self._column = 0
        self._rows = 1
        self._cell: dict[str, str] = {}
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        named = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        match tag.rpartition(" ")[2]:
            case "table":
                self._sheet = self.found.setdefault(named.get("name", ""), Faults())
                self._row = 0
            case "table-row":
                self._column = 0
                self._rows = int(named.get("number-rows-repeated", 1))
            case "table-cell" | "covered-table-cell":
                # the type stands twice, in two vocabularies, and only one knows errors
                error = any(
                    key.endswith("value-type") and value == "error"
                    for key, value in attributes.items()
                )
                self._cell = named | ({"error": "true"} if error else {})
                self._text = []

    def characters(self, text: str) -> None:
        self._text.append(text)

    def end(self, tag: str) -> None:
        match tag.rpartition(" ")[2]:
            case "table-row":
                self._row += self._rows
            case "table-cell" | "covered-table-cell":
                self._end_cell(int(self._cell.get("number-columns-repeated", 1)))

    def _end_cell(self, times: int) -> None:
        if "value-type" in self._cell:
            self._sheet.reach(self._row + self._rows, self._column + times)
        if "formula" in self._cell:
            address = f"{_letters(self._column + 1)}{self._row + 1}"
            if "error" in self._cell or "".join(self._text).startswith(("#", "Err:")):
                self._sheet.errors.append(address)
            elif "value-type" not in self._cell:
                self._sheet.formulas.append(address)
        self._column += times


def _letters(column: int) -> str:
    """A column, counted from 1, as a spreadsheet calls it."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters or "A"


def _place(address: str) -> tuple[int, int]:
    """Row and column of an address, both counted from 1."""
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(address[len(letters) :]), column
