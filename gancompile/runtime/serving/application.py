"""The desk server as an ASGI application: TensorFlow Serving's REST protocol, KServe's version 2, health, measurements and a page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gancompile.runtime.serving.desk import Desk, Settings
from gancompile.runtime.serving.kserve import kserve_routes
from gancompile.runtime.serving.model_folder import ModelFolder
from gancompile.runtime.serving.own_pages import own_routes
from gancompile.runtime.serving.tensorflow_serving import tensorflow_serving_routes


def make_application(folder: ModelFolder, settings: Settings) -> Starlette:
    """The application that serves the newest version of a folder."""
    desk = Desk(folder=folder, settings=settings)

    @asynccontextmanager
    async def lifespan(application: Starlette) -> AsyncIterator[None]:
        desk.measurements.serves(folder.model.version)
        watcher = asyncio.create_task(desk.watch())
        yield
        watcher.cancel()
        with suppress(asyncio.CancelledError):
            await watcher
        desk.executor.shutdown(wait=True)

    routes = [*tensorflow_serving_routes(desk), *kserve_routes(desk), *own_routes(desk)]
    handlers: Mapping[Any, Any] = {HTTPException: _malformed, Exception: _failed}
    return Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)


async def _malformed(request: Request, error: HTTPException) -> Response:
    return JSONResponse({"error": f"Malformed request: {request.method} {request.url.path}"}, error.status_code)


async def _failed(request: Request, error: Exception) -> Response:
    return JSONResponse({"error": f"the server failed: {type(error).__name__}"}, 500)
