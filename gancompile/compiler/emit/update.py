"""An update of a player as a method: draws, what stands still, the tape, what moves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from gancompile.compiler.emit.formula import FormulaText
from gancompile.compiler.emit.text import WIDTH, assign, call, curve, docstring, literal, setting, shape_comment
from gancompile.compiler.ir.curve import Curve
from gancompile.compiler.ir.game import Game, Let, Player, Term
from gancompile.compiler.ir.network import Network, moved_with
from gancompile.compiler.ir.value import (
    Apply,
    Augment,
    Draw,
    FirstHalf,
    Gradient,
    Mix,
    Number,
    OfWeights,
    Pool,
    Scheduled,
    Shuffle,
    State,
    Value,
    children,
    walk,
)

LINES = (Apply, Gradient, Mix, Shuffle, FirstHalf, Augment, Pool)
"""What has a line of its own wherever it stands."""
OUTSIDE = 8
"""How far the lines of a method stand in that are under no tape."""


def emit_update(player: Player, game: Game, networks: Mapping[str, Network]) -> list[str]:
    """The lines of `update_NAME`."""
    return _Update(player=player, game=game, networks=networks).lines_of_method()


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A network that an update runs once, as its source says it.

    names: of the variables, one for each batch that goes through together. inputs: of each, as they stand in the call. under_tape:
    whether a gradient is taken through it; slopes: by how many inner tapes, whose gradients are differentiated again. every_rounds: it
    is run in each round whose number is a multiple of that.
    """

    names: tuple[str, ...]
    network: str
    inputs: tuple[str, ...]
    values: tuple[Apply, ...]
    under_tape: bool
    slopes: int
    every_rounds: int = 1


def applications(player: Player, game: Game, networks: Mapping[str, Network]) -> tuple[Application, ...]:
    """Every network that an update runs, in the order of its source: equal applications are one."""
    update = _Update(player=player, game=game, networks=networks)
    update.lines_of_method()
    return tuple(update.applied)


def data_draws(player: Player, game: Game) -> tuple[Draw, ...]:
    """The draws from the data that an update takes as arguments, in the game's order."""
    used = {v for one in (*player.terms, *player.watch) for v in walk(one.value) if isinstance(v, Draw)}
    return tuple(draw for draw in game.draws if draw in used and draw.distribution == "data")


