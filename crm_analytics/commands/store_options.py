"""The store that a command works on: named by `--store`, or the one that the app uses."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from crm_analytics import store
from crm_analytics.errors import Problem, StoreTrouble

if TYPE_CHECKING:
    from crm_analytics.store.studies import Store


def add_store(parser: ArgumentParser) -> None:
    """The option --store."""
    parser.add_argument(
        "--store", metavar="URL", help="URL or file of the store; otherwise CRM_STORE names it"
    )


def add_replace(parser: ArgumentParser, what: str) -> None:
    """The option --replace: without it nothing is lost."""
    parser.add_argument("--replace", action="store_true", help=what)


def named_url(options: Namespace) -> str:
    """URL of the store that was named."""
    return store.url_of(options.store) if options.store else store.default_url()


def opened(options: Namespace) -> "Store":
    """The store that was named; refused when there is none, for an empty one would say nothing."""
    url = named_url(options)
    if not store.exists(url):
        where = f"Store '{store.sqlite_file(url)}'"
        raise StoreTrouble(Problem(where, "is not there.", "Name it in --store or CRM_STORE."))
    from crm_analytics.store.studies import open_store

    return open_store(url)
