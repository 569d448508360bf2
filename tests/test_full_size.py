"""The specs of full size: clean under the strict check, and with as many weights as the published networks. Nothing is trained."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from gancompile import load
from gancompile.cli import main
from gancompile.compiler import Compilation, compile_file

FULL_SIZE = sorted((Path(__file__).parent.parent / "specs" / "full_size").glob("*.yaml"))
OF_THE_EXAMPLES = {"GW0701", "GW0702", "GW0705", "GW0715"}
"""Warnings about the handful of examples that the folders here hold, and about their sizes."""

# dcgan-celeba: counted by the authors' train_uncond_dcgan.py (github.com/Newmu/dcgan_code, faces), ngf = ndf = 128, no bias anywhere.
# Generator: 100 * 16384, then 25 * (1024 * 512 + 512 * 256 + 256 * 128 + 128 * 3), and 2 for each of the 1024 + 512 + 256 + 128 filters
# that are normalized; that code has 2 for each of the 16,384 numbers of the projection, 30,720 more.
# Discriminator: 25 * (3 * 128 + 128 * 256 + 256 * 512 + 512 * 1024) + 16384, and 2 for each of the 256 + 512 + 1024 filters.
#
# wgan-gp-cifar10: counted by gan_cifar_resnet.py (github.com/igul222/improved_wgan_training) without labels, DIM_G = DIM_D = 128.
# Generator: 129 * 2048; three blocks of 2 * (9 * 128 * 128 + 128) + (128 * 128 + 128) + 2 * 256; 256 + (9 * 128 * 3 + 3).
# Critic: (9 * 3 * 128 + 128) + (3 * 128 + 128) + 5 + 2 more convolutions of 9 * 128 * 128 + 128, one shortcut of 128 * 128 + 128, and 129.
#
# pix2pix-256: what train.py --model pix2pix prints (github.com/junyanz/pytorch-CycleGAN-and-pix2pix): 54.414 M and 2.769 M.
#
# cyclegan-256: what train.py --model cycle_gan prints (github.com/junyanz/pytorch-CycleGAN-and-pix2pix): 11.378 M and 2.765 M.
#
# sngan-32: counted by gen_models/resnet_32.py and dis_models/snresnet_32.py (github.com/pfnet-research/sngan_projection), unconditional.
# Generator: 129 * 4096; three blocks of 2 * (9 * 256 * 256 + 256) + (256 * 256 + 256) + 4 * 256; 512 + (9 * 256 * 3 + 3).
# Discriminator: as the critic of wgan-gp-cifar10.
#
# wgan-gp-fashion-mnist: counted by gan_mnist.py (github.com/igul222/improved_wgan_training) in its mode wgan-gp, DIM = 64.
# Generator: 129 * 4096, then 25 * (256 * 128 + 128 * 64 + 64) and a bias for each of 128 + 64 + 1 filters.
# Critic: 25 * (64 + 64 * 128 + 128 * 256) and a bias for each of 64 + 128 + 256 filters, and 4097.
#
# dcgan-fashion-mnist: what model.summary() prints as trainable (github.com/tensorflow/docs, site/en/tutorials/generative/dcgan.ipynb).
# Generator: 100 * 12544 + 2 * 12544 + 25 * (256 * 128 + 128 * 64 + 64) + 2 * (128 + 64). Discriminator: 1664 + 204928 + 6273.
#
# biggan-32: counted by BigGAN.py (github.com/ajbrock/BigGAN-PyTorch) with the arguments of scripts/launch_cifar_ema.sh: 10 classes, 4 * 64
# filters, G_shared off, D_wide on. The vectors of the power iteration are no parameters there, and not counted here.
# Generator: 129 * 4096; three blocks of 2 * (9 * 256 * 256 + 256) + (256 * 256 + 256) + 4 * 10 * 256; 512 + (9 * 256 * 3 + 3).
# Discriminator: (9 * 3 * 256 + 256) + (3 * 256 + 256) + 7 more convolutions of 9 * 256 * 256 + 256, one shortcut of 256 * 256 + 256,
# 257, and 10 * 256.
#
# sagan-64: counted by sagan_models.py (github.com/heykeetae/Self-Attention-GAN) with image_size=64, z_dim=128, without the vectors of the
# power iteration, whose requires_grad is False. An attention over n channels has 2 * (n * n / 8 + n / 8) + (n * n + n) + 1.
# Generator: 16 * (128 * 512 + 512 * 256 + 256 * 128 + 128 * 64 + 64 * 3) and the biases 512 + 256 + 128 + 64 + 3; 2 for each of the
# 512 + 256 + 128 + 64 filters that are normalized; attentions over 128 and 64.
# Discriminator: 16 * (3 * 64 + 64 * 128 + 128 * 256 + 256 * 512 + 512) and the biases 64 + 128 + 256 + 512 + 1; attentions over 256
# and 512.
#
# stylegan2-64: counted by training/networks_stylegan2.py (github.com/NVlabs/stylegan2) with resolution=64 and what run_training.py gives
# config-f, fmap_base=16 << 10: min(32768 / resolution, 512) is 512 everywhere. Trained variables alone: no noise inputs, no average of w.
# Mapping: 8 * 513 * 512. Synthesis: 16 * 512; nine convolutions of 9 * 512 * 512 + 513 * 512 + 1 + 512, where 1 is the strength of the
# noise; five images of 512 * 3 + 513 * 512 + 3. The generator holds these two, and nothing of its own.
# Discriminator: 3 * 512 + 512; four blocks of 2 * (9 * 512 * 512 + 512) + 512 * 512; 9 * 513 * 512 + 512; 8193 * 512; 513.
WEIGHTS = {
    "wgan-gp-fashion-mnist": {"generator": 1_554_177, "critic": 1_030_145},
    "dcgan-fashion-mnist": {"generator": 2_305_472, "discriminator": 212_865},
    "biggan-32": {"generator": 4_304_387, "discriminator": 4_207_361},
    "sagan-64": {"generator": 3_832_885, "discriminator": 3_175_299},
    "cyclegan-256": {"to_b": 11_378_179, "to_a": 11_378_179, "judge_a": 2_764_737, "judge_b": 2_764_737},
    "sngan-32": {"generator": 4_276_739, "discriminator": 1_053_825},
    "dcgan-celeba": {"generator": 18_855_040, "discriminator": 17_232_768},
    "wgan-gp-cifar10": {"generator": 1_204_483, "critic": 1_053_825},
    "stylegan2-64": {"mapping": 2_101_248, "synthesis": 24_931_352, "generator": 0, "discriminator": 26_488_833},
    "pix2pix-256": {"painter": 54_413_955, "critic": 2_768_705},
}


@pytest.fixture(scope="module")
def overrides(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], tuple[str, ...]]:
    """A function from a spec to the overrides that give it folders of four images of 178x218, the size of CelebA's."""
    from PIL import Image

    folder = tmp_path_factory.mktemp("full_size")
    for field in ("drawings", "photos", "trainA", "trainB"):
        (folder / field).mkdir()
        for number in range(4):
            Image.new("RGB", (178, 218), (60 * number, 90, 120)).save(folder / field / f"{number}.png")

    def of(path: Path) -> tuple[str, ...]:
        spec = yaml.safe_load(path.read_text(encoding="utf-8"))
        if "folder" in spec.get("params", {}):
            return (f"params.folder={folder}",)
        return (f"data.source.images.folder={folder / 'photos'}",) if "images" in spec["data"].get("source", {}) else ()

    return of


