"""Whether coders of interviews agree, and what they coded."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from crm_analytics.commands.command import Command, Said
from crm_analytics.commands.files import read_bytes, refuse_targets
from crm_analytics.commands.writers import WRITERS, add_targets, chosen_targets, write_sections
from crm_analytics.errors import Problem, Problems

if TYPE_CHECKING:
    from crm_analytics.coding import Codings


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "codes",
        nargs="+",
        metavar="CODES",
        help="one column a coder, one row a code, or one file a coder; CSV, XLSX, SAV or Parquet",
    )
    parser.add_argument(
        "--book", metavar="BOOK", help="columns code, category, group and, if you like, role"
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="NAME",
        help="a coder who does not count, or a column that is none; repeat it for more",
    )
    parser.add_argument(
        "--printed", metavar="VALUE", default="", help="which coefficient may a paper's .83 be?"
    )
    add_targets(parser, WRITERS, "sections")


def _run(options: Namespace) -> Said:
    from crm_analytics import coding
    from crm_analytics.coding.sections import agreement, codes
    from crm_analytics.coding.sections.stamp import Source, Sources
    from crm_analytics.files import OWN_FILE

    targets = chosen_targets(options)
    book_path = [options.book] if options.book else []
    refuse_targets(targets, [*options.codes, *book_path])
    raw = [(read_bytes(path), Path(path).name) for path in options.codes]
    raw_book = [(read_bytes(path), Path(path).name) for path in book_path]
    codings = _counted(coding.read(raw, limits=OWN_FILE), options.without)
    books = [coding.read_book(*file, OWN_FILE) for file in raw_book]
    sources = Sources(
        tuple(Source.of(*file) for file in raw),
        next((Source.of(*file) for file in raw_book), None),
        left_out=tuple(options.without),
    )
    others = books[0].codes if books else ()
    found = coding.agreement(codings, coding.Choices(others=others))
    within = codes.documents(codings) and not codings.several
    made = [
        agreement.section(codings, found, agreement.Shown(sources, printed=options.printed)),
        codes.section(codings, next(iter(books), None), codes.Shown(sources, False, within)),
    ]
    write_sections(targets, made)
    lines = [f"{section.title}: {section.finding}\n" for section in made]
    lines += [f"{t.title}.\n" for t in made[0].tables if t.name == "printed"]
    return Said("".join(lines))


def _counted(codings: "Codings", without: list[str]) -> "Codings":
    """The codings of those who count; raises UnusableCoding when too few are left."""
    known = ", ".join(f"'{coder}'" for coder in codings.coders)
    unknown = [
        Problem(f"Coder '{name}'", "is not in the files.", f"The coders are {known}.")
        for name in without
        if name not in codings.coders
    ]
    if unknown:
        raise Problems(*unknown)
    kept = [coder for coder in codings.coders if coder not in without]
    return codings.only(kept) if without else codings


COMMAND = Command("agreement", "do the coders of interviews agree?", _arguments, _run)
