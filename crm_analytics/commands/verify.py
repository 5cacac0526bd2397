"""Whether everything in the store is as it was given."""

from argparse import ArgumentParser, Namespace

from crm_analytics.commands.command import Command, Said
from crm_analytics.commands.store_options import add_store, opened


def _arguments(parser: ArgumentParser) -> None:
    add_store(parser)


def _run(options: Namespace) -> Said:
    from crm_analytics.store.verify import verify

    store = opened(options)
    problems = verify(store)
    out = "".join(f"{problem}\n" for problem in problems)
    rest = "Everything else in it" if problems else "Everything in it"
    return Said(out, int(bool(problems)), aside=f"{store.where}: {rest} is whole.\n")


COMMAND = Command("verify", "is everything in the store as it was given?", _arguments, _run)
