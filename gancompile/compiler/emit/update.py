"""An update of a player as a method: draws, what stands still, the tape, what moves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gancompile.compiler.emit.body import Body
from gancompile.compiler.emit.text import WIDTH, call, curve, docstring, literal, setting, shape_comment
from gancompile.compiler.ir.game import ClipGradients, ConstraintKind, Game, Let, Term
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.nonlinear_means import means_of_all_devices
from gancompile.compiler.ir.value import Draw
from gancompile.compiler.plan import UpdatePlan, runs_of
from gancompile.compiler.plan.instruction import Limit, Log, MoveAverage


def emit_update(plan: UpdatePlan, game: Game, networks: Mapping[str, Network]) -> list[str]:
    """The lines of `update_NAME`."""
    return _Update(plan=plan, game=game, networks=networks).lines()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Update:
    plan: UpdatePlan
    game: Game
    networks: Mapping[str, Network]

    def lines(self) -> list[str]:
        plan = self.plan
        arguments = ", ".join(["self", *(draw.name for draw in plan.arguments)])
        body = Body(game=self.game, networks=self.networks)
        body.formula.of_all_devices = means_of_all_devices(plan.player, self.game)
        body.formula.known = {draw: draw.name for draw in plan.arguments}
        body.block(plan.fixed)
        body.put("with tf.GradientTape() as tape:")
        with body.deeper():
            body.block(plan.taped)
        body.block(plan.watched)
        self._finish(body)
        head = f"    def update_{plan.player.name}({arguments}):"
        return [head, *docstring(self._about(plan.arguments), indent=8), *body.lines]

    def _about(self, data: Sequence[Draw]) -> str:
        """The formula as the paper has it, where it comes from, what was rewritten, what the arguments are."""
        player = self.plan.player
        sense = "Maximize" if player.maximizes else "Minimize"
        main = _sum_of([t.written for t in player.terms if not t.is_penalty])
        named = next((let for let in self.game.lets if let.name == main), None)
        main = f"{main} = {named.written}" if named else main
        source = f": {player.source.rstrip('.')}" if player.source else ""
        paragraphs = [f"{sense} {main}{source}.", ""]
        spoken = [let for let in self._spoken() if let != named]
        if spoken:
            paragraphs.append("Here " + ", ".join(f"{let.name} = {let.written}" for let in spoken) + ".")
        paragraphs += [f"{t.name} adds {t.written}{_how_often(t)}." for t in player.terms if t.is_penalty]
        has_penalty = any(term.is_penalty for term in player.terms)
        paragraphs += [
            _given(written, output.served_through, has_penalty)
            for name in sorted({placed.run.network for placed in runs_of(self.plan)})
            for output in self.networks[name].outputs
            if output.served_through
            for written in [f"{name}.{output.name}" if self.networks[name].several else name]
        ]
        if player.identities:
            paragraphs.append(f"In stable form: {'; '.join(player.identities)}.")
        paragraphs += [f"{draw.name}: {shape_comment(draw.shape)}{_kind(draw)}." for draw in data]
        return "\n".join(paragraphs)

    def _spoken(self) -> list[Let]:
        """The named values that the formulas of this player speak of, directly or through each other."""
        texts = [term.written for term in self.plan.player.terms]
        found: list[Let] = []
        for let in reversed(self.game.lets):
            if any(re.search(rf"\b{let.name}\b", text) for text in texts):
                found.insert(0, let)
                texts.append(let.written)
        return found

    def _finish(self, body: Body) -> None:
        """The lines after the tape: the optimizer step, limits and averages of the weights, and the logs."""
        plan = self.plan
        scheduled = [f"{name}={curve(value)}" for name, value in plan.step.scheduled]
        arguments = [literal(plan.player.name), "tape", "loss", *_clip(plan.step.clip), *scheduled]
        after = [*map(_limit, plan.limits), *map(_average, plan.averages)]
        if not plan.logs and not after:
            body.lines += call("return self.move", arguments, indent=body.indent)
            return
        body.lines += call("logs = self.move", arguments, indent=body.indent)
        for line in after:
            body.put(line)
        if not plan.logs:
            body.put("return logs")
            return
        entries = [f"{literal(log.name)}: {_logged(log, body)}" for log in _last_of_each(plan.logs)]
        one = f"return logs | {{{', '.join(entries)}}}"
        if len(one) + body.indent <= WIDTH:
            body.put(one)
            return
        body.put("return logs | {")
        for entry in entries:
            body.put(f"    {entry},")
        body.put("}")


def _last_of_each(logs: Sequence[Log]) -> list[Log]:
    """One log for each name."""
    return list({log.name: log for log in logs}.values())


def _logged(log: Log, body: Body) -> str:
    if log.value is not None:
        return body.formula.text(log.value)
    return f"-{log.variable}" if log.negated else log.variable


def _clip(clip: ClipGradients | None) -> list[str]:
    """The limits of the gradients as arguments of `move`."""
    limits = (("clip_norm", clip.norm), ("clip_value", clip.value)) if clip else ()
    return [f"{name}={setting(limit)}" for name, limit in limits if limit is not None]


def _limit(limit: Limit) -> str:
    method = {ConstraintKind.CLIP: "clip", ConstraintKind.MAX_NORM: "limit_norm"}[limit.how]
    return f"self.{method}(self.{limit.network}, {setting(limit.limit)})"


def _average(average: MoveAverage) -> str:
    decay = setting(average.decay)
    if average.half_life is not None:
        images = "self.global_batch_size"
        images += "" if average.updates == 1 else f" / {average.updates}"
        decay = f"half_life({images}, {setting(average.half_life)})"
    return f"self.follow({literal(average.network)}, decay={decay})"


def _given(output: str, through: str, has_penalty: bool) -> str:
    """What an output that a sigmoid or a softmax has been left out of gives instead."""
    if through == "softmax":
        return f"{output} gives the logits t of its probabilities: {output}(x) = softmax(t)."
    gradient = ", and penalties take the gradient of t" if has_penalty else ""
    return f"{output} gives the logit t of its probability: {output}(x) = sigmoid(t){gradient}."


def _how_often(term: Term) -> str:
    return f", in every {term.every_rounds}th round times {term.every_rounds}" if term.every_rounds > 1 else ""


def _sum_of(texts: Sequence[str]) -> str:
    """Formulas as one sum."""
    signed = [f" - {text[1:]}" if text.startswith("-") else f" + {text}" for text in texts]
    return "".join([*texts[:1], *signed[1:]])


def _kind(draw: Draw) -> str:
    return f" {draw.dtype}" if draw.dtype != "float32" else ""
