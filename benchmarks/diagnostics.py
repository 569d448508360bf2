"""Twenty shape mistakes, each reported by gancompile and by the nearest peer's checker (the `hndl` package), side by side for a reader.

    pip install -r benchmarks/requirements.txt
    python benchmarks/diagnostics.py [--python INTERPRETER WITH HNDL]

Both are given the same network, ours as a spec with images of [height, width, channels], theirs with [channels, height, width].
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import textwrap
from dataclasses import dataclass

from gancompile.compiler import compile_text
from gancompile.compiler.diagnostics import render

SPEC = """\
gancompile: 1
name: mistake
data: {{source: digits, resize: [{size}, {size}], range: [-1, 1], batch: 16}}
networks:
  generator:
    inputs: {{z: [16]}}
    layers:
{generator}
  discriminator:
    inputs: {{x: data.image}}
    layers:
{discriminator}
game: {{objective: non_saturating}}
"""
GENERATOR = ["dense: 64", "relu", "dense: {units: auto, activation: tanh}", "reshape: [auto, auto, auto]"]
DISCRIMINATOR = ["flatten", "dense: 64", "leaky_relu", "dense: 1"]
THEIRS = """\
import json, sys, hndl
for one in json.load(sys.stdin):
    try:
        hndl.resolve(one["text"], input_shape=tuple(one["input"]), output_shape=tuple(one["output"]))
        print(json.dumps("(accepted)"))
    except hndl.HNDLError as error:
        print(json.dumps(str(error)))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """generator or discriminator: our layers. theirs: the same in HNDL, from `input` to `output`, without the batch."""

    what: str
    theirs: str
    input: tuple[int, ...]
    output: tuple[int, ...]
    generator: tuple[str, ...] = tuple(GENERATOR)
    discriminator: tuple[str, ...] = tuple(DISCRIMINATOR)
    size: int = 8