@dataclass(slots=True, kw_only=True)
class _Update:
    """The method while it is written. formula: knows what has a variable by now. moving: networks whose output this update changes.

    taped: whether what is written stands under the tape. every_rounds: in which rounds it is run. watching: what is written serves a
    watched number alone, which must not change how the game goes on.
    """

    player: Player
    game: Game
    networks: Mapping[str, Network]
    lines: list[str] = field(default_factory=list)
    formula: FormulaText = field(default_factory=FormulaText)
    term_logs: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    moving: frozenset[str] = frozenset()
    applied: list[Application] = field(default_factory=list)
    indent: int = OUTSIDE
    inner_tapes: int = 0
    taped: bool = False
    every_rounds: int = 1
    watching: bool = False

    @property
    def known(self) -> dict[Value, str]:
        """The values that have a variable."""
        return self.formula.known

    def lines_of_method(self) -> list[str]:
        player = self.player
        data = data_draws(player, self.game)
        head = f"    def update_{player.name}({', '.join(['self', *(draw.name for draw in data)])}):"
        self.formula.known = {draw: draw.name for draw in data}
        self.moving = moved_with(player.networks, self.networks)
        self.taken = {draw.name for draw in self.game.draws} | {let.name for let in self.game.lets}
        values = [term.value for term in (*player.terms, *player.watch)]
        self._draws(values, data)
        each_round = [term.value for term in player.terms if term.every_rounds == 1]
        later = _under_slopes(each_round)
        self._compute([v for v in self._statements(each_round) if not self._moves(v) and v not in later])
        self._put("with tf.GradientTape() as tape:")
        self.taped = True
        with self._deeper():
            self._loss(each_round)
        self.taped = False
        self._finish()
        return [head, *docstring(self._about(data), indent=8), *self.lines]

    def _put(self, line: str) -> None:
        self.lines.append(" " * self.indent + line)

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        self.indent += 4
        yield
        self.indent -= 4

    def _about(self, data: Sequence[Draw]) -> str:
        """The formula as the paper has it, where it comes from, what was rewritten, what the arguments are."""
        player = self.player
        sense = "Maximize" if player.maximizes else "Minimize"
        main = _sum_of([t.written for t in player.terms if not t.is_penalty])
        source = f": {player.source.rstrip('.')}" if player.source else ""
        paragraphs = [f"{sense} {main}{source}.", ""]
        spoken = self._spoken()
        if spoken:
            paragraphs.append("Here " + ", ".join(f"{let.name} = {let.written}" for let in spoken) + ".")
        paragraphs += [f"{t.name} adds {t.written}{_how_often(t)}." for t in player.terms if t.is_penalty]
        slope = ", and penalties take the slope of t" if any(term.is_penalty for term in player.terms) else ""
        paragraphs += [
            f"{name} gives the logit t of its probability: {name}(x) = sigmoid(t){slope}."
            for name in sorted({run.network for run in self.applied})
            if self.networks[name].served_through == "sigmoid"
        ]
        if player.identities:
            paragraphs.append(f"In stable form: {'; '.join(player.identities)}.")
        paragraphs += [f"{draw.name}: {shape_comment(draw.shape)}{_kind(draw)}." for draw in data]
        return "\n".join(paragraphs)

    def _spoken(self) -> list[Let]:
        """The named values that the formulas of this player speak of, directly or through each other."""
        texts = [term.written for term in self.player.terms]
        found: list[Let] = []
        for let in reversed(self.game.lets):
            if any(re.search(rf"\b{let.name}\b", text) for text in texts):
                found.insert(0, let)
                texts.append(let.written)
        return found

    def _draws(self, values: Sequence[Value], data: Sequence[Draw]) -> None:
        """Everything random of this update, one line for each."""
        used = {v for value in values for v in walk(value)}
        noise = [draw for draw in self.game.draws if draw in used and draw.distribution != "data"]
        size = "self.batch_size"
        if noise and data:
            self._put(f"batch_size = tf.shape({data[0].name})[0]")
            size = "batch_size"
        for draw in noise:
            if draw.distribution == "categorical":
                arguments = [literal(draw.name), f"[{size}]", literal(draw.classes)]
                self.lines += call(
                    f"{draw.name} = self.categorical",
                    [*arguments, *(["one_hot=True"] if draw.one_hot else [])],
                    indent=self.indent,
                )
                self.known[draw] = draw.name
                continue
            shape = f"[{', '.join([size, *map(str, draw.shape)])}]"
            self.lines += call(
                f"{draw.name} = self.{draw.distribution}",
                [literal(draw.name), shape, *_settings(draw)],
                indent=self.indent,
            )
            self.known[draw] = draw.name

    def _moves(self, value: Value) -> bool:
        """Whether a value depends on weights that this player moves."""
        return any(isinstance(v, Apply | OfWeights) and v.network in self.moving for v in walk(value))

    def _statements(self, values: Sequence[Value]) -> list[Value]:
        """The parts that get a line of their own: applications, slopes, mixtures, and values that the spec names."""
        lets = {let.value for let in self.game.lets}
        seen: dict[Value, None] = {}
        for value in values:
            for v in walk(value):
                if isinstance(v, LINES) or (v in lets and not isinstance(v, Draw | Number | State | Scheduled)):
                    seen[v] = None
        return list(seen)

    def _compute(self, values: Sequence[Value]) -> None:
        """Writes a line for every part that needs one: slopes first, since what they see must be computed under their tape."""
        gradients = _outermost_gradients([v for v in values if v not in self.known], self.known)
        if gradients:
            bys = list(dict.fromkeys(gradient.by for gradient in gradients))
            # A value that another one of them is made of is watched; the other is then computed under the tape.
            roots = [by for by in bys if not any(other in walk(by) for other in bys if other != by)]
            for by in roots:
                self._compute([by])
                self._named(by)
            self._slopes(gradients, roots)
        parts = self._statements(values)
        for part in parts:
            if part not in self.known:
                group = self._together(part, parts) if isinstance(part, Apply) else []
                if len(group) > 1:
                    self._joined(group)
                else:
                    self._statement(part)

    def _named(self, value: Value) -> None:
        """Gives a value a variable where it has none."""
        if value not in self.known:
            name = self._let_of(value) or self._unique("point")
            self.lines += assign(name, self.formula.sum(value), indent=self.indent)
            self.known[value] = name

    def _together(self, part: Apply, parts: Sequence[Value]) -> list[Apply]:
        """An application and those of the same network that can go through it in one call: none is made of another, and no layer mixes
        examples.

        What is only watched is left as it is.
        """
        group = [part]
        for other in parts:
            alike = isinstance(other, Apply) and other.network == part.network and other not in self.known
            if not alike or other in group or self.watching or self.networks[part.network].mixes_examples:
                continue
            assert isinstance(other, Apply)
            sloped = any(isinstance(v, Gradient) and v not in self.known for v in walk(other))
            if not sloped and not any(one in walk(other) or other in walk(one) for one in group):
                group.append(other)
        return group

    def _joined(self, group: Sequence[Apply]) -> None:
        """One call of a network on several batches."""
        for one in group:
            self._compute(one.inputs)
        given = [tuple(self.formula.text(value) for value in one.inputs) for one in group]
        names = tuple(self._name_for(one) for one in group)
        network = group[0].network
        batches = [texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]" for texts in given]
        self.applied.append(
            Application(
                names=names, network=network, inputs=tuple(batches), values=tuple(group),
                under_tape=self.taped, slopes=self.inner_tapes, every_rounds=self.every_rounds,
            )
        )  # fmt: skip
        arguments = [f"self.{network}", *batches, "training=True"]
        self.lines += call(
            f"{', '.join(names)} = self.together", arguments, indent=self.indent, comment=self._note(network)
        )
        self.known.update(zip(group, names, strict=True))

    def _note(self, network: str) -> str:
        still = not self.taped and network not in self.moving
        return f"{network} does not move here: outside of the tape" if still else ""

    def _statement(self, part: Value) -> None:
        """One value into a variable; its own parts come before it in the order of the walk."""
        if any(isinstance(v, Gradient) and v not in self.known for v in walk(part)):
            self._compute([v for v in walk(part) if isinstance(v, Gradient)])
        name = self._name_for(part)
        match part:
            case Apply(network=network, inputs=inputs):
                given = [self.formula.text(value) for value in inputs]
                argument = given[0] if len(given) == 1 else f"[{', '.join(given)}]"
                self.applied.append(
                    Application(
                        names=(name,), network=network, inputs=tuple(given), values=(part,),
                        under_tape=self.taped, slopes=self.inner_tapes, every_rounds=self.every_rounds,
                    )
                )  # fmt: skip
                note, mode = self._note(network), "training=True"
                if self.watching:
                    note, mode = "only watched: leaves statistics as they are", "training=False"
                self.lines += call(f"{name} = self.{network}", [argument, mode], indent=self.indent, comment=note)
            case Augment(of=of, policies=policies):
                shares = ", ".join(f"{literal(policy)}: {self.formula.text(share)}" for policy, share in policies)
                given = [literal(name), self.formula.text(of), f"{{{shares}}}"]
                self.lines += call(f"{name} = self.augment", given, indent=self.indent)
            case Pool(of=of):
                self.lines += call(
                    f"{name} = self.pool",
                    [literal(pool_name(part, self.game)), self.formula.text(of)],
                    indent=self.indent,
                )
            case Shuffle(of=of):
                self.lines += call(f"{name} = self.shuffle", [literal(name), self.formula.text(of)], indent=self.indent)
            case Mix(left=left, right=right):
                self.lines += call(
                    f"{name} = self.mix",
                    [literal(name), self.formula.text(left), self.formula.text(right)],
                    indent=self.indent,
                )
            case _:
                self.lines += assign(name, self.formula.sum(part), indent=self.indent)
        self.known[part] = name

    def _slopes(self, gradients: Sequence[Gradient], roots: Sequence[Value]) -> None:
        """One tape for all slopes of this level, which watches `roots`; what is made of them is computed under it, once."""
        ofs = [gradient.of for gradient in gradients]
        needed = {v for gradient in gradients for v in (*walk(gradient.of), *walk(gradient.by))}
        for value in [v for v in self.known if v in needed - {*roots} and any(root in walk(v) for root in roots)]:
            del self.known[value]
        joint = len(gradients) == len(roots) and not any(
            g.by in walk(other.of) for g in gradients for other in gradients if other is not g
        )
        tape = self._unique("slopes")
        self._put(f"with tf.GradientTape({'' if joint else 'persistent=True'}) as {tape}:")
        self.inner_tapes += 1
        with self._deeper():
            self._put(f"{tape}.watch({_one_or_list([self.known[root] for root in roots])})")
            for gradient in gradients:
                self._compute([gradient.by])
                self._named(gradient.by)
            self._compute(ofs)
            for of in ofs:
                if of not in self.known:
                    name = self._let_of(of) or self._unique("height")
                    self.lines += assign(name, self.formula.sum(of), indent=self.indent)
                    self.known[of] = name
        self.inner_tapes -= 1
        slopes = [self._let_of(gradient) or self._unique(f"{self.known[gradient.by]}_slope") for gradient in gradients]
        if joint:
            heads = _one_or_list([self.known[of] for of in ofs]), _one_or_list([self.known[g.by] for g in gradients])
            self.lines += call(f"{', '.join(slopes)} = {tape}.gradient", heads, indent=self.indent)
        else:
            for name, gradient in zip(slopes, gradients, strict=True):
                ends = [self.known[gradient.of], self.known[gradient.by]]
                self.lines += call(f"{name} = {tape}.gradient", ends, indent=self.indent)
        self.known.update(zip(gradients, slopes, strict=True))

    def _lazy(self, term: Term) -> str:
        """A term that is computed in some rounds alone, as a function within the method; the variable that it comes into."""
        measured = [one for one in self.player.watch if one.within == term.name]
        names = [self._unique(term.name), *(self._unique(one.name) for one in measured)]
        made, kept = self._unique(f"{term.name}_term"), dict(self.known)
        if not self.lines[-1].endswith(":"):
            self.lines.append("")
        self._put(f"def {made}():")
        self.every_rounds = term.every_rounds
        with self._deeper():
            self._compute([term.value])
            self._return([("value", term.value), *((one.name, one.value) for one in measured)])
        self.every_rounds, self.formula.known = (
            1,
            kept | dict(zip((one.value for one in measured), names[1:], strict=True)),
        )
        self.lines.append("")
        several = [f"values={len(names)}"] if measured else []
        self.lines += call(
            f"{', '.join(names)} = self.every", [literal(term.every_rounds), made, *several], indent=self.indent
        )
        return names[0]

    def _return(self, named: Sequence[tuple[str, Value]]) -> None:
        """The end of a function within the method: its values in one line, or each in a line of its own before."""
        one = f"return {', '.join(self.formula.text(value) for _, value in named)}"
        if len(one) + self.indent <= WIDTH:
            self._put(one)
            return
        for name, value in named:
            self.lines += assign(name, self.formula.sum(value), indent=self.indent)
        self._put(f"return {', '.join(name for name, _ in named)}")

    def _loss(self, values: Sequence[Value]) -> None:
        """The lines under the tape, which end with the loss."""
        self._compute(values)
        terms = self.player.terms
        if len(terms) == 1:
            self.lines += assign("loss", self.formula.sum(terms[0].value), indent=self.indent)
        else:
            variables = []
            for term in terms:
                if term.every_rounds > 1:
                    variables.append(self._lazy(term))
                elif term.name and self.known.get(term.value) == term.name:
                    variables.append(term.name)  # the spec's own name for the value, which has its line already
                else:
                    variables.append(self._unique(term.name or "objective"))
                    self.lines += assign(variables[-1], self.formula.sum(term.value), indent=self.indent)
                # What is maximized is minimized with its sign turned, and logged as it was written.
                sign = "-" if self.player.maximizes and term.name and not term.is_penalty else ""
                self.term_logs[term.name or "objective"] = sign + variables[-1]
            self.lines += assign("loss", [("+", variable) for variable in variables], indent=self.indent)
        for name in self.player.networks:
            if self.networks[name].regularized:
                self._put(f"loss += tf.add_n(self.{name}.losses)  # the regularizers of its weights")

    def _finish(self) -> None:
        """Behind the tape: what is logged, the move, and what is done to the weights after it."""
        player = self.player
        self.watching = True
        self._compute([one.value for one in player.watch if one.value not in self.known])
        logs = {one.name: self.formula.text(one.value) for one in player.watch}
        logs |= {f"{player.name}_{name}": variable for name, variable in self.term_logs.items()}
        scheduled = [f"{k}={curve(v)}" for k, v in player.optimizer.arguments if isinstance(v, Curve)]
        arguments = [literal(player.name), "tape", "loss", *scheduled]
        moved = call("logs = self.move", arguments, indent=self.indent)
        after = self._after()
        if not logs and not after:
            self.lines += call("return self.move", arguments, indent=self.indent)
            return
        self.lines += moved
        for line in after:
            self._put(line)
        if not logs:
            self._put("return logs")
            return
        entries = [f"{literal(name)}: {text}" for name, text in logs.items()]
        one = f"return logs | {{{', '.join(entries)}}}"
        if len(one) + self.indent <= WIDTH:
            self._put(one)
            return
        self._put("return logs | {")
        for entry in entries:
            self._put(f"    {entry},")
        self._put("}")

    def _after(self) -> list[str]:
        """What is done to the weights after each move: they are put back between limits, averages follow them."""
        player, lines = self.player, []
        if player.constrain:
            limit = setting(player.constrain.limit)
            lines += [f"self.clip(self.{network}, {limit})" for network in player.networks]
        if player.average:
            decay = setting(player.average.decay)
            if player.average.half_life is not None:
                decay = f"half_life(self.batch_size, {setting(player.average.half_life)})"
            lines += [f"self.follow({literal(network)}, decay={decay})" for network in player.networks]
        return lines

    def _name_for(self, part: Value) -> str:
        """The name of the spec for it, or one that says what it is."""
        named = self._let_of(part)
        if named:
            return named
        match part:
            case Apply(network=network, inputs=inputs):
                first = self.known.get(inputs[0], "") if inputs else ""
                made = self.networks[network]
                output = "logit" if made.served_through == "sigmoid" else made.output_name
                return self._unique(f"{first}_{output}".strip("_"))
            case Mix():
                return self._unique("mixed")
            case FirstHalf(of=of):
                return self._unique(f"{self.known.get(of, 'examples')}_half")
            case Augment(of=of):
                return self._unique(f"{self.known.get(of, 'images')}_seen")
            case Pool(of=of):
                return self._unique(f"{self.known.get(of, 'examples')}_pooled")
            case Shuffle(of=of):
                return self._unique(f"{self.known.get(of, 'examples')}_shuffled")
        return self._unique("value")

    def _let_of(self, part: Value) -> str | None:
        """The name that the spec gives a value; a second name for the same value is not used, nor one that has been spent."""
        name = next((let.name for let in self.game.lets if let.value == part), None)
        return name if name not in self.known.values() else None

    def _unique(self, name: str) -> str:
        """A name that no line of the method has yet, and no draw or value of the spec."""
        number = 2
        result = name
        while result in self.taken:
            result, number = f"{name}_{number}", number + 1
        self.taken.add(result)
        return result


