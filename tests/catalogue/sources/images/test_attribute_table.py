"""Tables of attributes beside images, in the forms in which people have them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gancompile.catalogue.sources import SourceFacts, SourceProblem, inspect_source
from gancompile.catalogue.sources.images.attribute_table import AttributeTableError, read_attributes
from gancompile.runtime.data import batches


@pytest.mark.parametrize(
    "text",
    [
        "2\nBald Male\n000001.jpg -1  1\n000002.jpg  1 -1\n",
        "image_id,Bald,Male\n000001.jpg,-1,1\n000002.jpg,1,-1\n",
        "\ufeffimage_id;Bald;Male\n000001.jpg;0;1\n\n000002.jpg;1;0\n",
        'name\tBald\tMale\n"000001"\t0.0\t1.0\n000002.png\t1\t-1\n',
    ],
)
def test_forms(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    table = read_attributes(tmp_path / "a.txt")
    assert table.names == ("Bald", "Male")
    assert table.of(["part/000002", "000001"]) == [(1.0, 0.0), (0.0, 1.0)]
    assert table.ends == (0.0, 1.0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no header"),
        ("name,a\n", "no header"),
        ("name,a,b,c\nx.png,1,2\n", "header has 4 cells, but line 2 has 3"),
        ("name,a,b\nx.png,1,2\ny.png,1\n", "line 3 has 2 cells"),
        ("name,a\nx.png,yes\n", "line 2 has `yes` for `a`, which is no number"),
        ("name,a\nx.png,nan\n", "line 2 has `nan` for `a`"),
    ],
)
def test_what_cannot_be_used(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(AttributeTableError, match=message):
        read_attributes(tmp_path / "a.csv")


def test_each_image_has_its_attributes(tmp_path: Path) -> None:
    for number in range(6):
        path = tmp_path / "faces" / f"part{number % 2}" / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (3, 2), number).save(path)
    lines = [f"{number}.png,{number % 2},{number / 10}" for number in range(6)]
    (tmp_path / "a.csv").write_text("\n".join(["name,odd,tenth", *lines]))
    arguments = {"folder": str(tmp_path / "faces"), "attributes": str(tmp_path / "a.csv"), "channels": 1}
    facts = inspect_source("images", arguments, tmp_path)
    assert isinstance(facts, SourceFacts)
    assert facts.fields["attributes"].class_names == ("odd", "tenth")
    assert str(tmp_path / "a.csv") in facts.files
    for cache in (True, False):
        described = {"source": {"kind": "images", "arguments": arguments}, "cache": cache}
        (made,) = batches({"sets": {"": described}, "batch": 6}, seed=0).take(1).as_numpy_iterator()
        numbers = made["image"][:, 0, 0, 0]
        np.testing.assert_allclose(made["attributes"], np.stack([numbers % 2, numbers / 10], axis=1), atol=1e-6)
    (tmp_path / "a.csv").write_text("\n".join(["name,odd,tenth", *lines[1:]]))
    found = inspect_source("images", arguments, tmp_path)
    assert isinstance(found, SourceProblem)
    assert found.message == "`a.csv`: there is no line for the image `part0/0`"
