"""The field of the data that a generator learns to imitate."""

from __future__ import annotations

from collections.abc import Iterator

from gancompile.catalogue.sources import SourceFacts
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.network import Network, same_shape
from gancompile.compiler.ir.value import Apply, Draw, Value, children, walk


def target_field(generator: Network, game: Game, facts: SourceFacts) -> str | None:
    """The field of the shape that a network gives, None where there is none.

    Of several, as two sets of images have them, the one that is judged where the network's own output is judged too.
    """
    alike = [name for name, field in facts.fields.items() if same_shape(field.shape, generator.shape)]
    judged = [name for name in _judged_with(generator, game) if name in alike]
    return next(iter((*judged, *alike)), None)


def _judged_with(generator: Network, game: Game) -> Iterator[str]:
    """The fields that a network takes at the same input at which it takes the output of the generator elsewhere."""
    values = [term.value for player in game.players for term in player.terms]
    applied = [one for value in values for one in walk(value) if isinstance(one, Apply)]
    places = {
        (one.network, index)
        for one in applied
        for index, given in enumerate(one.inputs)
        if _is_made_by(generator, given)
    }
    for one in applied:
        for index, given in enumerate(one.inputs):
            # Beside an output may stand the condition that it was made for, which is not what is imitated.
            if (one.network, index) in places and not _is_made_by(generator, given):
                yield from _drawn(given)


def _is_made_by(generator: Network, value: Value) -> bool:
    return any(isinstance(part, Apply) and part.network == generator.name for part in walk(value))


def _drawn(value: Value) -> Iterator[str]:
    """The fields that a value is made of without a network."""
    if isinstance(value, Draw) and value.data_field is not None:
        yield value.data_field
    elif not isinstance(value, Apply):
        for part in children(value):
            yield from _drawn(part)
