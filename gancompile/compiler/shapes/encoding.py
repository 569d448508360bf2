"""Numbers, categories and texts into codes. Keras counts the batch among the axes here, and so do these rules."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.rule import Rule
from gancompile.compiler.shapes.shape import Arguments, Inferred, Shape, ShapeProblem, print_shapes
from gancompile.compiler.shapes.size import Size, known, unlike


def category_encoding(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Whole numbers into vectors of `num_tokens`: one for each ('one_hot'), or one for those of the last axis."""
    depth = arguments["num_tokens"]
    if depth is None:
        message = "`num_tokens` is the size of the code, and is not given"
        return ShapeProblem(argument="num_tokens", message=message, help="as with `category_encoding: 10`")
    return _encoded(inputs[0], arguments["output_mode"], depth)


def discretization(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Numbers into the numbers of their bins, or codes of these."""
    (shape,), mode = inputs, arguments["output_mode"]
    boundaries, bins = arguments["bin_boundaries"], arguments["num_bins"]
    if (boundaries is None) == (bins is None):
        message = f"{'neither' if bins is None else 'both'} of `bin_boundaries` and `num_bins` is given"
        return ShapeProblem(argument="bin_boundaries", message=message, help="give one of them")
    if mode == "int":
        return shape
    depth = bins if boundaries is None else len(boundaries) + 1
    if mode == "one_hot":
        return _encoded(shape, mode, depth)
    # Keras's own rule for counts leaves out the first axis, and not the last.
    return (*shape[1:], depth) if shape else _lost(mode)


def hashing(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Numbers or texts into the numbers of `num_bins` bins, or a code of those of the last axis."""
    if arguments["output_mode"] == "int":
        return inputs[0]
    return (*inputs[0][:-1], arguments["num_bins"]) if inputs[0] else _lost(arguments["output_mode"])


def hashed_crossing(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Two values of the same shape into the numbers of `num_bins` bins."""
    left, right = inputs
    if len(left) != len(right) or any(unlike(one, other) for one, other in zip(left, right, strict=True)):
        return ShapeProblem(argument=None, message=f"{print_shapes(inputs)} are not the same shape")
    shape = tuple(known(one, other) for one, other in zip(left, right, strict=True))
    return shape if arguments["output_mode"] == "int" else _encoded(shape, "one_hot", arguments["num_bins"])


def lookup(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Words or numbers to their indices in a vocabulary, or encodings of these."""
    size, mode = vocabulary_size(arguments), arguments["output_mode"]
    if isinstance(size, ShapeProblem):
        return size
    if arguments.get("salt") is not None and arguments.get("oov_method", "farmhash") != "farmhash":
        message = f"`salt` has no meaning with `oov_method: {arguments['oov_method']}`"
        return ShapeProblem(argument="salt", message=message, help="`oov_method: farmhash`")
    if arguments["invert"] and mode != "int":
        message = f"positions are turned into words, which have no code of `output_mode: {mode}`"
        return ShapeProblem(argument="output_mode", message=message, help="`output_mode: int`, or `invert: false`")
    return inputs[0] if mode == "int" else _encoded(inputs[0], mode, size)


def text_vectorization(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """A text to the indices of its words in a vocabulary ('int'), or one encoding of them."""
    (shape,), mode, length = inputs, arguments["output_mode"], arguments["output_sequence_length"]
    # The empty text is Keras's mask here.
    size = vocabulary_size({"mask_token": "", "oov_token": "[UNK]", "num_oov_indices": 1, **arguments})
    if isinstance(size, ShapeProblem):
        return size
    if mode == "int":
        return (length,)
    if length is not None:
        message = f"a code of `output_mode: {mode}` is no sequence of {length}"
        return ShapeProblem(argument="output_sequence_length", message=message, help="leave it out")
    words: Shape = (*shape, None) if arguments["split"] is not None else shape or (1,)
    return _encoded(words, mode, size)


def vocabulary_size(arguments: Arguments) -> Size | ShapeProblem:
    """The size of a vocabulary: its words, and the indices of unknown ones. Source: `IndexLookup.set_vocabulary` of Keras."""
    words, most, mode = arguments["vocabulary"], arguments["max_tokens"], arguments["output_mode"]
    if arguments["pad_to_max_tokens"] and most is None:
        message = "there is no `max_tokens` to pad to"
        return ShapeProblem(argument="pad_to_max_tokens", message=message, help="give `max_tokens` too")
    weights = arguments["idf_weights"]
    if (weights is not None) != (mode == "tf_idf" and words is not None):
        message = "weights of words are given" if weights is not None else "weights of the words are not given"
        help = "`idf_weights` and `vocabulary` belong to `output_mode: tf_idf`"
        return ShapeProblem(argument="idf_weights", message=f"{message}, with `output_mode: {mode}`", help=help)
    if words is None:
        return most if arguments["pad_to_max_tokens"] else None
    strange = [arguments["oov_token"]] * arguments["num_oov_indices"]
    if arguments["mask_token"] is not None and mode == "int":
        strange.insert(0, arguments["mask_token"])
    own = list(words[len(strange) :]) if list(words[: len(strange)]) == strange else list(words)
    size: int = len(strange) + len(own)
    if not own:
        message = "the vocabulary has no words but those that stand for others"
        return ShapeProblem(argument="vocabulary", message=message, help="give at least one word")
    if len(set(own)) < len(own):
        return ShapeProblem(
            argument="vocabulary", message="a word stands in the vocabulary twice", help="leave out one"
        )
    if most is not None and size > most:
        message = f"the vocabulary has {size} positions with those for other words, but `max_tokens` is {most}"
        return ShapeProblem(argument="max_tokens", message=message, help=f"`max_tokens: {size}`")
    if weights is not None and len(weights) != len(words):
        message = f"{len(weights)} weights do not fit {len(words)} words"
        return ShapeProblem(argument="idf_weights", message=message, help="one for each word")
    return most if arguments["pad_to_max_tokens"] else size


def _encoded(shape: Shape, mode: str, depth: Size) -> Inferred:
    """A code for each number ('one_hot', and an axis of 1 goes), or for all along the last axis."""
    if mode == "one_hot":
        return (*(shape[:-1] if shape and shape[-1] == 1 else shape), depth)
    return (*shape[:-1], depth) if shape else _lost(mode)


def _lost(mode: str) -> ShapeProblem:
    message = f"`output_mode: {mode}` joins the codes along the last axis, and a single number per example has none"
    return ShapeProblem(argument="output_mode", message=message, help="`output_mode: one_hot`, or a `reshape` to [1]")


RULES = {
    "category_encoding": Rule(shape=category_encoding),
    "discretization": Rule(shape=discretization),
    "hashed_crossing": Rule(shape=hashed_crossing),
    "hashing": Rule(shape=hashing),
    "lookup": Rule(shape=lookup),
    "text_vectorization": Rule(shape=text_vectorization),
}
