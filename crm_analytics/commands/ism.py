"""Which factor leads to which."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from crm_analytics.commands.command import Command, Said
from crm_analytics.commands.files import read_bytes, refuse_targets
from crm_analytics.commands.writers import add_targets, chosen_targets, write_sections

if TYPE_CHECKING:
    from crm_analytics.ism import Model, Source
    from crm_analytics.report.section import Section


def _arguments(parser: ArgumentParser) -> None:
    what = "CSV or XLSX of letters V, A, X, O, of zeros and ones or of strengths; one an expert"
    parser.add_argument("files", metavar="SSIM", nargs="+", help=what)
    parser.add_argument("--levels", metavar="FILE", help="a printed level table to audit")
    parser.add_argument(
        "--words",
        choices=("seven", "five"),
        default="seven",
        help="what words of strength mean: seven from 0 to 1 (Gorane & Kant 2013) or five "
        "triangles (Li 1999)",
    )
    add_targets(parser, ("json", "xlsx", "pptx"), "findings")


def _run(options: Namespace) -> Said:
    from crm_analytics.files.printed import printed_files
    from crm_analytics.ism import Source, interpret, read
    from crm_analytics.ism.reading import WORDS
    from crm_analytics.ism.sections import ism_section

    targets = chosen_targets(options)
    inputs = [*options.files, *([options.levels] if options.levels else [])]
    refuse_targets(targets, inputs)
    files = [(Path(path).name, read_bytes(path)) for path in options.files]
    model = interpret(read(printed_files(files), WORDS[options.words]))
    source = Source.of(files)
    sections = [ism_section(model, source)]
    if options.levels:
        sections.append(_audited(model, source, options.levels))
    write_sections(targets, sections)
    out = (line for section in sections for line in (section.finding, *_lines(section)))
    caveats = (caveat for section in sections for caveat in section.caveats)
    return Said("".join(f"{line}\n" for line in out), aside="".join(f"{c}\n" for c in caveats))


def _audited(model: "Model", source: "Source", path: str) -> "Section":
    from crm_analytics.files.printed import printed
    from crm_analytics.ism import Source, audit, read_levels
    from crm_analytics.ism.sections import audit_section

    raw, name = read_bytes(path), Path(path).name
    found = read_levels(printed(raw, name), model.factors)
    both = source.beside(Source.of([(name, raw)]))
    return audit_section(model, audit(model.relations, found), found, both)


def _lines(section: "Section") -> Iterator[str]:
    """The findings of a section one by one: levels, judgements to review, what does not follow."""
    for table in section.tables:
        for row in table.records():
            if table.name == "levels" and section.id == "ism":
                yield f"level {row['level']}\t{row['factor']}"
            elif table.name == "review":
                yield f"review\t{row['from']} → {row['to']}\t{row['letter']} → {row['instead']}"
            elif section.id == "audit" and not table.detail:
                yield "\t".join([table.name, *(str(value) for value in row.values())])


COMMAND = Command("ism", "which factor leads to which?", _arguments, _run)
