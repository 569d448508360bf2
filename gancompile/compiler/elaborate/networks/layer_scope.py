"""The scope of a layer: names of earlier layers, constants, the input of its block."""

from __future__ import annotations

from dataclasses import dataclass, field

from gancompile.compiler.syntax import Constants

AMBIGUOUS = -1
"""In the place of a position, where several layers of blocks have one name."""


@dataclass(slots=True, kw_only=True)
class LayerScope:
    """constants: for `${...}`. names: positions by name. input: the position of what comes in. prefix: put before names of layers.

    blocks: those that are being expanded, outermost first. until, of: see `repeat`.
    """

    constants: Constants
    names: dict[str, int] = field(default_factory=dict)
    parent: LayerScope | None = None
    input: int | None = None
    prefix: str = ""
    blocks: tuple[str, ...] = ()

    def find(self, name: str) -> int | None:
        """The position of a name, looked for outwards; AMBIGUOUS where it is not one alone."""
        if name == "input" and self.input is not None and "input" not in self.names:
            return self.input
        found = self.names.get(name)
        if found is None and self.parent is not None:
            return self.parent.find(name)
        return found

    def known(self) -> list[str]:
        """Every name that is visible here."""
        outer = self.parent.known() if self.parent is not None else []
        own = [name for name, index in self.names.items() if index != AMBIGUOUS]
        return [*own, *(name for name in outer if name not in own)]

    def inner(
        self, *, constants: Constants, input: int | None, prefix: str = "", block: str | None = None
    ) -> LayerScope:
        """The scope of a block, a round or a branch."""
        return LayerScope(
            constants=constants,
            parent=self,
            input=input,
            prefix=self.prefix + prefix,
            blocks=(*self.blocks, block) if block else self.blocks,
        )

    def close(self) -> None:
        """Hands the names on to the scope around: a name that is there already can no longer be said."""
        if self.parent is None:
            return
        for name, index in self.names.items():
            self.parent.names[name] = AMBIGUOUS if name in self.parent.names else index
