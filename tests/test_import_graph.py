"""The two halves and the floors: imports go in one direction only."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "gancompile"
FLOORS = [
    "diagnostics",
    "syntax",
    "schema",
    "spec",
    "shapes",
    "ir",
    "lockfile",
    "elaborate",
    "lint",
    "passes",
    "plan",
    "emit",
    "eject",
    "describe",
    "zoo",
]
"""Of the compiler, from the text down to the source: a floor imports from those before it."""
RUNTIME = [
    "replicas",
    "functions",
    "layers",
    "data",
    "game",
    "program",
    "training",
    "standalone",
    "pictures",
    "sampling",
    "evaluation",
    "report",
    "trackers",
    "export",
    "builder",
    "serving",
]
"""Every room of the runtime, from the functions that emitted sources call up to a build: a room imports from those before it."""
CLI = [
    "collector",
    "common",
    "counter",
    "evaluation",
    "evaluation_table",
    "exit_codes",
    "follower",
    "main",
    "open_page",
    "origin_note",
    "progress",
    "quiet",
    "sampling",
    "sweep_progress",
    "sweep_report",
]
"""What the verbs share."""
CATALOGUE = ["alias", "core_schema", "data_file", "division", "emitted_names", "entry_folder", "precision", "rows"]
"""What the readers of rows share."""
ROOMS = {
    "cli": {"verbs"},
    "catalogue": {"layers", "networks", "sources", "steps", "values"},
    "compiler/elaborate": {"evaluation", "formulas", "game", "networks", "schedule"},
    "compiler/ir": {"verify"},
    "runtime/evaluation": {"features", "metrics", "numerics"},
    "runtime/export": {"formats"},
    "runtime/trackers": {"kinds"},
}
"""The rooms within a part or a room."""
NEUTRAL = {
    "cluster": ("gancompile.version",),
    "deployment": ("gancompile.files", "gancompile.version"),
    "doctor": ("gancompile.catalogue", "gancompile.folder", "gancompile.pages"),
    "environment": ("gancompile.version",),
    "files": (),
    "folder": ("gancompile.files",),
    "packing": ("gancompile.catalogue", "gancompile.files", "gancompile.shards"),
    "pages": (),
    "shards": ("gancompile.files",),
}
"""Rooms of the package that the command line and both halves may import, with what they may import of the package themselves."""


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def modules(folder: str) -> list[Path]:
    return sorted((PACKAGE / folder).rglob("*.py"))


@pytest.mark.parametrize("path", modules("compiler"), ids=str)
def test_the_compiler_knows_nothing_of_tensorflow_and_the_runtime(path: Path) -> None:
    wrong = [m for m in imports(path) if m.startswith(("tensorflow", "keras", "gancompile.runtime", "gancompile.cli"))]
    assert not wrong


@pytest.mark.parametrize("path", modules("runtime"), ids=str)
def test_the_runtime_knows_nothing_of_the_compiler(path: Path) -> None:
    assert not [m for m in imports(path) if m.startswith(("gancompile.compiler", "gancompile.cli", "gancompile.spec"))]


@pytest.mark.parametrize("path", modules("catalogue"), ids=str)
def test_the_catalogue_knows_nothing_of_the_two_halves(path: Path) -> None:
    halves = ("gancompile.compiler", "gancompile.runtime", "gancompile.cli", "gancompile.spec")
    assert not [m for m in imports(path) if m.startswith(halves)]


@pytest.mark.parametrize("floor", FLOORS)
def test_floors_import_upwards(floor: str) -> None:
    below = FLOORS[FLOORS.index(floor) + 1 :]
    for path in modules(f"compiler/{floor}"):
        wrong = [m for m in imports(path) if m.startswith(tuple(f"gancompile.compiler.{name}" for name in below))]
        assert not wrong, path


@pytest.mark.parametrize("room", RUNTIME)
def test_rooms_of_the_runtime_import_in_one_direction(room: str) -> None:
    after = {f"gancompile.runtime.{name}" for name in RUNTIME[RUNTIME.index(room) + 1 :]}
    for path in modules(f"runtime/{room}"):
        rooms = {".".join(m.split(".")[:3]) for m in imports(path)}
        assert not rooms & {*after, "gancompile.runtime"}, path


def test_every_file_of_the_runtime_is_in_a_room() -> None:
    assert {path.name for path in (PACKAGE / "runtime").glob("*.py")} == {"__init__.py"}
    rooms = {path.parent.name for path in (PACKAGE / "runtime").glob("*/__init__.py")}
    assert rooms == set(RUNTIME)


def test_every_file_of_the_rest_is_in_a_room() -> None:
    loose = {part: {path.name for path in (PACKAGE / part).glob("*.py")} for part in ("compiler", "cli", "catalogue")}
    assert loose["compiler"] == {"__init__.py", "compilation.py", "pipeline.py"}
    assert loose["cli"] == {"__init__.py", *(f"{name}.py" for name in CLI)}
    assert {name for name in loose["catalogue"] if not name.endswith("_rows.py")} == {
        "__init__.py", *(f"{name}.py" for name in CATALOGUE),
    }  # fmt: skip
    for part, rooms in ROOMS.items():
        assert {path.name for path in (PACKAGE / part).iterdir() if any(path.rglob("*.*")) and path.is_dir()} - {
            "__pycache__"
        } == rooms, part


@pytest.mark.parametrize("part", ["runtime", "compiler", "cli", "catalogue"])
def test_no_files_import_each_other(part: str) -> None:
    """Within a room a file imports its siblings, never the room itself. The data room is left out."""
    graph = {
        name_of(path): {module for module in imported_files(path) if module.startswith(f"gancompile.{part}")}
        for path in modules(part)
        if "data" not in path.relative_to(PACKAGE).parts
    }
    order = TopologicalSorter(graph)
    order.prepare()


def test_only_the_builder_imports_an_exporter() -> None:
    rooms = {path.relative_to(PACKAGE / "runtime").parts[0]
             for path in modules("runtime") if any(m.startswith("gancompile.runtime.export") for m in imports(path))}  # fmt: skip
    assert rooms == {"export", "builder"}


@pytest.mark.parametrize("room", NEUTRAL)
def test_a_neutral_room_imports_next_to_nothing_of_the_package(room: str) -> None:
    for path in modules(room):
        allowed = (f"gancompile.{room}", *NEUTRAL[room])
        assert not [m for m in imports(path) if m.startswith("gancompile") and not m.startswith(allowed)], path


def test_the_continuation_knows_nothing_of_the_runtime_and_the_command_line() -> None:
    for path in modules("continuation"):
        wrong = ("gancompile.runtime", "gancompile.cli", "gancompile.spec", "tensorflow", "keras")
        assert not [m for m in imports(path) if m.startswith(wrong)], path


def test_the_sweep_knows_nothing_of_the_runtime_and_the_command_line() -> None:
    for path in modules("sweep"):
        wrong = ("gancompile.runtime", "gancompile.cli", "gancompile.spec", "tensorflow", "keras")
        assert not [m for m in imports(path) if m.startswith(wrong)], path


def test_ray_is_imported_late() -> None:
    having = {path.name for path in PACKAGE.rglob("*.py") if "ray" in {m.partition(".")[0] for m in top_imports(path)}}
    assert having == {"tune_report.py", "tune_trial.py"}
    for path in PACKAGE.rglob("*.py"):
        late = ("gancompile.sweep.tune_report", "gancompile.sweep.tune_trial")
        assert path.name in having or not [m for m in top_imports(path) if m.startswith(late)], path


def top_imports(path: Path) -> Iterator[str]:
    """The modules that a file imports when it is imported itself."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def name_of(path: Path) -> str:
    """The name of the module in a file."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_files(path: Path) -> Iterator[str]:
    """The modules that a file imports; of a package those that it imports by name, and the package for anything else."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                module = f"{node.module}.{one.name}"
                yield module if is_file(module) else node.module


