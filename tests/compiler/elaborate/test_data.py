"""The `data` section: several sets, and what the rest of a spec calls their fields."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from gancompile.compiler import Compilation, compile_text, compiled_files
from gancompile.compiler.describe.difference import differences

TRANSLATE = """
gancompile: 1
name: translate
data:
  sets:
    a: {source: digits, range: [-1, 1]}
    b: {source: {digits: {split: test}}, resize: [16, 16], range: [0, 1], shuffle: false}
  batch: 10
  cache: false
networks:
  to_b:
    inputs: {x: data.a.image}
    layers:
      - repeat: {until: data.b.image, layers: [{conv2d_transpose: {filters: 4, kernel_size: 4, strides: 2, padding: same}}, relu]}
      - conv2d: {filters: auto, kernel_size: 3, padding: same, activation: sigmoid}
  judge_b:
    inputs: {x: data.b.image, kind: data.b.label}
    layers:
      - flatten: {}
        from: x
        name: flat
      - embedding: {input_dim: auto, output_dim: "${data.b.image.height // 2}"}
        from: kind
        name: row
      - concatenate:
        from: [flat, row]
      - dense: 1
game:
  draws: {a: {data: a.image}, b: {data: b.image}, kind: {data: b.label}, n: {normal: data.b.image}}
  players:
    judge_b: {minimize: "E[square(judge_b(b + 0.1 * n, kind) - 1)] + E[square(judge_b(to_b(a), kind))]"}
    to_b: {minimize: "E[square(judge_b(to_b(a), kind) - 1)]"}
schedule: [{epochs: 2, round: [{judge_b: 1}, {to_b: 1}]}]
export: {generator: to_b, discriminator: judge_b}
"""


def compiled(text: str = TRANSLATE, *overrides: str) -> Compilation:
    found = compile_text(text, overrides=overrides)
    assert not found.failed, found.diagnostics
    return found


def test_fields_are_called_by_their_set() -> None:
    program = compiled().program
    assert program is not None
    shapes = {name: field.shape for name, field in program.data.facts.fields.items()}
    assert shapes == {"a.image": (8, 8, 1), "a.label": (), "b.image": (16, 16, 1), "b.label": ()}
    assert program.network("to_b").shape == (16, 16, 1)
    rows = [layer.argument("output_dim") for layer in program.network("judge_b").layers if layer.kind == "embedding"]
    assert rows == [8]


def test_what_stands_beside_the_sets_is_for_those_without_their_own() -> None:
    told = json.loads(compiled_files(compiled()).program)["data"]
    assert [(one["shuffle"], one["cache"]) for one in told["sets"].values()] == [(True, False), (False, False)]
    assert told["rename"] == {"a": "a.image", "b": "b.image", "kind": "b.label"}


def test_an_epoch_is_as_long_as_the_largest_set_that_ends() -> None:
    program = compiled().program
    assert program is not None
    assert program.data.facts.count == 1797
    assert program.rounds == -(-2 * 1797 // 10)  # a batch a round, though both players draw one
    program = compiled(TRANSLATE, "data.sets.c={source: ring}").program
    assert program is not None
    assert program.data.facts.count == 1797


@pytest.mark.parametrize(("name", "count"), [("count", 1797), ("a.count", 1797), ("b.count", 300)])
def test_numbers_of_examples(name: str, count: int) -> None:
    text = TRANSLATE.replace("a: {data: a.image}", 'a: {data: a.image}, u: {normal: ["${data.' + name + '}"]}')
    program = compiled(text).program
    assert program is not None
    assert next(draw.shape for draw in program.game.draws if draw.name == "u") == (count,)


def test_the_generator_imitates_what_is_judged_beside_its_output() -> None:
    alike = TRANSLATE.replace("source: digits, range", "source: digits, resize: [16, 16], range")
    for text in (TRANSLATE, alike):
        found = compiled(text)
        assert not found.failed
        assert found.program.example == "b.image"
        assert not [one for one in found.diagnostics if one.code == "GW0501"]
    told = compiled(alike.replace("range: [0, 1]", "range: [-1, 1]")).diagnostics
    assert ["`b.image`" in one.message for one in told if one.code == "GW0501"] == [True]


def test_the_lock_is_the_same_spec() -> None:
    found = compiled()
    again = compiled(compiled_files(found).lock)
    assert not found.failed
    assert not again.failed
    assert again.program.digest == found.program.digest
    assert not differences(found, again)


def test_sets_differ_by_name() -> None:
    def told(*overrides: str) -> list[str]:
        return [str(change) for change in differences(compiled(), compiled(TRANSLATE, *overrides))]

    assert told("data.sets.b.range=[-1, 1]") == ["data.sets.b.range: [0, 1] -> [-1, 1]"]
    assert told("data.sets.a.source={digits: {split: train}}")[0] == "data.sets.a.source.digits.split: all -> train"
    assert told("data.sets.c={source: ring}") == ["data.sets.c: added"]
    assert told("data.batch=20")[0] == "data.batch: 10 -> 20"


def test_warnings_speak_of_the_set() -> None:
    told = {one.code: one for one in compiled(TRANSLATE, "data.batch=400").diagnostics}
    assert "set `b`, which has 300 examples" in told["GW0702"].message
    told = {one.code: one for one in compiled().diagnostics}
    assert told["GW0701"].message.startswith("set `b` has 300 examples")
    assert told["GW0701"].span.line == 7


def test_the_short_game_with_sets() -> None:
    text = """
