"""A model that answers by its signatures: a SavedModel, or the game of a build after some round."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tensorflow as tf
from numpy.typing import NDArray

from gancompile.deployment import PNG
from gancompile.runtime.data import as_texts
from gancompile.runtime.sampling.contract_file import Port, SignaturePorts, read_signatures
from gancompile.runtime.sampling.errors import NoModelError, SampleError
from gancompile.runtime.sampling.sample_description import Condition, SampleDescription, input_name, read_description
from gancompile.runtime.sampling.saved_model import find_saved_model, identity_of

EXPORT_ANEW = "`gancompile export BUILD` exports the build anew"

OWN = ("generate", "sample", "latents", "serving_default")
"""The signatures that every export has, `latents` where there are any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureModel:
    """A model with signatures.

    function: a signature by its name, called with tensors by name. identity: the same for the same weights. description: of its samples.
    """

    function: Callable[[str], Any]
    signatures: Mapping[str, SignaturePorts]
    description: SampleDescription
    identity: str

    def ports(self, name: str, *, row_wise: bool = True) -> SignaturePorts:
        """The inputs and outputs of a signature. row_wise: whether it must answer row by row. Raises SampleError."""
        if name not in self.signatures:
            known = "\n".join(f"  {_line(one)}" for one in self.signatures.values() if not one.name.endswith(PNG))
            earlier = f"; this is an export of an earlier gancompile, and {EXPORT_ANEW}" if name in OWN else ""
            raise SampleError(f"there is no signature `{name}`{earlier}; there are:\n{known}")
        if name.endswith(PNG) and name.removesuffix(PNG) in self.signatures:
            raise SampleError(
                f"`{name}` is for servers; `{name.removesuffix(PNG)}` is the same, and takes and gives files here"
            )
        if row_wise and not self.signatures[name].row_wise:
            raise SampleError(f"the signature `{name}` does not answer row by row; `sample` does")
        return self.signatures[name]

    def by_condition(self, given: Mapping[str, str]) -> dict[str, str]:
        """Values by the conditions of the generator's samples, where some have the names of the network's own inputs."""
        generator = self.signatures.get("serving_default")
        own = {port.name: input_name(port.field) for port in generator.inputs if port.field} if generator else {}
        known = self.description.conditions
        return {name if name in known else own.get(name, name): value for name, value in given.items()}

    def answer(self, name: str, inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """The outputs of a signature. Raises SampleError for inputs that it refuses."""
        dtypes = {port.name: port.dtype for port in self.signatures[name].inputs}
        try:
            given = {key: tf.constant(value, dtypes[key]) for key, value in inputs.items()}
            return {key: value.numpy() for key, value in self.function(name)(**given).items()}
        except (tf.errors.InvalidArgumentError, ValueError) as error:
            raise SampleError(str(error).splitlines()[0]) from error

    def sampled(self, inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """The outputs of `sample`, with texts as such."""
        return {name: as_texts(value) for name, value in self.answer("sample", inputs).items()}

    def condition(self, signature: str, port: Port) -> Condition:
        """What can be given for an input."""
        if signature == "sample" and port.name in self.description.conditions:
            known = self.description.conditions[port.name]
            return (
                known
                if known.range
                else Condition(shape=known.shape, classes=known.classes, names=known.names, range=port.range)
            )
        is_class = port.dtype.startswith("int") and port.classes is not None
        numbers = tuple(map(str, range(port.classes or 0))) if port.dtype.startswith("float") else ()
        return Condition(
            shape=(port.shape or ())[1:],
            classes=port.classes if is_class else 2**31 if port.dtype.startswith("int") else None,
            names=port.class_names or numbers,
            range=port.range,
        )


def open_model(build: Path) -> SignatureModel:
    """The newest SavedModel of a build. Raises NoModelError."""
    path = find_saved_model(build)
    try:
        loaded = tf.saved_model.load(str(path))
    except (OSError, ValueError, tf.errors.OpError) as error:
        raise NoModelError(f"`{path}` cannot be loaded: {str(error).splitlines()[0]}") from error
    return SignatureModel(
        function=loaded.signatures.__getitem__,
        signatures=read_signatures(path, loaded.signatures),
        description=read_description(path),
        identity=identity_of(path),
    )


def _line(one: SignaturePorts) -> str:
    inputs = ", ".join(f"{port.name} {_size(port)}" for port in one.inputs)
    return f"{one.name}({inputs})" + ("" if one.row_wise else ", not row by row")


def _size(port: Port) -> str:
    shape = (port.shape or ())[1:]
    return f"{port.dtype}[{', '.join('any' if size is None else str(size) for size in shape)}]" if shape else port.dtype
