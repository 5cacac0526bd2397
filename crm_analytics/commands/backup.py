"""Everything in the store in one file, as it is at this moment."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from crm_analytics.commands.command import Command, Said
from crm_analytics.commands.store_options import add_replace, add_store, opened


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the backup to be made, itself a store")
    add_store(parser)
    add_replace(parser, "when the file is there already, put the backup in its place")


def _run(options: Namespace) -> Said:
    from crm_analytics.store.backup import backup

    backup(opened(options), Path(options.file), options.replace)
    return Said(f"Backup '{options.file}' is made and checked.\n")


COMMAND = Command("backup", "everything in the store in one file", _arguments, _run)
