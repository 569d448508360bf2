"""Signatures of an export: names become inputs, formulas are typed as those of players, and serve row by row."""

from __future__ import annotations

import pytest

from gancompile.compiler import compile_text
from gancompile.compiler.ir.program import Program

HEAD = """\
gancompile: 1
name: small
data: {source: digits, range: [-1, 1]}
networks:
  generator: {inputs: {z: [8], y: data.label}, layers: [{embedding: {input_dim: 10, output_dim: 2}, from: y, name: kind}, {concatenate: , from: [z, kind]}, {dense: 64}, {reshape: [8, 8, 1]}]}
  reader: {inputs: {small: [4, 4, 1]}, layers: [flatten, {dense: 3, name: style}, {dense: 10, name: class_logits}], outputs: {style: style, number: class_logits}}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: {units: 1, activation: sigmoid}}]}
game:
  draws: {x: {data: image}, y: {data: label}, z: {normal: [8]}, noise: {normal: [4, 4, 1]}}
  let: {fake: "generator(z, y)"}
  players:
    discriminator: {networks: [discriminator], maximize: "E[log(discriminator(x))] + E[log(1 - discriminator(fake))]"}
    generator: {networks: [generator, reader], minimize: "-E[log(discriminator(fake))] + E[sum(square(reader(noise).style))]"}
schedule: [{steps: 1}]
"""


def program(signatures: str) -> Program:
    compilation = compile_text(f"{HEAD}export: {{signatures: {signatures}}}\n")
    assert not compilation.failed, compilation.diagnostics
    assert compilation.program is not None
    return compilation.program


def messages(signatures: str) -> list[str]:
    found = compile_text(f"{HEAD}export: {{signatures: {signatures}}}\n").diagnostics
    return [f"{one.code} {one.message}" for one in found if one.code.startswith("GC")]


def test_names_are_inputs_of_the_shape_that_they_are_given_to() -> None:
    (one,) = program("{make: 'generator(code, digit)'}").signatures
    assert [(draw.name, draw.shape, draw.dtype, draw.classes) for draw in one.inputs] == [
        ("code", (8,), "float32", None),
        ("digit", (), "int32", 10),
    ]
    (one,) = program("{look: reader(small)}").signatures
    assert [output.name for output in one.outputs] == ["style", "number"]
    assert one.networks == ("reader",)


def test_a_field_of_the_data_a_draw_and_a_value_are_known_by_their_names() -> None:
    (one,) = program("{difference: 'generator(z, label) - image'}").signatures
    assert [(draw.name, draw.data_field) for draw in one.inputs] == [
        ("z", None),
        ("label", "label"),
        ("image", "image"),
    ]
    (one,) = program("{paint: fake}").signatures
    assert [draw.name for draw in one.inputs] == ["z", "y"]


def test_a_weight_is_a_number_for_each_row() -> None:
    (one,) = program(
        "{between: 'generator((1 - t) * left + t * right, y) - 0 * generator(left, y) + 0 * generator(right, y)'}"
    ).signatures
    assert ("t", (), "float32") in [(draw.name, draw.shape, draw.dtype) for draw in one.inputs]


def test_layers_that_compare_the_examples_of_a_batch_cannot_be_served_row_by_row() -> None:
    compared = HEAD.replace(
        "layers: [flatten, {dense: {units: 1", "layers: [minibatch_standard_deviation, flatten, {dense: {units: 1"
    )
    assert compared != HEAD
    found = compile_text(f"{compared}export: {{signatures: {{judge: discriminator(image)}}}}\n").diagnostics
    assert [one.message for one in found if one.code == "GC0803"] == [
        "a signature answers row by row, but this applies `discriminator`, whose layers compare the examples of a batch"
    ]
    plain = compile_text(compared).program
    assert plain is not None
    assert plain.network("discriminator").mixes_at_inference


