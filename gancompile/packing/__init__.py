"""Folders of images packed into shards: listed, checked, written a shard at a time, and gone on with after an interruption."""

from gancompile.packing.options import PackOptions
from gancompile.packing.pack import Packed, Plan, pack, plan_packing
from gancompile.packing.pack_error import PackError
from gancompile.packing.packed_image import FORMATS

__all__ = ["FORMATS", "PackError", "PackOptions", "Packed", "Plan", "pack", "plan_packing"]