gancompile: 1
name: short
data: {sets: {points: {source: ring}, digits: {source: digits, range: [-1, 1]}}}
networks:
  generator: {inputs: {z: [8], y: data.digits.label}, layers: [{embedding: {input_dim: auto, output_dim: 8}, from: y, name: row}, {concatenate: , from: [z, row]}, {dense: auto}, {reshape: [auto, auto, auto]}]}
  discriminator: {inputs: {x: data.digits.image, y: data.digits.label}, layers: [{flatten: , from: x, name: flat}, {embedding: {input_dim: auto, output_dim: 8}, from: y, name: row}, {concatenate: , from: [flat, row]}, {dense: 1}]}
game: {objective: non_saturating}
"""
    program = compiled(text).program
    assert program is not None
    assert program.network("generator").shape == (8, 8, 1)
    assert {draw.data_field for draw in program.game.draws} == {"digits.image", "digits.label", None}
    assert program.example == "digits.image"
    free = text.replace("x: data.digits.image", "x: [8, 8, 1]").replace(
        "reshape: [auto, auto, auto]", "reshape: [8, 8, 1]"
    )
    program = compiled(free).program
    assert program is not None
    assert program.example == "digits.image"


def test_one_field_is_drawn_once() -> None:
    text = TRANSLATE.replace("draws: {", "draws: {again: {data: b.image}, ")
    told = [one for one in compile_text(text).diagnostics if one.code == "GC0505"]
    assert len(told) == 1
    assert "`b` is the same examples as `again`" in told[0].message


def test_the_nearest_sizes_are_those_of_the_field_that_is_spoken_of() -> None:
    text = TRANSLATE.replace("resize: [16, 16]", "resize: [18, 18]").replace(
        "until: data.b.image", 'until: ["${data.b.image.height // 2}", "${data.b.image.width // 2}"]'
    )
    layers = "layers: [{conv2d_transpose: {filters: 4, kernel_size: 4, strides: 4, padding: same}}]"
    seeded = text.replace(
        "inputs: {x: data.a.image}\n    layers:",
        "inputs: {z: [8]}\n    layers:\n      - dense: auto\n      - reshape: [auto, auto, 4]",
    )
    seeded = seeded.replace(
        "layers: [{conv2d_transpose: {filters: 4, kernel_size: 4, strides: 2, padding: same}}, relu]", layers
    )
    seeded = seeded.replace("to_b(a)", "to_b(z)").replace("a: {data: a.image}", "z: {normal: [8]}")
    told = [one for one in compile_text(seeded).diagnostics if one.code == "GC0422"]
    assert told, compile_text(seeded).diagnostics
    assert "the nearest images that can be made so are 16x16 and 24x24" in (told[0].help or "")


@pytest.mark.parametrize(
    ("size", "images"),
    [("[16, 35]", "16x32 and 16x36"), ("[18, 18]", "16x16 and 20x20"), ("[19, 33]", "16x32 and 20x32")],
)
def test_the_nearest_images_have_the_sides_that_until_divides(size: str, images: str) -> None:
    text = TRANSLATE.replace("resize: [16, 16]", f"resize: {size}").replace(
        "inputs: {x: data.a.image}\n    layers:",
        "inputs: {z: [8]}\n    layers:\n      - dense: auto\n      - reshape: [auto, auto, 4]",
    )
    text = (
        text.replace("until: data.b.image", 'until: ["${data.b.image.height // 2}", "${data.b.image.width // 2}"]')
        .replace("to_b(a)", "to_b(z)")
        .replace("a: {data: a.image}", "z: {normal: [8]}")
    )
    told = [one for one in compile_text(text).diagnostics if one.code == "GC0422"]
    assert told, compile_text(text).diagnostics
    assert f"the nearest images that can be made so are {images}: write " in (told[0].help or "")


PAIRS = """
gancompile: 1
name: pairs
data: {source: {images: {folders: {photo: photo, mask: mask}, channels: {mask: 1}}}, range: [-1, 1], batch: 2}
networks:
  generator: {inputs: {mask: data.mask}, layers: [{conv2d: {filters: auto, kernel_size: 3, padding: same, activation: tanh}}]}
  judge:
    inputs: {photo: data.photo, mask: data.mask}
    layers: [{concatenate: , from: [photo, mask]}, flatten, {dense: 1}]
