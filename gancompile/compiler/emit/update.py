"""An update of a player as a method: draws, what stands still, the tape, what moves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gancompile.catalogue.draw_rows import draw_rows
from gancompile.catalogue.emitted_names import imported_names
from gancompile.compiler.emit.body import Application, Body
from gancompile.compiler.emit.slopes import under_slopes
from gancompile.compiler.emit.text import WIDTH, assign, call, curve, docstring, literal, setting, shape_comment
from gancompile.compiler.ir.curve import Curve
from gancompile.compiler.ir.game import Game, Let, Player, Term, data_draws
from gancompile.compiler.ir.network import Network, moved_with
from gancompile.compiler.ir.value import Draw, Value, walk


def emit_update(player: Player, game: Game, networks: Mapping[str, Network]) -> list[str]:
    """The lines of `update_NAME`."""
    return _Update(player=player, game=game, networks=networks).lines_of_method()


def applications(player: Player, game: Game, networks: Mapping[str, Network]) -> tuple[Application, ...]:
    """Every network that an update runs, in the order of its source: equal applications are one."""
    update = _Update(player=player, game=game, networks=networks)
    update.lines_of_method()
    return tuple(update.applied)


@dataclass(slots=True, kw_only=True)
class _Update(Body):
    """The whole method: draws, what stands outside of the tape, the loss under it, and what follows the move."""

    player: Player
    term_logs: dict[str, str] = field(default_factory=dict)

    def lines_of_method(self) -> list[str]:
        player = self.player
        data = data_draws(player, self.game)
        head = f"    def update_{player.name}({', '.join(['self', *(draw.name for draw in data)])}):"
        self.formula.known = {draw: draw.name for draw in data}
        self.moving = moved_with(player.networks, self.networks)
        self.taken = {draw.name for draw in self.game.draws} | {let.name for let in self.game.lets} | imported_names()
        values = [term.value for term in (*player.terms, *player.watch)]
        self._draws(values, data)
        each_round = [term.value for term in player.terms if term.every_rounds == 1]
        later = under_slopes(each_round)
        self.compute([v for v in self.statements(each_round) if not self.moves(v) and v not in later])
        self.put("with tf.GradientTape() as tape:")
        self.taped = True
        with self.deeper():
            self._loss(each_round)
        self.taped = False
        self._finish()
        return [head, *docstring(self._about(data), indent=8), *self.lines]

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
            f"{name} gives the logit t of its probability: {name}(x) = {self.networks[name].served_through}(t){slope}."
            for name in sorted({run.network for run in self.applied})
            if self.networks[name].served_through
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
            self.put(f"batch_size = tf.shape({data[0].name})[0]")
            size = "batch_size"
        for draw in noise:
            kept = ["each_round=True"] if draw.each_round else []
            if draw.distribution == "categorical":
                arguments = [literal(draw.name), f"[{size}]", literal(draw.classes)]
                self.lines += call(
                    f"{draw.name} = self.categorical",
                    [*arguments, *(["one_hot=True"] if draw.one_hot else []), *kept],
                    indent=self.indent,
                )
                self.known[draw] = draw.name
                continue
            shape = f"[{', '.join([size, *map(str, draw.shape)])}]"
            method = draw_rows()[draw.distribution].method
            head, first = (method, []) if method else ("draw_from", [literal(draw.distribution)])
            arguments = [*first, literal(draw.name), shape, *_settings(draw), *kept]
            self.lines += call(f"{draw.name} = self.{head}", arguments, indent=self.indent)
            self.known[draw] = draw.name

    def _lazy(self, term: Term) -> str:
        """A term that is computed in some rounds alone, as a function within the method; the variable that it comes into."""
        measured = [one for one in self.player.watch if one.within == term.name]
        names = [self.unique(term.name), *(self.unique(one.name) for one in measured)]
        made, kept = self.unique(f"{term.name}_term"), dict(self.known)
        if not self.lines[-1].endswith(":"):
            self.lines.append("")
        self.put(f"def {made}():")
        self.every_rounds = term.every_rounds
        with self.deeper():
            self.compute([term.value])
            self.end_with([("value", term.value), *(("measured", one.value) for one in measured)])
        self.every_rounds = 1
        self.formula.known = kept | {one.value: name for one, name in zip(measured, names[1:], strict=True)}
        self.lines.append("")
        several = [f"values={len(names)}"] if measured else []
        self.lines += call(
            f"{', '.join(names)} = self.every", [literal(term.every_rounds), made, *several], indent=self.indent
        )
        return names[0]

    def _loss(self, values: Sequence[Value]) -> None:
        """The lines under the tape, which end with the loss."""
        self.compute(values)
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
                    variables.append(self.unique(term.name or "objective"))
                    self.lines += assign(variables[-1], self.formula.sum(term.value), indent=self.indent)
                # What is maximized is minimized with its sign turned, and logged as it was written.
                sign = "-" if self.player.maximizes and term.name and not term.is_penalty else ""
                self.term_logs[term.name or "objective"] = sign + variables[-1]
            self.lines += assign("loss", [("+", variable) for variable in variables], indent=self.indent)
        for name in self.player.networks:
            if self.networks[name].regularized:
                self.put(f"loss += tf.add_n(self.{name}.losses)  # the regularizers of its weights")

    def _finish(self) -> None:
        """Behind the tape: what is logged, the move, and what is done to the weights after it."""
        player = self.player
        self.watching = True
        self.compute([one.value for one in player.watch if one.value not in self.known])
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
            self.put(line)
        if not logs:
            self.put("return logs")
            return
        entries = [f"{literal(name)}: {text}" for name, text in logs.items()]
        one = f"return logs | {{{', '.join(entries)}}}"
        if len(one) + self.indent <= WIDTH:
            self.put(one)
            return
        self.put("return logs | {")
        for entry in entries:
            self.put(f"    {entry},")
        self.put("}")

    def _after(self) -> list[str]:
        """What is done to the weights after each move: they are put back between limits, averages follow them."""
        player, lines = self.player, []
        if player.constrain:
            limit = setting(player.constrain.limit)
            how = {"clip": "clip", "max_norm": "limit_norm"}[player.constrain.how]
            lines += [f"self.{how}(self.{network}, {limit})" for network in player.networks]
        if player.average:
            decay = setting(player.average.decay)
            if player.average.half_life is not None:
                decay = f"half_life(self.batch_size, {setting(player.average.half_life)})"
            lines += [f"self.follow({literal(network)}, decay={decay})" for network in player.networks]
        return lines


def _how_often(term: Term) -> str:
    return f", in every {term.every_rounds}th round times {term.every_rounds}" if term.every_rounds > 1 else ""


def _sum_of(texts: Sequence[str]) -> str:
    """Formulas as one sum."""
    signed = [f" - {text[1:]}" if text.startswith("-") else f" + {text}" for text in texts]
    return "".join([*texts[:1], *signed[1:]])


def _settings(draw: Draw) -> list[str]:
    """The arguments of a draw beside its name and its shape."""
    match draw.distribution:
        case "uniform":
            return [f"low={literal(draw.low)}", f"high={literal(draw.high)}"]
        case "box":
            return [literal(draw.side)]
    return [f"{name}={literal(value)}" for name, value in draw.settings]


def _kind(draw: Draw) -> str:
    return f" {draw.dtype}" if draw.dtype != "float32" else ""
