"""The builder: a compiled folder is trained, reported and exported."""

from gancompile.runtime.builder.builder import build_folder, rewrite_report
from gancompile.runtime.builder.earlier_round import checkpoint_at, export_at, game_at, model_at

__all__ = ["build_folder", "checkpoint_at", "export_at", "game_at", "model_at", "rewrite_report"]
