"""The pages of the codes: what they show as wrong is wrong in that way, and what they show as right is right."""

from __future__ import annotations

import io
import json
import re
import shlex
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from gancompile.compiler import Compilation, compile_file
from gancompile.compiler.diagnostics import Severity
from gancompile.compiler.diagnostics.explanation import explanations, read_page

PAGES = explanations()
COMPILER = Path(__file__).parents[3] / "gancompile" / "compiler"
COMMAND = re.compile(r"# gancompile check spec\.yaml(?P<flags>.*)\n")
"""The first line of a spec that is wrong, or right, by its command line."""
MANY = "# ... and a million characters more ...\n"
"""What stands in a page instead of a million characters."""


def points() -> bytes:
    """A table of a thousand points."""
    return b"left,right\n" + b"0.5,-0.5\n" * 1000


def image(side: int, width: int | None = None) -> bytes:
    """A black PNG, square without a width of its own."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("L", (width or side, side)).save(file, "png")
    return file.getvalue()


def transparent_image() -> bytes:
    """A PNG with a transparent pixel."""
    from PIL import Image

    file = io.BytesIO()
    picture = Image.new("RGBA", (8, 8), "red")
    picture.putpixel((0, 0), (0, 0, 0, 0))
    picture.save(file, "png")
    return file.getvalue()


def deep_image(side: int) -> bytes:
    """A PNG with colours of 16 bits, which Pillow does not write: the chunks of its header and of its black pixels."""
    rows = (b"\0" + bytes(6 * side)) * side
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 16, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def features() -> bytes:
    """What the checker reads of a model of one dense layer that Keras has saved, [2] to [16]."""
    layers = [
        {"class_name": "InputLayer", "config": {"name": "x", "batch_shape": [None, 2], "dtype": "float32"}},
        {
            "class_name": "Dense",
            "config": {"name": "dense", "units": 16, "activation": "relu"},
            "build_config": {"input_shape": [None, 2]},
        },
    ]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("config.json", json.dumps({"class_name": "Sequential", "config": {"layers": layers}}))
    return file.getvalue()


def clients() -> bytes:
    rows = [f"client {number},{20 + number % 40},{('Lyon', 'Oslo')[number % 2]}" for number in range(100)]
    return "\n".join(["client,age,city", *rows]).encode()


def labels_from_one() -> bytes:
    """Images of three classes, whose labels begin at 1."""
    file = io.BytesIO()
    np.savez(file, image=np.arange(120 * 64, dtype=np.uint8).reshape(120, 8, 8, 1), label=np.arange(120) % 3 + 1)
    return file.getvalue()


def files_beside(code: str) -> Mapping[str, bytes]:
    """What the specs of a page need beside themselves."""
    match code:
        case "GC0111":
            return {"base.yaml": PAGES["GC0108"].right.encode()}
        case "GC0401":
            return {f"faces/{number:03}.png": image(64 if number else 48) for number in range(1000)}
        case "GW0706":
            faces = {f"{folder}/{number:03}.png": image(8) for number in range(1000) for folder in ("faces", "pngs")}
            return {**faces, "faces/a.psd": b"8BPS"}
        case "GW0711":
            faces = {f"{folder}/{number:03}.png": image(8) for number in range(1000) for folder in ("faces", "pngs")}
            return {**faces, "faces/cut.png": image(8)[:40]}
        case "GW0712":
            pets = {f"pets/{('cat', 'dog')[number % 2]}/{number:03}.png": image(8) for number in range(1000)}
            return {**pets, "pets/loose.png": image(8)}
        case "GW0715":
            return {f"scenes/{number:03}.png": image(12, 16) for number in range(1000)}
        case "GW0707":
            return {f"faces/{number:03}.png": transparent_image() for number in range(1000)}
        case "GW0708":
            return {f"faces/{number:03}.png": deep_image(8) for number in range(1000)} | {
                f"pngs/{number:03}.png": image(8) for number in range(1000)
            }
        case "GC0514" | "GC0704":
            return {"features.keras": features()}
        case "GW1001":
            return {"inception-2015.npz": b""}
        case "GC0701":
            return {"points.csv": points()}
        case "GW0713":
            return {"pets.npz": labels_from_one()}
        case "GW0710" | "GW0714":
            return {"clients.csv": clients()}
    return {}


def compiled(code: str, kind: str, folder: Path) -> Compilation:
    """A spec of a page, `wrong` or `right`, as a file with what it needs around it."""
    for name, content in files_beside(code).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    text = str(getattr(PAGES[code], kind))
    flags = COMMAND.match(text)
    words = shlex.split(flags["flags"]) if flags else []
    assert words[::2] == ["--set"] * (len(words) // 2), words
    path = folder / "spec.yaml"
    encoding = "latin-1" if text.startswith("# saved as Latin-1\n") else "utf-8"
    path.write_text(text.replace(MANY, "#" * 1_000_000), encoding=encoding)
    return compile_file(path, overrides=words[1::2])


@pytest.mark.parametrize("code", PAGES)
def test_the_wrong_spec_has_the_error_first(code: str, tmp_path: Path) -> None:
    found = compiled(code, "wrong", tmp_path).diagnostics
    assert [one.code for one in found[:1]] == [code], found


@pytest.mark.parametrize("code", PAGES)
def test_the_right_spec_is_right(code: str, tmp_path: Path) -> None:
    found = compiled(code, "right", tmp_path).diagnostics
    assert not [one for one in found if one.code == code or one.severity is Severity.ERROR]


@pytest.mark.parametrize("code", PAGES)
def test_a_page_is_whole(code: str) -> None:
    page = PAGES[code]
    assert page.title[0].islower() or page.title[0] in "`-"
    assert not page.title.endswith(".")
    assert len(page.prose) > 100
    assert "```" not in page.prose
    assert page.wrong != page.right
    assert not code.startswith("GW") or re.search(r"^Source: \S", page.prose, re.MULTILINE)
    assert not code.startswith("GW") or f"`allow: [{code}]`" in page.prose


def told() -> set[str]:
    """The codes that the compiler's sources speak of."""
    sources = [path.read_text(encoding="utf-8") for path in COMPILER.rglob("*.py")]
    return {code for text in sources for code in re.findall(r"\"(G[CW]\d{4})\"", text)}


def test_every_code_has_a_page() -> None:
    assert told() - set(PAGES) == set()


def test_every_page_has_a_code() -> None:
    assert set(PAGES) - told() == set()


@pytest.mark.parametrize(
    "text",
    ["", "# GC0001: title\n\nprose\n", "# GC0002: title\n\n```yaml wrong\na\n```\n\n```yaml right\nb\n```\n"],
    ids=["empty", "without specs", "of another code"],
)
def test_a_page_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"GC0001\.md"):
        read_page("GC0001", text)
