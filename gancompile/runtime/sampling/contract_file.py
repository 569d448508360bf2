"""What the signatures of a SavedModel take and give, as the contract beside it says, or the model itself where there is none."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.deployment import CONTRACT_FILE
from gancompile.runtime.sampling.errors import NoModelError

Shape = tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """An input or an output. shape: with the axis of rows, None for a number of any shape. range: its ends, where they are known.

    distribution, settings: of an input that training draws. classes: the number of them, for labels and one-hot vectors. class_names:
    of all of them, or of the numbers of a vector. field: of the data, that it is.
    """

    name: str
    dtype: str
    shape: Shape | None
    range: tuple[float, float] | None = None
    distribution: str | None = None
    settings: Mapping[str, float] = dataclasses.field(default_factory=dict, hash=False)
    classes: int | None = None
    class_names: tuple[str, ...] = ()
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturePorts:
    """A signature as its callers see it. row_wise: whether each row of the outputs depends on that row of the inputs alone."""

    name: str
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    row_wise: bool = True


def read_signatures(saved_model: Path, signatures: Mapping[str, Any]) -> dict[str, SignaturePorts]:
    """The signatures of a SavedModel. signatures: those of the loaded model. Raises NoModelError."""
    path = saved_model / CONTRACT_FILE
    if not path.exists():
        return {name: _of_function(name, one) for name, one in signatures.items()}
    try:
        described = json.loads(path.read_text(encoding="utf-8"))["signatures"]
        return {name: ports_of(name, described[name]) for name in described if name in signatures}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise NoModelError(
            f"`{path}` is not of this gancompile; `gancompile export BUILD` exports the build anew"
        ) from error


def ports_of(name: str, described: Mapping[str, Any]) -> SignaturePorts:
    """A signature from a contract's description of it."""
    return SignaturePorts(
        name=name,
        inputs=tuple(map(_port, described["inputs"])),
        outputs=tuple(map(_port, described["outputs"])),
        row_wise=described.get("row_wise", True),
    )


def _port(plain: Mapping[str, Any]) -> Port:
    shape, ends = plain["shape"], plain.get("range")
    return Port(
        name=plain["name"],
        dtype=plain["dtype"],
        shape=None if shape is None else tuple(shape),
        range=(ends[0], ends[1]) if ends else None,
        distribution=plain.get("distribution"),
        settings=plain.get("settings") or {},
        classes=plain.get("classes"),
        class_names=tuple(plain.get("class_names") or ()),
        field=plain.get("field"),
    )


def _of_function(name: str, function: Any) -> SignaturePorts:
    """A signature as far as TensorFlow knows it."""

    def ports(specs: Mapping[str, Any]) -> tuple[Port, ...]:
        return tuple(
            Port(name=key, dtype=one.dtype.name, shape=None if one.shape.rank is None else tuple(one.shape.as_list()))
            for key, one in sorted(specs.items())
        )

    return SignaturePorts(
        name=name,
        inputs=ports(function.structured_input_signature[1]),
        outputs=ports(function.structured_outputs),
        row_wise=name != "generate",
    )