game:
  draws: {photo: {data: photo}, mask: {data: mask}}
  players:
    judge: {minimize: "E[square(judge(photo, mask) - 1)] + E[square(judge(generator(mask), mask))]"}
    generator: {minimize: "E[square(judge(generator(mask), mask) - 1)]"}
"""


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    for name in ("photo", "mask", "moved/mask"):
        (tmp_path / name).mkdir(parents=True)
        for number in range(2):
            Image.new("RGB", (6, 4)).save(tmp_path / name / f"{number}.png")
    return tmp_path


def test_pairs_are_fields_of_one_example(folders: Path) -> None:
    found = compile_text(PAIRS, folder=folders)
    assert not found.failed, found.diagnostics
    assert found.program.network("generator").shape == (4, 6, 3)
    assert found.program.example == "photo"
    (one,) = found.program.data.sets
    assert one.arguments["folders"] == {"photo": str(folders / "photo"), "mask": str(folders / "mask")}
    again = compiled(compiled_files(found).lock)
    assert not again.failed
    assert again.program.digest == found.program.digest


def test_a_folder_that_an_override_names_is_where_the_user_is(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folders / "moved")
    found = compile_text(PAIRS, folder=folders, overrides=["data.source.images.folders.mask=mask"])
    assert not found.failed, found.diagnostics
    assert found.program.data.sets[0].arguments["folders"]["mask"] == str(folders / "moved" / "mask")


def test_what_is_wrong_with_a_pair_is_told_at_its_folder(folders: Path) -> None:
    (folders / "mask" / "1.png").unlink()
    (told,) = compile_text(PAIRS, folder=folders).diagnostics
    assert told.code == "GC0701"
    assert told.message == "image `1.png` of folder `photo` has no partner in `mask`"
    assert PAIRS.split("\n")[told.span.line - 1][told.span.column - 1 : told.span.end_column - 1] == "photo"


def test_partly_labelled_data_has_one_more_field() -> None:
    program = compiled(TRANSLATE, "data.sets.b.labelled=100").program
    assert program is not None
    assert program.data.facts.fields["b.labelled"].shape == ()
    assert (
        json.loads(compiled_files(compiled(TRANSLATE, "data.sets.b.labelled=0.5")).program)["data"]["sets"]["b"][
            "labelled"
        ]
        == 0.5
    )
    changes = differences(compiled(), compiled(TRANSLATE, "data.sets.b.labelled=100"))
    assert [str(one) for one in changes] == ["data.sets.b.labelled: added: 100"]


@pytest.mark.parametrize(
    ("source", "at"),
    [
        ("{csv: {file: t.csv, columns: [left, rihgt]}}", "rihgt"),
        ("{table: {file: t.csv, missing: {rihgt: drop}}}", "rihgt"),
        ("{table: {file: t.csv, label: {row: left}}}", "row"),
        ("{table: {file: t.csv, label: {side: lefft}}}", "lefft"),
        ("{table: {file: t.csv, leave_out: [left, right]}}", "[left, right]"),
        ("{images: {folders: {photo: shots, mask: shots}, channels: {masc: 1}}}", "masc"),
        ("{images: {folders: {photo: shots, mask: none}}}", "none"),
    ],
)
def test_problems_are_where_they_are_written(source: str, at: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("left,right\n1,2\n3,4\n")
    (tmp_path / "shots").mkdir()
    Image.new("L", (8, 8)).save(tmp_path / "shots" / "a.png")
    text = f"gancompile: 1\nname: t\ndata: {{source: {source}}}\nnetworks: {{}}\ngame: {{objective: hinge}}\n"
    (told,) = (one for one in compile_text(text, folder=tmp_path).diagnostics if one.code == "GC0701")
    assert text.split("\n")[told.span.line - 1][told.span.column - 1 : told.span.end_column - 1] == at
