"""A client of `yaml-language-server`, the program behind the YAML support of VS Code, Neovim, Emacs, Zed and others."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest

ENTRY = Path("yaml-language-server", "bin", "yaml-language-server")
SECONDS = 60.0
SETTINGS = {
    "yaml": {
        "schemaStore": {"enable": False},
        "completion": True,
        "hover": True,
        "validate": True,
        "maxItemsComputed": 5000,
    }
}


def find_server() -> list[str] | str:
    """The command of the server, or why there is none. `YAML_LANGUAGE_SERVER` may name its file."""
    node = shutil.which("node")
    if node is None:
        return "node is not installed"
    named = os.environ.get("YAML_LANGUAGE_SERVER")
    if named:
        return [node, named, "--stdio"] if Path(named).is_file() else f"YAML_LANGUAGE_SERVER: no file {named}"
    on_path = shutil.which("yaml-language-server")
    if on_path is not None:
        return [on_path, "--stdio"]
    npm = shutil.which("npm")
    done = subprocess.run([npm, "root", "-g"], capture_output=True, text=True, check=False) if npm else None
    folders = [Path("node_modules"), *([Path(done.stdout.strip())] if done and done.stdout.strip() else [])]
    found = next((folder / ENTRY for folder in folders if (folder / ENTRY).is_file()), None)
    return [node, str(found), "--stdio"] if found else "the npm package yaml-language-server is not installed"


class LanguageServer:
    """A running server, spoken to over its standard streams in JSON-RPC."""

    def __init__(self, command: list[str], root: Path) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._answers: Queue[dict[str, Any]] = Queue()
        self._told: Queue[dict[str, Any]] = Queue()
        self._number = 0
        self._version = 0
        threading.Thread(target=self._read, daemon=True).start()
        capabilities = {
            "textDocument": {
                "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
                "hover": {"contentFormat": ["markdown"]},
                "publishDiagnostics": {},
            },
            "workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}},
        }
        asked = {
            "processId": os.getpid(),
            "rootUri": root.as_uri(),
            "capabilities": capabilities,
            "workspaceFolders": None,
        }
        self.ask("initialize", asked)
        self._send({"method": "initialized", "params": {}})
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": SETTINGS}})

    def ask(self, method: str, params: Any) -> Any:
        """A request, and the result of its answer."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        answer = self._answers.get(timeout=SECONDS)
        assert answer["id"] == self._number, answer
        assert "error" not in answer, answer
        return answer["result"]

    def open(self, path: Path, text: str) -> list[dict[str, Any]]:
        """Opens a file with this text; what the server finds wrong with it."""
        self._version += 1
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": self._version, "text": text}
        while not self._told.empty():
            self._told.get()
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        return self._diagnostics(path.as_uri())

    def close(self, path: Path) -> None:
        """Closes a file."""
        self._send({"method": "textDocument/didClose", "params": {"textDocument": {"uri": path.as_uri()}}})

    def complete(self, path: Path, line: int, character: int) -> dict[str, dict[str, Any]]:
        """What may be written at a place, by label. Lines and characters count from 0."""
        found = self.ask("textDocument/completion", self._at(path, line, character))
        items = found["items"] if isinstance(found, dict) else found or []
        return {item["label"]: item for item in items}

    def hover(self, path: Path, line: int, character: int) -> str:
        """The help shown at a place."""
        found = self.ask("textDocument/hover", self._at(path, line, character))
        if not found:
            return ""
        contents = found["contents"]
        return contents["value"] if isinstance(contents, dict) else str(contents)

    def stop(self) -> None:
        """Ends the server."""
        self._process.terminate()
        self._process.wait(timeout=10)

    def _at(self, path: Path, line: int, character: int) -> dict[str, Any]:
        return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": character}}

    def _diagnostics(self, uri: str) -> list[dict[str, Any]]:
        while True:
            try:
                told = self._told.get(timeout=SECONDS)
            except Empty:
                raise AssertionError(f"the server said nothing of {uri}") from None
            if told["uri"] == uri:
                found: list[dict[str, Any]] = told["diagnostics"]
                return found

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while header := stream.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                header = stream.readline()
            self._take(json.loads(stream.read(length)))

    def _take(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method is None:
            self._answers.put(message)
        elif method == "textDocument/publishDiagnostics":
            self._told.put(message["params"])
        elif "id" in message:
            wanted = message["params"].get("items", []) if method == "workspace/configuration" else None
            result = None if wanted is None else [SETTINGS.get(item.get("section", ""), {}) for item in wanted]
            self._send({"id": message["id"], "result": result})


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    """One server for all tests."""
    command = find_server()
    assert isinstance(command, list) or "YAML_LANGUAGE_SERVER" not in os.environ, command
    if isinstance(command, str):
        pytest.skip(f"{command}: `npm install -g yaml-language-server`, or set YAML_LANGUAGE_SERVER")
    running = LanguageServer(command, tmp_path_factory.mktemp("editor"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the schema, as `gancompile new` leaves it."""
    from gancompile.cli import main

    folder = tmp_path_factory.mktemp("specs")
    assert main(["new", "mine", "--from", "gan-ring", "-o", str(folder / "mine.yaml")]) == 0
    return folder
