"""The format of packed examples: TFRecord files of `tf.train.Example`, and the index beside them, without TensorFlow."""

from gancompile.shards.example_message import example_message, image_of
from gancompile.shards.index import INDEX, Index, ShardEntry, ShardsError, pack_numbers, read_index, unpack_numbers
from gancompile.shards.place import Place, place_at
from gancompile.shards.record import FRAME_BYTES, frame, framed_content

__all__ = [
    "FRAME_BYTES",
    "INDEX",
    "Index",
    "Place",
    "ShardEntry",
    "ShardsError",
    "example_message",
    "frame",
    "framed_content",
    "image_of",
    "pack_numbers",
    "place_at",
    "read_index",
    "unpack_numbers",
]