def test_several_outputs_have_the_names_of_the_spec() -> None:
    (one,) = program("{both: {picture: 'generator(z, y)', doubled: '2 * generator(z, y)'}}").signatures
    assert [output.name for output in one.outputs] == ["picture", "doubled"]


@pytest.mark.parametrize(
    ("signatures", "message"),
    [
        ("{generate: 'generator(z, y)'}", "GC0802 `generate` is the name of a signature that an export has itself"),
        ("{sample_png: 'generator(z, y)'}", "GC0802 `sample_png` is the name of a signature that takes and gives the images of `sample` as PNG files"),
        ("{a: 'E[discriminator(image)]'}", "GC0803 a signature answers row by row, but this mixes the examples of a batch, or changes with training"),
        ("{a: 'shuffle(image)'}", "GC0803 a signature answers row by row, but this mixes the examples of a batch, or changes with training"),
        ("{a: 'mix(image, fake)'}", "GC0803 a signature answers row by row, but this mixes the examples of a batch, or changes with training"),
        ("{a: 'image > 0'}", "GC0803 a signature answers row by row, but this is no value of each example"),
        ("{a: '2 + 3'}", "GC0803 a signature answers row by row, but this is no value of each example"),
        ("{a: 'reader(what).style * discriminator(what)'}", "GC0803 `what` is given to inputs that differ: [4, 4, 1] float32 and [8, 8, 1] float32"),
        ("{a: {b: reader(small)}}", "GC0415 network `reader` has several outputs, and this does not say which"),
        ("{a: 'generator(z)'}", "GC0413 network `generator` takes 2 inputs (z, y), but is given 1"),
        ("{a_png: 'discriminator(image)'}", "GC0802 `a_png` is the name of a signature that takes and gives the images of `a` as PNG files"),
        ("{a: nothing}", "GC0803 a signature answers row by row, but this applies no network"),
        ("{a: discrminator}", "GC0301 there is no `discrminator` in this game"),
        ("{a: 'discriminator(image) + fakee'}", "GC0301 there is no `fakee` in this game"),
        ("{a: 'discriminator(seeds)'}", "GC0305 an input of a signature cannot be called `seeds`: signatures that draw have an input of that name"),
        ("{a: 'discriminator(x_bytes)'}", "GC0305 an input of a signature cannot be called `x_bytes`: a name that ends in `_bytes` is that of a file"),
        ("{a: 'discriminator(loss)'}", "GC0305 an input of a signature cannot be called `loss`: it is a parameter or a variable of the emitted methods"),
        ("{class: 'discriminator(image)'}", "GC0305 a signature cannot be called `class`: it is a keyword of Python"),
        ("{a: 'discriminator('}", "GC0410 this `(` is not closed"),
    ],
)  # fmt: skip
def test_a_signature_that_cannot_be_served_is_an_error_of_its_own(signatures: str, message: str) -> None:
    assert messages(signatures) == [message]


def test_probabilities_are_given_out_where_training_uses_logits() -> None:
    made = program("{judge: discriminator(image)}")
    (output,) = made.signatures[0].outputs
    assert type(output.value).__name__ == "Elementwise"
    assert made.network("discriminator").outputs[0].served_through == "sigmoid"


def test_the_emitted_method_reads_as_the_formula() -> None:
    compilation = compile_text(
        f"{HEAD}export: {{signatures: {{twice: 'generator(z, y) - image', judge: discriminator(image)}}}}\n"
    )
    from gancompile.spec import Spec

    text = Spec(compilation).emit()
    assert (
        '''
    def serve_twice(self, z, y, image):
        """The signature `twice`: output = generator(z, y) - image.

        z: [batch, 8], y: [batch], image: [batch, 8, 8, 1]
        """
        generator = self.network("generator")([z, y], training=False)
        return {"output": generator - image}
'''
        in text
    )
    assert "tf.sigmoid(" in text[text.index("def serve_judge") :]