def is_file(module: str) -> bool:
    return PACKAGE.parent.joinpath(*module.split(".")).with_suffix(".py").exists()


def test_every_floor_is_known() -> None:
    for half, floors in (("compiler", FLOORS), ("runtime", RUNTIME)):
        folders = {path.name for path in (PACKAGE / half).iterdir() if path.is_dir() and not path.name.startswith("_")}
        assert folders == set(floors)


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "specs/dcgan-digits.yaml"],
        ["emit", "specs/gan-ring.yaml"],
        ["eject", "specs/gan-ring.yaml", "-o", "FOLDER/ring.py"],
        ["--version"],
    ],
)
def test_the_first_half_runs_without_tensorflow(arguments: list[str], root: Path, tmp_path: Path) -> None:
    arguments = [one.replace("FOLDER", str(tmp_path)) for one in arguments]
    script = (
        "import sys; from gancompile.cli import main\n"
        "try:\n    code = main(sys.argv[1:])\nexcept SystemExit as end:\n    code = end.code\n"
        "loaded = {m.partition('.')[0] for m in sys.modules} & {'tensorflow', 'keras', 'numpy', 'matplotlib', 'rich', 'PIL', 'jinja2'}\n"
        "assert not loaded, loaded; sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_importing_the_package_is_light() -> None:
    script = "import sys, gancompile; assert not {'yaml', 'jsonschema', 'tensorflow'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)


def loaded_by_facts(keys: str) -> set[str]:
    """The heavy packages that are loaded with the facts of sources and steps. keys: an expression for those of the sources."""
    script = (
        "import sys; from importlib import import_module\n"
        "from gancompile.catalogue.sources import source_rows\nfrom gancompile.catalogue.steps import step_rows\n"
        f"for catalogue, keys in (('sources', {keys}), ('steps', step_rows())):\n"
        "    for key in keys: import_module(f'gancompile.catalogue.{catalogue}.{key}.facts')\n"
        "print(*({'tensorflow', 'keras', 'numpy', 'PIL', 'datasets', 'tensorflow_datasets'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def test_facts_need_no_tensorflow() -> None:
    assert loaded_by_facts("source_rows()") <= {"numpy", "PIL"}


def test_facts_of_what_is_drawn_or_embedded_need_no_numpy() -> None:
    assert not loaded_by_facts("['digits', 'grid', 'keras', 'ring', 'spiral', 'text', 'tfrecord', 'tfds', 'csv']")


@pytest.mark.parametrize("path", modules("compiler"), ids=str)
def test_the_compiler_imports_nothing_that_loads_or_applies(path: Path) -> None:
    wrong = [m for m in imports(path) if m.startswith("gancompile.catalogue") and m.endswith((".load", ".apply"))]
    assert not wrong


@pytest.mark.parametrize("room", ["catalogue", "runtime/data"])
def test_no_module_imports_itself_through_others(room: str) -> None:
    graph = {module_name(path): sorted(imported_modules(path)) for path in modules(room)}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail[trail.index(name) :], name))
        if name not in done:
            for other in graph.get(name, ()):
                visit(other, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def imported_modules(path: Path) -> Iterator[str]:
    """The modules that a module imports, also as names of a package."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
