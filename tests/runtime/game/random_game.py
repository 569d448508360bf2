"""Random games, each as the text of a spec and as float64 NumPy of the same formulas, computed as they are written."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Array = Any
BATCH = 5
CLASSES = 3
SIZES = {"point": (2,), "map": (4, 4, 1)}


def sigmoid(t: Array) -> Array:
    return 1 / (1 + np.exp(-t))


def softmax(t: Array) -> Array:
    shares = np.exp(t)
    return shares / shares.sum(-1, keepdims=True)


ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "linear": lambda t: t,
    "tanh": np.tanh,
    "sigmoid": sigmoid,
    "softmax": softmax,
}


@dataclass
class Layer:
    """A dense layer over the last axis, or another network (`of`), in front of an activation."""

    units: int = 0
    activation: str = "linear"
    of: str | None = None
    reads: str | None = None
    name: str | None = None
    apart: bool = False


@dataclass
class Net:
    """A network: layers in a row, but for those that read a layer by its name. outputs: names of layers; empty for the last."""

    name: str
    layers: list[Layer]
    outputs: tuple[str, ...] = ()


@dataclass
class Term:
    """A formula as text and as NumPy, with what it is for an example: `number`, or a size."""

    text: str
    value: Callable[[dict[str, Array]], Array]


@dataclass
class RandomGame:
    """kind: what an example is. nets: in the order in which they stand in the spec. objective: of the only player."""

    kind: str
    nets: list[Net]
    objective: list[Term] = field(default_factory=list)

    def spec(self) -> str:
        dense = "conv2d" if self.kind == "map" else "dense"
        lines = [
            "gancompile: 1",
            "name: random-game",
            f"data: {{source: {{npz: {{file: examples.npz}}}}, batch: {BATCH}}}",
            "networks:",
        ]
        for net in self.nets:
            source = "data.x" if net.name != "generator" else f"[{', '.join(map(str, SIZES[self.kind]))}]"
            lines += [f"  {net.name}:", f"    inputs: {{x: {source}}}", "    layers:"]
            for layer in net.layers:
                lines += self._layer(layer, dense)
            if net.outputs:
                lines.append(f"    outputs: {{{', '.join(f'{one}: {one}' for one in net.outputs)}}}")
        owned = [net.name for net in self.nets if net.name != "generator"]
        terms = ", ".join(f't{number}: "{term.text}"' for number, term in enumerate(self.objective))
        return "\n".join([
            *lines, "game:", "  draws: {x: {data: x}, y: {data: y}, z: {normal: [" + ", ".join(map(str, SIZES[self.kind])) + "]}}",
            "  let: {fake: generator(z)}", "  players:",
            f"    judge: {{networks: [{', '.join(owned)}], minimize: {{{terms}}}, optimizer: {{sgd: {{learning_rate: 0.1}}}}}}",
            "    generator: {networks: [generator], minimize: \"E[mean(fake)]\", optimizer: {sgd: {learning_rate: 0.1}}}",
            "schedule: [{steps: 1, round: [{judge: 1}, {generator: 1}]}]", "",
        ])  # fmt: skip

    @staticmethod
    def _layer(layer: Layer, dense: str) -> list[str]:
        inside = {"dense": f"units: {layer.units}", "conv2d": f"filters: {layer.units}, kernel_size: 1"}[dense]
        activation = "" if layer.apart or layer.activation == "linear" else f", activation: {layer.activation}"
        item = f"network: {layer.of}" if layer.of else f"{dense}: {{{inside}{activation}}}"
        more = [f"        from: {layer.reads}"] if layer.reads else []
        if not layer.apart:
            return [f"      - {item}", *more, *([f"        name: {layer.name}"] if layer.name else [])]
        alone = "softmax" if layer.activation == "softmax" and layer.units % 2 else f"activation: {layer.activation}"
        named = [f"        name: {layer.name}"] if layer.name else []
        return [f"      - {item}", *more, f"      - {alone}{':' if named and alone == 'softmax' else ''}", *named]

    def run(self, name: str, x: Array, weights: dict[str, list[tuple[Array, Array]]]) -> dict[str, Array]:
        """The outputs of a network by name; `` is that of a network with one."""
        (net,) = (one for one in self.nets if one.name == name)
        own, named = iter(weights[name]), {}
        h = x
        for layer in net.layers:
            given = named[layer.reads] if layer.reads else h
            if layer.of:
                t = self.run(layer.of, given, weights)[""]
            else:
                kernel, bias = next(own)
                t = given @ kernel.reshape(kernel.shape[-2:]) + bias
            h = ACTIVATIONS[layer.activation](t)
            named |= {layer.name: h} if layer.name else {}
        return {one: named[one] for one in net.outputs} if net.outputs else {"": h}


def random_game(seed: int) -> RandomGame:
    """A game whose judges end in a sigmoid or a softmax in one of all the ways in which that is written."""
    chance = random.Random(seed)
    kind = chance.choice(list(SIZES))
    channels = SIZES[kind][-1]
    hidden = Layer(units=4, activation="tanh", name="seen")
    trunk = Net("trunk", [Layer(units=4, activation="tanh")])
    first: list[Layer] = [Layer(of="trunk", name="seen")] if chance.random() < 0.5 else [hidden]

    def ending(activation: str, name: str | None = None, reads: str | None = None) -> Layer:
        units = 1 if activation == "sigmoid" else CLASSES
        return Layer(units=units, activation=activation, name=name, reads=reads, apart=chance.random() < 0.5)

    judge = Net("judge", [*first, ending("sigmoid", chance.choice([None, "score"]))])
    sorter = Net("sorter", [*first, ending("softmax", chance.choice([None, "kinds"]))])
    both = Net(
        "both", [*first, ending("sigmoid", "score", "seen"), ending("softmax", "kind", "seen")], ("score", "kind")
    )
    around = Net("around", [Layer(of="judge")])
    nets = [Net("generator", [Layer(units=5, activation="tanh"), Layer(units=channels, activation="tanh")])]
    nets += [trunk] if any(layer.of == "trunk" for layer in first) else []
    game = RandomGame(kind, [*nets, judge, sorter, both, around])
    moving = Term("E[mean(judge(x))]", lambda v: v["judge", "x"][""].mean())  # the others may all be stopped
    game.objective = [moving, *(_term(chance, game) for _ in range(chance.randint(1, 3)))]
    return game


def _term(chance: random.Random, game: RandomGame) -> Term:
    """A sum of means, each of a number for an example."""
    text, value = _per_example(chance, game)
    if chance.random() < 0.4:
        other, second = _per_example(chance, game)
        sign = chance.choice(["+", "-"])
        number = -1.0 if sign == "-" else 1.0
        return Term(f"E[{text}] {sign} 0.5 * E[{other}]", lambda v: value(v).mean() + number * 0.5 * second(v).mean())
    return Term(f"E[{text}]", lambda v: value(v).mean())


def _per_example(chance: random.Random, game: RandomGame) -> tuple[str, Callable[[dict[str, Array]], Array]]:
    of = chance.choice(["x", "fake"])
    axes = tuple(range(1, 1 + len(SIZES[game.kind])))
    name, value = chance.choice([
        (f"judge({of})", lambda v: v["judge", of][""]),
        (f"around({of})", lambda v: v["around", of][""]),
        (f"both({of}).score", lambda v: v["both", of]["score"]),
        (f"stop(judge({of}))", lambda v: v["judge", of][""]),
    ])  # fmt: skip
    forms: list[tuple[str, Callable[[Array], Array]]] = [
        (f"log({name})", np.log),
        (f"log(1 - {name})", lambda p: np.log(1 - p)),
        (f"-log({name})", lambda p: -np.log(p)),
        (f"log({name}) - log(1 - {name})", lambda p: np.log(p) - np.log(1 - p)),
        (f"square({name} - 1)", lambda p: (p - 1) ** 2),
        (f"(1 - {name}) * log({name})", lambda p: (1 - p) * np.log(p)),
        (f"log(0.9 * {name})", lambda p: np.log(0.9 * p)),
        (f"{name} / (2 - {name})", lambda p: p / (2 - p)),
    ]
    kinds, shares = chance.choice([
        (f"sorter({of})", lambda v: v["sorter", of][""]),
        (f"both({of}).kind", lambda v: v["both", of]["kind"]),
        (f"stop(sorter({of}))", lambda v: v["sorter", of][""]),
    ])  # fmt: skip
    if chance.random() < 0.45 and game.kind == "point":
        return chance.choice([
            (f"cross_entropy(y, {kinds})", lambda v: -np.log(np.take_along_axis(shares(v), v["y"][:, None], -1)[:, 0])),
            (f"-sum({kinds} * log({kinds}))", lambda v: -(shares(v) * np.log(shares(v))).sum(-1)),
            (f"-sum(one_hot(y, {CLASSES}) * log({kinds}))", lambda v: -(np.eye(CLASSES)[v["y"]] * np.log(shares(v))).sum(-1)),
            (f"cross_entropy(one_hot(y, {CLASSES}), {kinds})", lambda v: -(np.eye(CLASSES)[v["y"]] * np.log(shares(v))).sum(-1)),
            (f"sum(square({kinds}))", lambda v: (shares(v) ** 2).sum(-1)),
        ])  # fmt: skip
    text, function = chance.choice(forms)
    return f"mean({text})", lambda v: function(value(v)).mean(axes)
