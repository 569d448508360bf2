"""Layers called with other values of their weights, without an assignment to the weights."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import keras
from keras import ops

# Keras has no public way to read a weight in the precision that it is stored in.
from keras.src.backend import AutocastScope

Tensor = Any
Values = list[tuple[Any, Tensor]]


def stored(variable: Any) -> Tensor:
    """The value of a weight in the precision that it is stored in, without the cast of mixed precision."""
    with AutocastScope(None):
        return variable.value


class Substitution(keras.StatelessScope):  # type: ignore[misc]
    """A scope in which some variables read as other tensors; all else is as outside of it.

    Keras's own scope captures all variables: updates inside of it (moving statistics, seeds, the vector of a spectral
    normalization) would be lost, and so would the values of an enclosing scope. Scopes belong to a thread, so replicas and servers
    with many threads do not see each other's values, as they would if an attribute of the layer were exchanged.
    """

    def __init__(self, values: Values) -> None:
        super().__init__(collect_losses=True, initialize_variables=False)
        self.original_scope: Any = None
        # Not through the parent, which casts to the current compute precision.
        self.state_mapping = {id(variable): value for variable, value in values}

    def get_current_value(self, variable: Any) -> Tensor | None:
        value = self.state_mapping.get(id(variable))
        if value is None and self.original_scope is not None:
            return self.original_scope.get_current_value(variable)
        return value

    def add_update(self, update: tuple[Any, Tensor]) -> None:
        variable, value = update
        if id(variable) in self.state_mapping:
            raise ValueError(f"A weight that is substituted must not be assigned to. Received: {variable.path}")
        with self._outside():
            variable.assign(value)

    @contextmanager
    def _outside(self) -> Iterator[None]:
        outer = self.original_scope
        self.__exit__()
        try:
            yield
        finally:
            self.__enter__()
            self.original_scope = outer


class SubstitutedWeights(keras.layers.Wrapper):  # type: ignore[misc]
    """A wrapper that calls a layer with other values of its weights; gradients flow through those values to the weights.

    A subclass returns them from `changed`. Nested wrappers compose like functions: the outer one reads the values of the inner one.
    """

    def __init__(self, layer: Any, **kwargs: Any) -> None:
        if kwargs.get("dtype") is None and isinstance(layer, keras.layers.Layer):
            kwargs["dtype"] = layer.dtype_policy
        super().__init__(layer, **kwargs)
        self.autocast = False

    @property
    def innermost(self) -> Any:
        """The layer that is called."""
        return self.layer.innermost if isinstance(self.layer, SubstitutedWeights) else self.layer

    def changed(self, read: Callable[[Any], Tensor], training: bool) -> Values:
        """The changed weights and their values. read: from a weight to its value, in the precision it is stored in."""
        raise NotImplementedError

    def substitutes(self, training: bool) -> Values:
        """The changes of this wrapper, after those of the wrappers inside of it."""
        inner = self.layer.substitutes(training) if isinstance(self.layer, SubstitutedWeights) else []
        found = {id(variable): value for variable, value in inner}
        own = self.changed(lambda variable: found.get(id(variable), stored(variable)), training)
        own = [(variable, ops.cast(value, stored(variable).dtype)) for variable, value in own]
        # Of two values for one weight, the later one is used.
        return inner + own

    def call(self, inputs: Any, training: bool | None = None) -> Tensor:
        layer = self.innermost
        arguments = {"training": training} if "training" in inspect.signature(layer.call).parameters else {}
        with Substitution(self.substitutes(bool(training))) as scope:
            outputs = layer(inputs, **arguments)
        for loss in scope.losses:
            self.add_loss(loss)
        return outputs

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(self.innermost.compute_output_shape(input_shape))
