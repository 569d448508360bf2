"""What the protocols of the desk server share: the model in service, the bodies of requests, answers, the token."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from numpy.typing import NDArray
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gancompile.runtime.serving.batcher import Batcher
from gancompile.runtime.serving.errors import RequestError
from gancompile.runtime.serving.measurements import Measurements
from gancompile.runtime.serving.model_folder import ModelFolder
from gancompile.runtime.serving.served_model import ServedModel

THREADS = 2
SMALL_BYTES = 2**16
OPEN_PATHS = frozenset({"/", "/v2/health/live", "/v2/health/ready"})
"""What needs no token: a load balancer's questions, and the page, which asks its visitor for it."""
OPEN_ENDINGS = (".css", ".js")
Handler = Callable[["Desk", Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """name: of the model in addresses. token: that requests must bear, None where all are answered. poll_seconds: between looks for a
    newer version. most_bytes: of the body of a request."""

    name: str
    token: str | None = None
    poll_seconds: float = 1.0
    most_bytes: int = 32 * 2**20


@dataclass(slots=True)
class Desk:
    """Answers by the model of a folder."""

    folder: ModelFolder
    settings: Settings
    measurements: Measurements = field(default_factory=Measurements)
    executor: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS))
    batchers: dict[tuple[int, str], Batcher] = field(default_factory=dict)
    """By the version and the signature."""

    async def watch(self) -> None:
        """Exchanges the model for a newer version as soon as that one is warm; requests under way end with the old one."""
        while True:
            await asyncio.sleep(self.settings.poll_seconds)
            if await self._is_exchanged():
                version = self.folder.model.version
                self.measurements.serves(version)
                self.batchers = {key: one for key, one in self.batchers.items() if key[0] == version}

    async def _is_exchanged(self) -> bool:
        try:
            return await asyncio.get_running_loop().run_in_executor(None, self.folder.refresh)
        except Exception:
            # Whatever is wrong with a newer version, requests are answered by the old one.
            logging.getLogger(__name__).exception("a newer version could not be looked at")
            return False

    def guarded(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """A handler behind the token, whose refusals become JSON."""

        async def guarded(request: Request) -> Response:
            if not self._is_allowed(request):
                return JSONResponse({"error": "a token is wanted: `Authorization: Bearer TOKEN`"}, 401)
            try:
                return await handler(self, request)
            except RequestError as error:
                return JSONResponse({"error": str(error)}, error.status)
            except RecursionError:
                return JSONResponse({"error": "the request has lists within lists that no model takes"}, 400)

        return guarded

    def _is_allowed(self, request: Request) -> bool:
        path = request.url.path
        if self.settings.token is None or path in OPEN_PATHS or path.endswith(OPEN_ENDINGS):
            return True
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), self.settings.token.encode())

    def model(self, name: str, version: str | None) -> ServedModel:
        """The model in service. Raises RequestError for another name or version."""
        model = self.folder.model
        if name != self.settings.name:
            raise RequestError(f"there is no model `{name}`; there is {self.settings.name}", 404)
        if version is not None and version != str(model.version):
            raise RequestError(f"version {version} of `{name}` is not in service; version {model.version} is", 404)
        return model

    async def json(self, request: Request) -> Any:
        """The body of a request. Raises RequestError where it is too large or no JSON."""
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > self.settings.most_bytes:
                raise RequestError(f"the request is larger than {self.settings.most_bytes:,} bytes", 413)
        try:
            return await sized(partial(json.loads, bytes(body)), len(body))
        except (ValueError, RecursionError) as error:
            raise RequestError(f"the request is no JSON: {error}") from error

    async def answer(self, model: ServedModel, signature: str, given: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
        """The outputs of a request, together with those of others where rows may be."""
        begun, rows, status = time.perf_counter(), 0, 500
        try:
            inputs = model.checked(signature, given)
            rows = max((len(one) for one in inputs.values() if one.ndim), default=1)
            if model.is_row_wise(signature):
                outputs = await self._batcher(model, signature).predict(inputs)
            else:
                loop = asyncio.get_running_loop()
                outputs = await loop.run_in_executor(self.executor, model.predict, signature, inputs)
            status = 200
            return outputs
        except RequestError as error:
            status = error.status
            raise
        finally:
            self.measurements.answered(signature, status, time.perf_counter() - begun, rows if status == 200 else 0)

    def _batcher(self, model: ServedModel, signature: str) -> Batcher:
        key = (model.version, signature)
        if key not in self.batchers:
            self.batchers[key] = Batcher(partial(model.predict, signature), self.executor)
        return self.batchers[key]


class NumbersResponse(JSONResponse):
    """JSON with `NaN` where a number is missing, as TensorFlow Serving writes it."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, allow_nan=True, separators=(",", ":")).encode()


async def sized(work: Callable[[], Any], size: int) -> Any:
    """The result of work on so many bytes: at once where it is small, else in a thread, so that others are answered meanwhile."""
    return work() if size < SMALL_BYTES else await asyncio.get_running_loop().run_in_executor(None, work)
