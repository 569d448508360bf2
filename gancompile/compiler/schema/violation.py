"""A violation of the schema, with its value and its place in the tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jsonschema.exceptions import ValidationError

from gancompile.compiler.syntax.tree import Node

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """keyword, wanted: of the schema. instance: the value there. node, path: its place in the tree whose root is `root`."""

    keyword: str
    wanted: Any
    instance: Any
    schema: dict[str, Any]
    node: Node
    path: Path
    root: Node
    message: str

    @classmethod
    def of(cls, error: ValidationError, node: Node, path: Path, root: Node) -> Violation:
        """The violation of a jsonschema error, with its node."""
        return cls(
            keyword=str(error.validator),
            wanted=error.validator_value,
            instance=error.instance,
            schema=error.schema if isinstance(error.schema, dict) else {},
            node=node,
            path=path,
            root=root,
            message=error.message,
        )

    @property
    def value_name(self) -> str:
        """The value as a person names it: by its key, or by the argument that a shorthand sets."""
        short = self.schema.get("x-name")
        return f"`{short}` of {subject_of(self.path)}" if short else subject_of(self.path)

    @property
    def subject(self) -> str:
        """The subject of the violated schema: `a network`, `layer \`dense\``, or the value by its key."""
        return self.schema.get("x-subject") or subject_of(self.path)


def subject_of(path: Path) -> str:
    """The value at a path as a person names it: by its key, or by its place in a list."""
    if not path:
        return "a spec"
    last = path[-1]
    if isinstance(last, str):
        return f"`{last}`"
    return f"item {last + 1} of `{next((p for p in reversed(path) if isinstance(p, str)), '')}`"
