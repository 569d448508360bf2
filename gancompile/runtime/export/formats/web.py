"""The web exporter: a folder for any static server, whose page runs the generator on the visitor's own machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from gancompile.files import publish_version, write_json
from gancompile.pages import NoPageError, page_files, page_model
from gancompile.runtime.export.contract import describe_export, port_notes
from gancompile.runtime.export.convertible import all_networks, convertibles
from gancompile.runtime.export.difference import measured, require_equal
from gancompile.runtime.export.errors import ExportError
from gancompile.runtime.export.exporter import Exported
from gancompile.runtime.export.format_packages import require_format_packages
from gancompile.runtime.export.formats.onnx import onnx_model, onnx_runtime, output_name, with_names_of_its_own
from gancompile.runtime.export.servable import signatures_of
from gancompile.runtime.export.unfinished_version import unfinished_version
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program

MODEL = "model.onnx"
LIBRARY = "onnxruntime-web"
LIBRARY_FILES = ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm")
LIBRARY_VARIABLE = "GANCOMPILE_ONNXRUNTIME_WEB"
NOTICE = """onnxruntime-web (the files that begin with `ort`) is part of ONNX Runtime, copyright (c) Microsoft Corporation.
It is under the MIT License: https://github.com/microsoft/onnxruntime/blob/main/LICENSE
"""


def export(
    game: Game, program: Program, folder: Path, *,
    version: int = 1, assets: Sequence[Path] = (), quantize: str | None = None,
) -> Exported:  # fmt: skip
    """Writes the page, the model as ONNX and onnxruntime-web into `folder/VERSION`; it asks nothing of any other place.

    assets: left out, since the folder is made to be public. Raises ExportError for a generator of anything but images, one that ONNX
    cannot hold, and where onnxruntime-web is not found.
    """
    del assets, quantize
    require_format_packages(["onnx"])
    library = _library()
    signatures = signatures_of(game, program)
    contract = describe_export(program, signatures, version=version, round=game.rounds_played)
    (plain,) = convertibles([one for one in signatures if one.name == "serving_default"], all_networks(game))
    generator, inputs = with_names_of_its_own(plain), [port_notes(one) for one in plain.inputs]
    (output, *_) = contract["signatures"]["serving_default"]["outputs"]
    try:
        named = {**output, "name": output_name(output["name"], {one.name for one in plain.inputs})}
        model = page_model(contract, inputs, named, engine="onnx", file=MODEL)
    except NoPageError as error:
        raise ExportError(f"{error}; `--format onnx` exports any generator") from error
    with unfinished_version(folder) as temporary:
        content = onnx_model(generator).SerializeToString()
        difference = measured(generator, onnx_runtime(content))
        require_equal(difference, MODEL, "float32")
        (temporary / MODEL).write_bytes(content)
        for name, page in page_files().items():
            (temporary / name).write_bytes(page)
        for name in LIBRARY_FILES:
            shutil.copy(library / name, temporary / name)
        (temporary / "NOTICE.txt").write_text(NOTICE, encoding="utf-8")
        write_json(temporary / "model.json", model)
        path = publish_version(temporary, folder, version)
    serve = f"any static server shows it: `python -m http.server --directory {path}`"
    return Exported(path=path, remarks=(difference.sentence(MODEL), serve))


def _library() -> Path:
    """The folder of onnxruntime-web's files: where a variable says, or in `node_modules` of this folder or one around it.

    Raises ExportError.
    """
    given = os.environ.get(LIBRARY_VARIABLE)
    here = Path.cwd()
    folders = [Path(given)] if given else [one / "node_modules" / LIBRARY / "dist" for one in (here, *here.parents)]
    found = next((one for one in folders if all((one / name).is_file() for name in LIBRARY_FILES)), None)
    if found is None:
        looked = (
            f"`{given}`, which {LIBRARY_VARIABLE} names,"
            if given
            else "`node_modules` of this folder and those around it"
        )
        raise ExportError(
            f"{LIBRARY} is not in {looked}; `npm install {LIBRARY}` puts it into this one, "
            f"and {LIBRARY_VARIABLE} may name another folder with its files"
        )
    return found