@pytest.fixture(params=FULL_SIZE, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture
def compilation(path: Path, overrides: Callable[[Path], tuple[str, ...]]) -> Compilation:
    return compile_file(path, overrides=overrides(path))


def test_all_are_counted() -> None:
    assert sorted(WEIGHTS) == [path.stem for path in FULL_SIZE]


def test_the_strict_check_reports_nothing(path: Path, overrides: Callable[[Path], tuple[str, ...]]) -> None:
    allowed = OF_THE_EXAMPLES if overrides(path) else set()
    found = [one for one in load(path, set=overrides(path)).warnings if one.code not in allowed]
    assert not found, found


def test_the_networks_have_the_published_numbers_of_weights(path: Path, compilation: Compilation) -> None:
    assert {one.name: one.parameters for one in compilation.program.networks} == WEIGHTS[path.stem]


def test_the_header_says_what_is_shown_and_by_whom(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    header = text[: text.index("gancompile: 1")]
    assert all(line.startswith("#") and len(line) <= 140 for line in header.splitlines())
    assert "arXiv" in header
    assert "Differs" in header
    assert f"gancompile build specs/full_size/{path.name}" in header
    assert yaml.safe_load(text)["name"] == path.stem


def test_new_begins_with_one(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mine", "--from", path.stem]) == 0
    written = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert "gancompile build mine.yaml" in written
    assert "full_size/" not in written
    assert yaml.safe_load(written)["name"] == "mine"
