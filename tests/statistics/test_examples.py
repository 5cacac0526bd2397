"""The examples in the docstrings of the methods are run as written."""

import doctest
import importlib
import pkgutil

import pytest

from crm_analytics import statistics

MODULES = [m.name for m in pkgutil.walk_packages(statistics.__path__, f"{statistics.__name__}.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_say_what_they_print(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
