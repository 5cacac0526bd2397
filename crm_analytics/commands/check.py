"""Whether the printed numbers of a table agree with each other."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from crm_analytics.commands.command import Command, Said
from crm_analytics.commands.files import read_bytes, refuse_targets
from crm_analytics.commands.writers import add_targets, chosen_targets, write_sections


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("table", metavar="TABLE", help="CSV or XLSX; a header row, the label first")
    add_targets(parser, ("json", "xlsx"), "findings")


def _run(options: Namespace) -> Said:
    from crm_analytics import paper
    from crm_analytics.files.printed import printed
    from crm_analytics.paper.section import section

    targets = chosen_targets(options)
    refuse_targets(targets, (options.table,))
    name = Path(options.table).name
    text = printed(read_bytes(options.table), name)
    tables = paper.read(text)
    check = paper.check(tables)
    made = section(tables, check, name, text)
    write_sections(targets, [made])
    lines = ("\t".join((f.row, f.column, f.printed, f.implied)) for f in check.findings)
    out = "".join(f"{line}\n" for line in lines)
    return Said(out, int(bool(check.findings)), aside=f"{made.finding}\n")


COMMAND = Command("check", "do these printed numbers agree with each other?", _arguments, _run)
