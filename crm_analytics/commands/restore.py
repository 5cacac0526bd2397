"""Everything in a backup, brought back into a store."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from crm_analytics.commands.command import Command, Said
from crm_analytics.commands.store_options import add_replace, add_store, named_url


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a backup; it is only read")
    add_store(parser)
    add_replace(parser, "when the store has studies, remove them and their log")


def _run(options: Namespace) -> Said:
    from crm_analytics.store.backup import restore

    restored = restore(Path(options.file), named_url(options), options.replace)
    return Said(f"{restored.where} holds what is in '{options.file}'.\n")


COMMAND = Command("restore", "a backup brought back into an empty store", _arguments, _run)
