"""Values in one line of YAML, for examples in messages and pages."""

from __future__ import annotations

from typing import Any

import yaml


def flow_text(value: Any) -> str:
    """The value as it stands on one line of a spec: `[64, 64]`, `{modes: 5}`, `true`."""
    text = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=1_000_000)
    return text.removesuffix("...\n").rstrip("\n")