def pools(player: Player) -> tuple[Pool, ...]:
    """The pools that an update draws from."""
    found = (v for one in (*player.terms, *player.watch) for v in walk(one.value))
    return tuple(dict.fromkeys(v for v in found if isinstance(v, Pool)))


def pool_name(pool: Pool, game: Game) -> str:
    """What a pool is called: as the value that goes into it, where that has a name."""
    everywhere = list(dict.fromkeys(one for player in game.players for one in pools(player)))
    named = next((let.name for let in game.lets if let.value == pool.of), "examples")
    same = [one for one in everywhere if one.of == pool.of]
    return named if len(same) == 1 and named != "examples" else f"{named}_{everywhere.index(pool) + 1}"


def _how_often(term: Term) -> str:
    return f", in every {term.every_rounds}th round times {term.every_rounds}" if term.every_rounds > 1 else ""


def _sum_of(texts: Sequence[str]) -> str:
    """Formulas as one sum."""
    signed = [f" - {text[1:]}" if text.startswith("-") else f" + {text}" for text in texts]
    return "".join([*texts[:1], *signed[1:]])


def _under_slopes(values: Sequence[Value]) -> set[Value]:
    """What is computed under the tape of a slope: all that the slope's value is made of and that is made of what it is taken by.

    What one slope is taken by may be made of what another is taken by: it is then under the tape that both have.
    """
    gradients = [v for value in values for v in walk(value) if isinstance(v, Gradient)]
    bys = {g.by for g in gradients}
    made_of_another = {by for by in bys if any(other != by and other in walk(by) for other in bys)}
    return made_of_another | {v for g in gradients for v in walk(g.of) if v != g.by and g.by in walk(v)}


def _outermost_gradients(values: Sequence[Value], known: Mapping[Value, str]) -> list[Gradient]:
    """The slopes in these values that are not computed yet and do not stand inside of another."""
    found: dict[Gradient, None] = {}

    def visit(value: Value) -> None:
        if value in known:
            return
        if isinstance(value, Gradient):
            found[value] = None
            return
        for child in children(value):
            visit(child)

    for value in values:
        visit(value)
    return list(found)


def _settings(draw: Draw) -> list[str]:
    """What a draw is told beside its name and its shape."""
    match draw.distribution:
        case "uniform":
            return [f"low={literal(draw.low)}", f"high={literal(draw.high)}"]
        case "box":
            return [literal(draw.side)]
    return []


def _kind(draw: Draw) -> str:
    return f" {draw.dtype}" if draw.dtype != "float32" else ""


def _one_or_list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"
