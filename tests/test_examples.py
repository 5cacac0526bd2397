"""The examples in docstrings are true."""

import doctest
import pkgutil
from importlib import import_module

import pytest

from crm_analytics import statistics

METHODS = [m.name for m in pkgutil.walk_packages(statistics.__path__, f"{statistics.__name__}.")]


@pytest.mark.parametrize("name", [*METHODS, "crm_analytics.frames"])
def test_the_examples_of_a_module_give_what_they_say(name):
    failed, _ = doctest.testmod(import_module(name))
    assert not failed


def test_the_plain_functions_have_examples():
    frames = import_module("crm_analytics.frames")
    assert doctest.testmod(frames).attempted >= 12
