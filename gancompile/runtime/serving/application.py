"""The server as an ASGI application: TensorFlow Serving's REST protocol, KServe's version 2, health and measurements."""

from __future__ import annotations

import asyncio
import hmac
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from mimetypes import guess_type
from typing import Any

from numpy.typing import NDArray
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gancompile.pages import NoPageError, page_files, page_model
from gancompile.runtime.serving import kserve_format, rest_format
from gancompile.runtime.serving.batcher import Batcher
from gancompile.runtime.serving.errors import RequestError
from gancompile.runtime.serving.measurements import Measurements
from gancompile.runtime.serving.model_folder import ModelFolder
from gancompile.runtime.serving.open_api import open_api
from gancompile.runtime.serving.served_model import DEFAULT, ServedModel
from gancompile.version import __version__

THREADS = 2
SMALL_BYTES = 2**16
OPEN_PATHS = frozenset({"/v2/health/live", "/v2/health/ready"})
"""What a load balancer asks, without a token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """name: of the model in addresses. token: that requests must bear, None where all are answered. poll_seconds: between looks for a
    newer version. most_bytes: of the body of a request."""

    name: str
    token: str | None = None
    poll_seconds: float = 1.0
    most_bytes: int = 32 * 2**20


def make_application(folder: ModelFolder, settings: Settings) -> Starlette:
    """The application that serves the newest version of a folder."""
    return _Desk(folder=folder, settings=settings).application()


@dataclass(slots=True)
class _Desk:
    folder: ModelFolder
    settings: Settings
    measurements: Measurements = field(default_factory=Measurements)
    executor: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS))
    page: Mapping[str, bytes] = field(default_factory=page_files)
    batchers: dict[tuple[int, str], Batcher] = field(default_factory=dict)
    """By the version and the signature."""

    def application(self) -> Starlette:
        routes = [
            Route("/v1/models/{target}", self._guarded(self._v1_predict), methods=["POST"]),
            Route("/v1/models/{name}/versions/{target}", self._guarded(self._v1_predict), methods=["POST"]),
            Route("/v1/models/{name}", self._guarded(self._v1_status)),
            Route("/v1/models/{name}/metadata", self._guarded(self._v1_metadata)),
            Route("/v1/models/{name}/versions/{version}", self._guarded(self._v1_status)),
            Route("/v1/models/{name}/versions/{version}/metadata", self._guarded(self._v1_metadata)),
            Route("/v2", self._guarded(self._v2_server)),
            Route("/v2/health/{state}", self._guarded(self._v2_health)),
            Route("/v2/models/{name}", self._guarded(self._v2_metadata)),
            Route("/v2/models/{name}/ready", self._guarded(self._v2_ready)),
            Route("/v2/models/{name}/infer", self._guarded(self._v2_infer), methods=["POST"]),
            Route("/v2/models/{name}/versions/{version}", self._guarded(self._v2_metadata)),
            Route("/v2/models/{name}/versions/{version}/ready", self._guarded(self._v2_ready)),
            Route("/v2/models/{name}/versions/{version}/infer", self._guarded(self._v2_infer), methods=["POST"]),
            Route("/metrics", self._guarded(self._metrics)),
            Route("/openapi.json", self._guarded(self._open_api)),
            Route("/", self._guarded(self._page)),
            Route("/model.json", self._guarded(self._page_model)),
            Route("/{file}", self._guarded(self._page)),
        ]
        handlers: Mapping[Any, Any] = {HTTPException: _malformed, Exception: _failed}
        return Starlette(routes=routes, lifespan=self._lifespan, exception_handlers=handlers)

    @asynccontextmanager
    async def _lifespan(self, application: Starlette) -> AsyncIterator[None]:
        self.measurements.serves(self.folder.model.version)
        watcher = asyncio.create_task(self._watch())
        yield
        watcher.cancel()
        with suppress(asyncio.CancelledError):
            await watcher
        self.executor.shutdown(wait=True)

    async def _watch(self) -> None:
        """Exchanges the model for a newer version as soon as that one is warm; requests under way end with the old one."""
        while True:
            await asyncio.sleep(self.settings.poll_seconds)
            if await asyncio.get_running_loop().run_in_executor(None, self.folder.refresh):
                version = self.folder.model.version
                self.measurements.serves(version)
                self.batchers = {key: one for key, one in self.batchers.items() if key[0] == version}

    def _guarded(self, handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        """A handler behind the token, whose refusals become JSON."""

        async def guarded(request: Request) -> Response:
            if not self._is_allowed(request):
                return JSONResponse({"error": "a token is wanted: `Authorization: Bearer TOKEN`"}, 401)
            try:
                return await handler(request)
            except RequestError as error:
                return JSONResponse({"error": str(error)}, error.status)

        return guarded

    def _is_allowed(self, request: Request) -> bool:
        if self.settings.token is None or request.url.path in OPEN_PATHS:
            return True
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), self.settings.token.encode())

    # TensorFlow Serving

    async def _v1_predict(self, request: Request) -> Response:
        target, _, verb = request.path_params["target"].partition(":")
        versioned = "name" in request.path_params
        name, version = (request.path_params["name"], target) if versioned else (target, None)
        model = self._model(name, version)
        if verb != "predict":
            raise RequestError(f"`{verb or 'no verb'}` is not served; `{name}:predict` is", 404)
        body = await self._json(request)
        asked = body.get("signature_name") if isinstance(body, dict) else None
        signature = model.signature(str(asked) if asked else None)
        names = list(model.specs(signature))
        given, rows = rest_format.inputs_of(body, names)
        outputs = await self._answer(model, signature, given)
        answer = partial(rest_format.response_of, outputs, rows=rows)
        return _NumbersResponse(await _done(answer, sum(one.nbytes for one in outputs.values())))

    async def _v1_status(self, request: Request) -> Response:
        model = self._model(request.path_params["name"], request.path_params.get("version"))
        state = {
            "version": str(model.version),
            "state": "AVAILABLE",
            "status": {"error_code": "OK", "error_message": ""},
        }
        return JSONResponse({"model_version_status": [state]})

    async def _v1_metadata(self, request: Request) -> Response:
        name = request.path_params["name"]
        model = self._model(name, request.path_params.get("version"))
        described = {
            key: rest_format.signature_def(model.specs(key), one.structured_outputs)
            for key, one in model.signatures.items()
        }
        return JSONResponse(
            {
                "model_spec": {"name": name, "signature_name": "", "version": str(model.version)},
                "metadata": {"signature_def": {"signature_def": described}},
            }
        )

    # KServe, version 2

    async def _v2_server(self, request: Request) -> Response:
        return JSONResponse({"name": "gancompile", "version": __version__, "extensions": []})

    async def _v2_health(self, request: Request) -> Response:
        state = request.path_params["state"]
        if state not in {"live", "ready"}:
            raise RequestError(f"there is no health `{state}`; there are live and ready", 404)
        return JSONResponse({state: True})

    async def _v2_ready(self, request: Request) -> Response:
        model = self._model(request.path_params["name"], request.path_params.get("version"))
        return JSONResponse({"name": self.settings.name, "version": str(model.version), "ready": True})

    async def _v2_metadata(self, request: Request) -> Response:
        name = request.path_params["name"]
        model = self._model(name, request.path_params.get("version"))
        signature = model.signature(request.query_params.get("signature_name"))
        return JSONResponse(
            {
                "name": name,
                "versions": [str(model.version)],
                "platform": "tensorflow_savedmodel",
                "inputs": kserve_format.metadata_of(model.specs(signature)),
                "outputs": kserve_format.metadata_of(model.signatures[signature].structured_outputs),
                "parameters": {"signatures": sorted(model.signatures)},
            }
        )

    async def _v2_infer(self, request: Request) -> Response:
        name = request.path_params["name"]
        model = self._model(name, request.path_params.get("version"))
        body = await self._json(request)
        parameters = body.get("parameters") if isinstance(body, dict) else None
        asked = parameters.get("signature_name") if isinstance(parameters, dict) else None
        signature = model.signature(str(asked) if asked else None)
        given = kserve_format.inputs_of(body)
        outputs = kserve_format.outputs_of(await self._answer(model, signature, given), body.get("outputs"))
        made = {"model_name": name, "model_version": str(model.version), "outputs": outputs}
        return _NumbersResponse({**made, **({"id": body["id"]} if "id" in body else {})})

    # Of the server itself

    async def _metrics(self, request: Request) -> Response:
        return Response(self.measurements.text(), media_type="text/plain; version=0.0.4")

    async def _open_api(self, request: Request) -> Response:
        return JSONResponse(open_api(self.settings.name, self.folder.model.contract))

    async def _page(self, request: Request) -> Response:
        """The page that shows the generator's images, by this server."""
        name = request.path_params.get("file", "index.html")
        if name not in self.page:
            raise HTTPException(404)
        return Response(self.page[name], media_type=guess_type(name)[0])

    async def _page_model(self, request: Request) -> Response:
        contract = self.folder.model.contract
        generator = contract.get("signatures", {}).get(DEFAULT)
        if generator is None:
            raise RequestError("there is no contract beside this model, from which the page is made", 404)
        try:
            (output, *_) = generator["outputs"]
            address = f"v1/models/{self.settings.name}:predict"
            model = page_model(contract, generator["inputs"], output, engine="rest", address=address)
        except NoPageError as error:
            raise RequestError(str(error), 404) from error
        return JSONResponse(model)

    def _model(self, name: str, version: str | None) -> ServedModel:
        """The model in service. Raises RequestError for another name or version."""
        model = self.folder.model
        if name != self.settings.name:
            raise RequestError(f"there is no model `{name}`; there is {self.settings.name}", 404)
        if version is not None and version != str(model.version):
            raise RequestError(f"version {version} of `{name}` is not in service; version {model.version} is", 404)
        return model

    async def _json(self, request: Request) -> Any:
        """The body of a request. Raises RequestError where it is too large or no JSON."""
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > self.settings.most_bytes:
                raise RequestError(f"the request is larger than {self.settings.most_bytes:,} bytes", 413)
        try:
            return await _done(partial(json.loads, bytes(body)), len(body))
        except (ValueError, RecursionError) as error:
            raise RequestError(f"the request is no JSON: {error}") from error

    async def _answer(self, model: ServedModel, signature: str, given: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
        """The outputs of a request, together with those of others where rows may be."""
        begun, rows, status = time.perf_counter(), 0, 500
        try:
            inputs = model.checked(signature, given)
            rows = max((len(one) for one in inputs.values() if one.ndim), default=1)
            answer = partial(model.predict, signature)
            if model.is_row_wise(signature):
                key = (model.version, signature)
                batcher = self.batchers.setdefault(key, Batcher(answer, self.executor))
                outputs = await batcher.predict(inputs)
            else:
                outputs = await asyncio.get_running_loop().run_in_executor(self.executor, answer, inputs)
            status = 200
            return outputs
        except RequestError as error:
            status = error.status
            raise
        finally:
            self.measurements.answered(signature, status, time.perf_counter() - begun, rows if status == 200 else 0)


class _NumbersResponse(JSONResponse):
    """JSON with `NaN` where a number is missing, as TensorFlow Serving writes it."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, allow_nan=True, separators=(",", ":")).encode()


async def _done(work: Callable[[], Any], size: int) -> Any:
    """The result of work on so many bytes: at once where it is small, else in a thread, so that others are answered meanwhile."""
    return work() if size < SMALL_BYTES else await asyncio.get_running_loop().run_in_executor(None, work)


async def _malformed(request: Request, error: HTTPException) -> Response:
    return JSONResponse({"error": f"Malformed request: {request.method} {request.url.path}"}, error.status_code)


async def _failed(request: Request, error: Exception) -> Response:
    return JSONResponse({"error": f"the server failed: {type(error).__name__}"}, 500)
