"""`gancompile serve BUILD`: answers requests by HTTP, as TensorFlow Serving and KServe do, until it is stopped."""

from __future__ import annotations

import argparse
import ipaddress
import json
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from gancompile.cli.common import Verbs, path_argument, positive
from gancompile.cli.exit_codes import Exit
from gancompile.cli.origin_note import note_origin

if TYPE_CHECKING:
    from gancompile.runtime.serving import ServedModel

ORDER = 115
TOKEN = "GANCOMPILE_TOKEN"
GRACE_SECONDS = 10
QUEUE = 128


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("serve", help="answer requests by HTTP", description=__doc__)
    parser.add_argument("build", type=path_argument, metavar="BUILD", help="a build's folder, or a SavedModel's")
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="where to listen (127.0.0.1)")
    parser.add_argument("--port", type=_port, default=8501, metavar="N", help="where to listen, 0 for any (8501)")
    parser.add_argument("--name", metavar="NAME", help="of the model in addresses (that of the spec)")
    parser.add_argument(
        "--token",
        metavar="TOKEN",
        help=f"that requests must bear; wanted beyond this machine ({TOKEN} of the environment)",
    )
    parser.add_argument(
        "--max-megabytes", type=positive, default=32, metavar="N", help="how large a request may be (32)"
    )
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    token = parsed.token or os.environ.get(TOKEN)
    if not _is_loopback(parsed.host) and not token:
        print(
            f"error: on {parsed.host} others can reach the server: set `--token`, or {TOKEN} in the environment",
            file=sys.stderr,
        )
        return Exit.USAGE
    try:
        import prometheus_client  # noqa: F401
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        print(f"error: {error.name} is not installed; `pip install 'gancompile[serve]'` installs it", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    return _serve(parsed, token)


def _serve(parsed: argparse.Namespace, token: str | None) -> Exit:
    """Loads the model, listens, and answers until it is stopped."""
    from gancompile.cli.quiet import quiet

    quiet()
    note_origin(parsed.build, "its SavedModel")
    import uvicorn

    from gancompile.runtime.serving import ModelFolder, NoVersionError, Settings, make_application

    try:
        folder = ModelFolder(parsed.build, report=print)
    except NoVersionError as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    name = parsed.name or folder.model.name
    settings = Settings(name=name, token=token, most_bytes=parsed.max_megabytes * 2**20)
    config = uvicorn.Config(
        make_application(folder, settings), host=parsed.host, port=parsed.port, log_level="warning", access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )  # fmt: skip
    try:
        listening = config.bind_socket()
        listening.listen(QUEUE)  # who reads the address below may ask at once
    except (OSError, SystemExit):
        print(f"error: cannot listen on {parsed.host} port {parsed.port}: choose another `--port`", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    _announce(parsed.host, listening.getsockname()[1], folder.model, name)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
    print("stopped")
    return Exit.FINE


def _announce(host: str, port: int, model: ServedModel, name: str) -> None:
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    print(f"{name} is served at {address}/v1/models/{name}; stop it with Ctrl-C")
    row = {"seeds": 7, **_example(model)}
    request = {"signature_name": "sample", "instances": [row]}
    if "sample" in model.signatures and None not in row.values():
        print(f"  curl -d '{json.dumps(request)}' {address}/v1/models/{name}:predict", flush=True)


def _example(model: ServedModel) -> dict[str, int | None]:
    """The conditions of a sample: first classes; None for one that does not fit a line."""
    specs = model.specs("sample") if "sample" in model.signatures else {}
    return {key: 0 if spec.dtype.is_integer else None for key, spec in specs.items() if key != "seeds"}


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _port(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 65535:
        raise argparse.ArgumentTypeError("a port is from 0 to 65535")
    return value
