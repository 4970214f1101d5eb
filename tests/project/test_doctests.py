"""Every example in a docstring runs, and every public name has one."""

import doctest
import importlib
import inspect
import pkgutil
from types import MappingProxyType

import pytest

import lilliput.analysis
import lilliput.games

MODULES = sorted(
    info.name
    for package in (lilliput.games, lilliput.analysis)
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert result.failed == 0


@pytest.mark.parametrize("package", [lilliput.games, lilliput.analysis], ids=lambda p: p.__name__)
def test_public_functions_and_classes_have_a_docstring_with_an_example(package):
    for name in package.__all__:
        thing = getattr(package, name)
        if inspect.isfunction(thing):
            assert ">>>" in (thing.__doc__ or ""), name
        elif not isinstance(thing, MappingProxyType):
            assert inspect.getdoc(thing), name
