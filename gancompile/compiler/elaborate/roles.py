"""Who plays what in a named objective: the networks that the game names, or those that are called as the roles are."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Dict

from gancompile.compiler.diagnostics import Report, nearest
from gancompile.compiler.syntax import Mapping, Node, Scalar

ROLES: Dict[str, tuple[str, ...]] = {"generator": ("generator",), "discriminator": ("discriminator", "critic")}
"""The names of the networks that play, where the game does not say otherwise."""


def _all_defaults() -> frozenset[str]:
    return frozenset(name for names in ROLES.values() for name in names)


def names_for(role: str, message: Node | None) -> tuple[str, ...]:
    """The default names of a network of a role. said: the value of the role in the spec."""
    return (message.text,) if isinstance(message, Scalar) else ROLES[role]


def player_of_role(section: Mapping, role: str, networks: Iterable[str], report: Report) -> str | None:
    """The name of the network that plays a role; None where there is none, which is reported."""
    networks = list(networks)
    message = section.get(role)
    wanted = names_for(role, message)
    found = next((name for name in wanted if name in networks), None)
    if found is None:
        objective = section.key("objective")
        at = message or objective or section
        what = f"the game has no network for the {role}: there is none called {' or '.join(f'`{name}`' for name in wanted)}"
        near = nearest(role, networks) or next((name for name in networks if name not in _all_defaults()), "NAME")
        help = f"`networks` has {', '.join(networks) or 'none that is right'}; say which plays with `{role}: {near}` in `game`"
        report.add("GC0501", at.span, what, help=help)
    return found
