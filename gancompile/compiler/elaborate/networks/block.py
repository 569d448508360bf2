"""The blocks that networks use."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Dict
from dataclasses import dataclass

from gancompile.compiler.syntax import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """by_name: None instead of one that is broken. all_known: False where the whole section is misspelt."""

    by_name: Dict[str, Mapping | None]
    all_known: bool = True

    def get(self, name: str) -> Mapping | None:
        """A block that is valid, or None."""
        return self.by_name.get(name)

    def is_unknown(self, name: str) -> bool:
        """Whether there is certainly no block of that name."""
        return self.all_known and name not in self.by_name

    def valid(self) -> Iterator[Mapping]:
        """The blocks without an error."""
        return (block for block in self.by_name.values() if block is not None)
