"""Files of PyTorch's without PyTorch: tensors are read, and anything else that a pickle can do is refused."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from torch_bytes import dictionary, state_dict, tensor, text, torch_legacy, torch_zip

from gancompile.runtime.evaluation.features.torch_file import TorchFileError, read_torch_file

ARRAYS = {
    "conv.weight": np.arange(24, dtype=np.float32).reshape(2, 3, 4),
    "bn.num_batches_tracked": np.array(7),
    "half": np.array([0.5, -2], np.float16),
}


@pytest.mark.parametrize("legacy", [False, True])
def test_tensors_of_both_formats(legacy: bool) -> None:
    read = read_torch_file(state_dict(ARRAYS, legacy=legacy))
    assert list(read) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert read[name].dtype == array.dtype
        np.testing.assert_array_equal(read[name], array)


def test_strides_and_offset_within_a_shared_storage() -> None:
    storage = np.arange(12, dtype=np.float32)
    turned = storage[:6].reshape(3, 2).T  # what `permute` gives
    items = {"turned": tensor("0", turned), "later": tensor("0", storage[8:], offset=8)}
    read = read_torch_file(torch_zip(dictionary(items), {"0": storage}))
    np.testing.assert_array_equal(read["turned"], turned)
    np.testing.assert_array_equal(read["later"], storage[8:])


class Call:
    """Unpickled, calls a function."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.call = function, arguments

    def __reduce__(self) -> Any:
        return self.call


@pytest.mark.parametrize("wrap", [torch_zip, torch_legacy])
@pytest.mark.parametrize("protocol", [0, 2, 4])
@pytest.mark.parametrize(
    ("function", "name"), [(eval, "eval"), (getattr, "getattr"), (Path.touch, "touch|getattr"), (np.zeros, "zeros")]
)
def test_any_other_name_is_refused_before_it_is_called(
    wrap: Any, protocol: int, function: Any, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    argument = "open('made', 'w')" if function is eval else (Path("made") if function is Path.touch else [2])
    pickled = pickle.dumps({"weight": Call(function, argument)}, protocol=protocol)
    with pytest.raises(TorchFileError, match=f"names `.*({name}|Path)"):
        read_torch_file(wrap(pickled, {}))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("module", [b"torch", b"torch.storage", b"builtins", b"torch._utils"])
def test_names_near_those_that_are_known_are_refused(module: bytes) -> None:
    pickled = b"\x80\x02c" + module + b"\n_rebuild_tensor_v3\n)R."
    with pytest.raises(TorchFileError, match="_rebuild_tensor_v3"):
        read_torch_file(torch_zip(pickled, {}))


def test_the_first_bytes_of_an_older_file_may_name_nothing_either() -> None:
    with pytest.raises(TorchFileError, match=r"names `.*eval`"):
        read_torch_file(pickle.dumps(Call(eval, "1"), protocol=2))


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ({"a": tensor("0", np.zeros(5, np.float32))}, "repeats its numbers"),
        ({"a": tensor("0", np.zeros(4, np.float32), offset=1)}, "cannot be read"),
        ({"a": tensor("0", np.zeros(4, np.float32), offset=-1)}, "cannot be read"),
        ({"a": tensor("0", np.broadcast_to(np.float32(0), (1 << 30,)))}, "repeats its numbers"),
        ({"a": tensor("1", np.zeros(4, np.float32))}, "cannot be read"),
        ({"a": tensor("0", np.zeros(4, np.float32), text("view"))}, "something other than the numbers"),
        ({"a": text("storage") + b"Q"}, "something other than the numbers"),
    ],
)
def test_tensors_that_are_not_within_their_storage(items: dict[str, bytes], message: str) -> None:
    with pytest.raises(TorchFileError, match=message):
        read_torch_file(torch_zip(dictionary(items), {"0": np.zeros(4, np.float32)}))


@pytest.mark.parametrize("legacy", [False, True])
def test_every_cut_of_a_file_is_refused(legacy: bool) -> None:
    content = state_dict(ARRAYS, legacy=legacy)
    for length in range(0, len(content) - 1, 7):
        with pytest.raises(TorchFileError):
            read_torch_file(content[:length])


def test_what_is_no_dictionary_is_refused() -> None:
    for wrap in (torch_zip, torch_legacy):
        with pytest.raises(TorchFileError, match=r"no dictionary|cannot be read"):
            read_torch_file(wrap(pickle.dumps([1, 2], protocol=2), {}))
