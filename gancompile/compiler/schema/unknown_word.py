"""What an unknown word of a spec was meant for, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from gancompile.catalogue import layer_rows
from gancompile.catalogue.alias import ANY, alias_of
from gancompile.catalogue.value_rows import activation_names
from gancompile.compiler.diagnostics import nearest
from gancompile.compiler.syntax.flow_text import flow_text

LONGEST_VALUE = 60
"""Of an author's value that an advice repeats."""
SECOND_ARGUMENT = re.compile(r", \w+: SECOND")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """label: a question that names the known word. help: advice where no one word is meant."""

    label: str = ""
    help: str | None = None

    def __bool__(self) -> bool:
        return bool(self.label or self.help)


def guess(word: str, subject: str, known: Collection[str], value: Any = None) -> Guess:
    """What a word was meant for; an empty guess where nothing is near.

    subject: of `alias_of`. value: what stands behind the word.
    """
    meant = meant_word(word, subject, known)
    if meant:
        return Guess(label=f"did you mean `{meant}`?")
    alias = alias_of(word, subject) or alias_of(ANY, subject)
    return Guess(help=filled(alias.advice, word, value)) if alias and alias.advice else Guess()


def meant_word(word: str, subject: str, known: Collection[str]) -> str:
    """The known word that is meant, an empty text where there is none: by the aliases, or else by the spelling."""
    alias = alias_of(word, subject)
    if alias is None:
        return nearest(word, known)
    return next((one for one in alias.meant if one in known), "")


def filled(advice: str, word: str, value: Any) -> str:
    """An advice with the author's own word and value in it."""
    items = value if isinstance(value, list) else [value]
    if len(items) < 2:
        advice = SECOND_ARGUMENT.sub("", advice)
    texts = {"FIRST": items[0] if items else None, "SECOND": items[1] if len(items) > 1 else None, "VALUE": value}
    for name, one in texts.items():
        text = "..." if one is None else flow_text(one)
        advice = advice.replace(name, text if len(text) <= LONGEST_VALUE else "...")
    return advice.replace("WORD", word)


def guess_layer(word: str, value: Any, known: Collection[str], blocks: Collection[str]) -> Guess:
    """What a word that stands as a layer was meant for: a layer, or what is written elsewhere."""
    if word in blocks:
        return Guess(help=f"it is a block: write `use: {word}`, and its parameters under `with`")
    activation = nearest_activation(word)
    if activation and value is None and activation not in known:
        return Guess(
            help=f"it is an activation: write `activation: {activation}` as the layer, or among the arguments of the one before"
        )
    alias = alias_of(word, "layer")
    for wrapper in (word, *(alias.meant if alias else ())):
        row = layer_rows().get(wrapper)
        if row is not None and row.kind == "wrapper":
            return Guess(help=f"it is a wrapper, and stands beside the layer that it is around: `wrap: {wrapper}`")
    return guess(word, "layer", known, value)


def nearest_activation(word: str) -> str:
    """The activation of this name in any capitals, an empty text where there is none."""
    lower = word.lower()
    return next((one for one in activation_names() if lower in {one, one.replace("_", "")}), "")