LATENT, IMAGE, LOGIT = (16,), (1, 8, 8), (1,)
MISTAKES = (
    Mistake(what="a reshape that holds more than comes in", generator=("dense: 64", "reshape: [8, 8, 2]"),
            theirs="linear(64)\nreshape(2, 8, 8)", input=LATENT, output=(2, 8, 8)),
    Mistake(what="a reshape that cannot be divided", generator=("dense: 65", "reshape: [8, -1, 2]"),
            theirs="linear(65)\nreshape(2, 8, -1)", input=LATENT, output=(2, 8, 4)),
    Mistake(what="a generator that makes images twice as large",
            generator=("dense: 1024", "reshape: [4, 4, 64]", "conv2d_transpose: {filters: 1, kernel_size: 4, strides: 4, padding: same}"),
            theirs="linear(1024)\nreshape(64, 4, 4)\ndeconv(1, kernel_size=4, stride=4, padding=0)", input=LATENT, output=IMAGE),
    Mistake(what="three doublings of a seed cannot make 28 pixels", size=28,
            generator=("dense: auto", "reshape: [auto, auto, 64]", *("conv2d_transpose: {filters: 32, kernel_size: 4, strides: 2, padding: same}",) * 3,
                       "conv2d: {filters: 1, kernel_size: 3, padding: same}"),
            theirs="linear()\nreshape(64)\n" + "deconv(32, kernel_size=4, stride=2, padding=1)\n" * 3 + "conv(1, kernel_size=3, stride=1, padding=1)",
            input=LATENT, output=(1, 28, 28)),
    Mistake(what="the wrong number of channels",
            generator=("dense: 1024", "reshape: [4, 4, 64]", "conv2d_transpose: {filters: 3, kernel_size: 4, strides: 2, padding: same}"),
            theirs="linear(1024)\nreshape(64, 4, 4)\ndeconv(3, kernel_size=4, stride=2, padding=1)", input=LATENT, output=IMAGE),
    Mistake(what="a kernel larger than the image", discriminator=("conv2d: {filters: 8, kernel_size: 9}", "flatten", "dense: 1"),
            theirs="conv(8, kernel_size=9, stride=1, padding=0)\nflatten()\nlinear(1)", input=IMAGE, output=LOGIT),
    Mistake(what="a convolution on a vector", generator=("dense: 64", "conv2d: {filters: 8, kernel_size: 3}"),
            theirs="linear(64)\nconv(8, kernel_size=3, stride=1, padding=1)", input=LATENT, output=IMAGE),
    Mistake(what="channels that groups do not divide",
            discriminator=("conv2d: {filters: 10, kernel_size: 3}", "conv2d: {filters: 12, kernel_size: 3, groups: 4}", "flatten", "dense: 1"),
            theirs="conv(10, kernel_size=3, stride=1, padding=0)\nconv(12, kernel_size=3, stride=1, padding=0, groups=4)\nflatten()\nlinear(1)",
            input=IMAGE, output=LOGIT),
    Mistake(what="a group normalization that does not divide",
            discriminator=("conv2d: {filters: 10, kernel_size: 3}", "group_normalization: {groups: 4}", "flatten", "dense: 1"),
            theirs="conv(10, kernel_size=3, stride=1, padding=0)\ngroup_norm(4)\nflatten()\nlinear(1)", input=IMAGE, output=LOGIT),
    Mistake(what="a sum of branches with different channels",
            discriminator=("conv2d: {filters: 8, kernel_size: 3, padding: same}",
                           "residual: {layers: [{conv2d: {filters: 16, kernel_size: 3, padding: same}}]}", "flatten", "dense: 1"),
            theirs="a = conv(8, kernel_size=3, stride=1, padding=1)\nb = conv(a, 16, kernel_size=3, stride=1, padding=1)\nadd(a, b)\nflatten()\nlinear(1)",
            input=IMAGE, output=LOGIT),
    Mistake(what="a join of maps of different sizes",
            discriminator=("parallel: {branches: [[{conv2d: {filters: 8, kernel_size: 3, padding: same}}], "
                           "[{conv2d: {filters: 8, kernel_size: 3, strides: 2, padding: same}}]]}", "flatten", "dense: 1"),
            theirs="a = conv(x, 8, kernel_size=3, stride=1, padding=1)\nb = conv(x, 8, kernel_size=3, stride=2, padding=1)\nconcat(a, b)\nflatten()\nlinear(1)",
            input=IMAGE, output=LOGIT),
    Mistake(what="a pixel shuffle of too few channels",
            generator=("dense: 640", "reshape: [8, 8, 10]", "pixel_shuffle: 2", "conv2d: {filters: 1, kernel_size: 3}"),
            theirs="linear(640)\nreshape(10, 8, 8)\npixel_shuffle(2)\nconv(1, kernel_size=3, stride=1, padding=1)", input=LATENT, output=(1, 16, 16)),
    Mistake(what="a discriminator that ends with a map", discriminator=("conv2d: {filters: 1, kernel_size: 3, padding: same}",),
            theirs="conv(1, kernel_size=3, stride=1, padding=1)", input=IMAGE, output=LOGIT),
    Mistake(what="a pooling larger than the image", discriminator=("max_pooling2d: 16", "flatten", "dense: 1"),
            theirs="max_pool(kernel_size=16)\nflatten()\nlinear(1)", input=IMAGE, output=LOGIT),
    Mistake(what="repeated halvings that shrink an image to nothing",
            discriminator=("repeat: {times: 4, layers: [{conv2d: {filters: 8, kernel_size: 3, strides: 2}}]}", "flatten", "dense: 1"),
            theirs="for _ in range(4):\n    conv(8, kernel_size=3, stride=2, padding=0)\nflatten()\nlinear(1)", input=IMAGE, output=LOGIT),
    Mistake(what="an output whose number of axes is wrong", generator=("dense: 64",),
            theirs="linear(64)", input=LATENT, output=IMAGE),
    Mistake(what="a width that nothing decides", generator=("dense: auto", "relu", "dense: 64", "reshape: [8, 8, 1]"),
            theirs="linear()\nrelu()\nlinear(64)\nreshape(1, 8, 8)", input=LATENT, output=IMAGE),
    Mistake(what="a name of a layer that is not there",
            discriminator=("{flatten: , name: flat}", "dense: 8", "{concatenate: , from: [flatt, previous]}", "dense: 1"),
            theirs="flat = flatten()\nlinear(8)\nconcat(flatt, flat)\nlinear(1)", input=IMAGE, output=LOGIT),
    Mistake(what="a misspelt argument", discriminator=("conv2d: {filter: 8, kernel_size: 3}", "flatten", "dense: 1"),
            theirs="conv(8, kernel=3)\nflatten()\nlinear(1)", input=IMAGE, output=LOGIT),
    Mistake(what="a permutation of the wrong axes", discriminator=("permute: [1, 2]", "flatten", "dense: 1"),
            theirs="permute(0, 1, 2)\nflatten()\nlinear(1)", input=IMAGE, output=LOGIT),
)  # fmt: skip


def ours(mistake: Mistake) -> str:
    """What `gancompile check` prints."""
    lists = ["\n".join(f"      - {layer}" for layer in layers) for layers in (mistake.generator, mistake.discriminator)]
    text = SPEC.format(size=mistake.size, generator=lists[0], discriminator=lists[1])
    told = [d for d in compile_text(text, name="mistake.yaml").diagnostics if d.code.startswith("GC")]
    return "\n".join(render(diagnostic) for diagnostic in told).rstrip() or "(accepted)"


def theirs(python: str) -> list[str]:
    """What HNDL says of each."""
    given = [{"text": m.theirs, "input": ["B", *m.input], "output": ["B", *m.output]} for m in MISTAKES]
    done = subprocess.run(
        [python, "-W", "ignore", "-c", THEIRS], input=json.dumps(given), capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{python} cannot run hndl:\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has hndl")
    peers = theirs(parser.parse_args().python)
    for number, (mistake, peer) in enumerate(zip(MISTAKES, peers, strict=True), 1):
        print(f"{number:>2}. {mistake.what}")
        print(textwrap.indent(ours(mistake), "    gancompile | "))
        print(textwrap.indent("\n".join(textwrap.wrap(peer, 110)), "          hndl | "))
        print()


if __name__ == "__main__":
    main()
