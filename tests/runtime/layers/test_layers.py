"""What the catalogue of layers reads from the classes."""

from __future__ import annotations

import inspect
import json
import re

import keras
import pytest

from gancompile.runtime import layers


@pytest.mark.parametrize("name", layers.__all__)
def test_signature_and_docstring(name):
    made = getattr(layers, name)
    assert keras.saving.get_registered_name(made) == f"gancompile>{name}"
    text = inspect.getdoc(made)
    assert "Source: " in text
    assert "Differs: " in text
    found = re.search(r"\nArgs:\n(.*?)(?:\n\S|\Z)", text, re.DOTALL)
    block = found.group(1) if found else ""
    documented = re.findall(r"^    (\w+): (.*[.])$", block, re.MULTILINE)
    parameters = {key: one for key, one in inspect.signature(made.__init__).parameters.items() if key != "self"}
    assert parameters.pop("kwargs").kind is inspect.Parameter.VAR_KEYWORD
    assert [argument for argument, _ in documented] == list(parameters)
    for parameter in parameters.values():
        if parameter.default is not inspect.Parameter.empty:
            json.dumps(parameter.default)


def test_the_table_of_contents_is_sorted():
    assert layers.__all__ == sorted(layers.__all__)
