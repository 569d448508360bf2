"""Feedback: a `hold` is short for a state of the game, and `{state: NAME}` in its place."""

from __future__ import annotations

from dataclasses import replace

from gancompile.compiler.diagnostics import InternalError, Report
from gancompile.compiler.spec.spec_tree import SpecTree
from gancompile.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence, word
from gancompile.compiler.syntax.free_name import free_name
from gancompile.compiler.syntax.tree import from_plain

Path = tuple[str, ...]
DEFAULTS = {"from": 0, "low": 0, "high": 1}


def expand_feedback(tree: SpecTree, report: Report) -> SpecTree:
    """The spec with each `hold` as a state: clip(NAME + by * sign(value - at), low, high)."""
    root, found = tree.root, dict[str, Mapping]()
    made = _replaced(root, (), found)
    game = made.get("game") if isinstance(made, Mapping) else None
    if not found or not isinstance(made, Mapping) or not isinstance(game, Mapping):
        return tree
    key = game.key("state") or word("state", game.span)
    own = game.get("state")
    written = own.entries if isinstance(own, Mapping) else ()
    states = Mapping(entries=(*written, *(_state(name, hold) for name, hold in found.items())), span=game.span)
    changed = replace(game, entries=(*game.without("state").entries, Entry(key=key, value=states)))
    return replace(tree, root=made.with_value("game", changed))


def _replaced(node: Node, path: Path, found: dict[str, Mapping]) -> Node:
    match node:
        case Mapping(entries=(Entry(key=Scalar(text="hold"), value=Mapping() as hold),)) if _is_whole(hold):
            name = _name(path, found)
            found[name] = hold
            return from_plain({"state": name}, node.span)
        case Mapping(entries=entries):
            named = path == ("game", "let")
            made = [replace(e, value=_replaced(e.value, (*path, e.key.text), found)) for e in entries]
            # Under `let`, the name is that of the state itself.
            return replace(node, entries=tuple(e for e in made if not (named and e.key.text in found)))
        case Sequence(items=items):
            return replace(node, items=tuple(_replaced(item, path, found) for item in items))
    return node


def _is_whole(hold: Mapping) -> bool:
    """Whether it has all required keys; the schema has reported one that has not."""
    return all(isinstance(hold.get(key), Scalar) for key in ("value", "at", "by"))


def _name(path: Path, found: dict[str, Mapping]) -> str:
    """A name for the state: under `let` its own, else as its place is called."""
    words = [
        word for word in path if word not in {"game", "players", "let", "regularize", "optimizer", "networks", "layers"}
    ]
    return free_name("_".join(words[-3:]), found.__contains__)


def _state(name: str, hold: Mapping) -> Entry:
    given = {key: node.text for key, node in hold if isinstance(node, Scalar)}
    numbers = {key: given.get(key, str(default)) for key, default in DEFAULTS.items()}
    value = hold.get("value")
    if value is None:
        raise InternalError("a `hold` without `value` passed for a complete one")
    text = f"clip({name} + {given['by']} * sign({given['value']} - {given['at']}), {numbers['low']}, {numbers['high']})"
    update = Scalar(value=text, text=text, plain=False, span=value.span)
    start = hold.get("from") or Scalar(value=0, text="0", plain=True, span=hold.span)
    entries = tuple(Entry(key=word(key, hold.span), value=node) for key, node in (("start", start), ("update", update)))
    return Entry(key=word(name, hold.span), value=Mapping(entries=entries, span=hold.span))
