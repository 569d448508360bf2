"""How fast an export answers: one call at several batches by four ways, and many clients at once through `gancompile serve`.

    python benchmarks/serving.py [--spec specs/dcgan-digits.yaml] [--requests 2000] [--clients 16]

All within one run, with the weights of one round; on a shared machine only the ratios say something. ONNX needs the extra `onnx`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

ROOT = Path(__file__).parent.parent
BATCHES = (1, 8, 64)
SECONDS = 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spec", type=Path, default=ROOT / "specs" / "dcgan-digits.yaml")
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--clients", type=int, default=16)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "build"
        gancompile("build", str(given.spec), "--steps", "1", "-q", "--out", str(folder))
        calls(folder, Path(temporary))
        asyncio.run(clients(folder, given.requests, given.clients))


def gancompile(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "gancompile", *arguments], check=True, stdout=subprocess.DEVNULL)


def calls(folder: Path, temporary: Path) -> None:
    """Milliseconds of one call from latents to images."""
    from gancompile.cli.quiet import quiet

    quiet()
    import tensorflow as tf

    from gancompile.runtime.program import make_game, read_program

    program = read_program(folder)
    game = make_game(program)
    network = game.network(program.generator.name)
    if [one.name for one in program.generator.inputs] != ["z"]:
        sys.exit("the spec must have a generator of one input, `z`")
    network.export(str(temporary / "plain"), verbose=False)
    ours = tf.saved_model.load(str(folder / "saved_model" / "1"))
    plain = tf.saved_model.load(str(temporary / "plain"))
    ways: dict[str, Callable[[Any], Any]] = {
        "our SavedModel": lambda z: ours.signatures["serving_default"](z=tf.constant(z)),
        "plain model.export": lambda z: plain.serve(tf.constant(z)),
        "keras.Model.predict": lambda z: network.predict(z, verbose=0),
    }
    session = onnx_session(folder)
    if session is not None:
        ways["our ONNX"] = lambda z: session.run(None, {"z": z})
    shape = program.generator.inputs[0].shape
    print(f"{'ms a call':22}" + "".join(f"{f'batch {batch}':>12}" for batch in BATCHES))
    for name, call in ways.items():
        took = [milliseconds(call, np.zeros((batch, *shape), np.float32)) for batch in BATCHES]
        print(f"{name:22}" + "".join(f"{one:12.2f}" for one in took))


def onnx_session(folder: Path) -> Any:
    try:
        import onnxruntime
    except ImportError:
        return None
    gancompile("export", str(folder), "--format", "onnx")
    return onnxruntime.InferenceSession(str(next(folder.glob("onnx/*/serving_default.onnx"))))


def milliseconds(call: Callable[[Any], Any], value: Any) -> float:
    call(value)
    count, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < SECONDS:
        call(value)
        count += 1
    return 1000 * (time.perf_counter() - begun) / count


async def clients(folder: Path, requests: int, number: int) -> None:
    """Requests of one sample each, so many at once: row-wise ones, which go together, and those by number and seed, which cannot."""
    command = [sys.executable, "-u", "-m", "gancompile", "serve", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = next(found[0] for line in server.stdout if (found := re.search(r"http://\S+(?=;)", line)))
        first = time.perf_counter()
        async with Connection(f"{address}:predict") as connection:
            await connection.post(json.dumps(body("sample", 0)).encode())
        print(f"first answer after the warm start: {1000 * (time.perf_counter() - first):.0f} ms")
        for signature in ("sample", "generate"):
            took, seconds = await burst(f"{address}:predict", signature, requests, number)
            p50, p99 = np.percentile(took, [50, 99]) * 1000
            rate = f"{requests / seconds:.0f} a second, p50 {p50:.0f} ms, p99 {p99:.0f} ms"
            print(f"{signature:10} {requests} requests, {number} at once: {rate}")
        server.terminate()


async def burst(address: str, signature: str, requests: int, number: int) -> tuple[list[float], float]:
    """The seconds of each request, and of all. Ends with an error where one is not answered."""
    waiting, took = iter(range(requests)), []

    async def client() -> None:
        async with Connection(address) as connection:
            for seed in waiting:
                begun = time.perf_counter()
                await connection.post(json.dumps(body(signature, seed)).encode())
                took.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(number)))
    return took, time.perf_counter() - begun


class Connection:
    """One kept open to an address. A client of a library would take more of the processor than the server."""

    def __init__(self, address: str) -> None:
        self.url = urlsplit(address)

    async def __aenter__(self) -> Connection:
        self.reader, self.writer = await asyncio.open_connection(self.url.hostname, self.url.port)
        return self

    async def __aexit__(self, *error: object) -> None:
        self.writer.close()

    async def post(self, content: bytes) -> bytes:
        head = f"POST {self.url.path} HTTP/1.1\r\nHost: {self.url.netloc}\r\nContent-Length: {len(content)}\r\n\r\n"
        self.writer.write(head.encode() + content)
        headers = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        answer = await self.reader.readexactly(int(headers.partition(b"content-length: ")[2].split()[0]))
        if b" 200 " not in headers.splitlines()[0]:
            sys.exit(f"{headers.splitlines()[0].decode()}: {answer[:200].decode()}")
        return answer


def body(signature: str, seed: int) -> dict[str, Any]:
    row = {"seeds": seed} if signature == "sample" else {"num": 1, "seed": seed}
    return {"signature_name": signature, "instances": [row]}


if __name__ == "__main__":
    main()
