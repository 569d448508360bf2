"""KServe's protocol, version 2: https://github.com/kserve/open-inference-protocol."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gancompile.runtime.serving import kserve_format
from gancompile.runtime.serving.desk import Desk, NumbersResponse
from gancompile.runtime.serving.errors import RequestError
from gancompile.version import __version__


def kserve_routes(desk: Desk) -> list[Route]:
    """The server, its health, and `infer`, `ready` and the metadata of the version in service."""
    made = [Route("/v2", desk.guarded(server)), Route("/v2/health/{state}", desk.guarded(health))]
    for name in ("/v2/models/{name}", "/v2/models/{name}/versions/{version}"):
        made += [
            Route(name, desk.guarded(metadata)),
            Route(f"{name}/ready", desk.guarded(ready)),
            Route(f"{name}/infer", desk.guarded(infer), methods=["POST"]),
        ]
    return made


async def server(desk: Desk, request: Request) -> Response:
    return JSONResponse({"name": "gancompile", "version": __version__, "extensions": []})


async def health(desk: Desk, request: Request) -> Response:
    state = request.path_params["state"]
    if state not in {"live", "ready"}:
        raise RequestError(f"there is no health `{state}`; there are live and ready", 404)
    return JSONResponse({state: True})


async def ready(desk: Desk, request: Request) -> Response:
    model = desk.model(request.path_params["name"], request.path_params.get("version"))
    return JSONResponse({"name": desk.settings.name, "version": str(model.version), "ready": True})


async def metadata(desk: Desk, request: Request) -> Response:
    name = request.path_params["name"]
    model = desk.model(name, request.path_params.get("version"))
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


async def infer(desk: Desk, request: Request) -> Response:
    name = request.path_params["name"]
    model = desk.model(name, request.path_params.get("version"))
    body = await desk.json(request)
    parameters = body.get("parameters") if isinstance(body, dict) else None
    asked = parameters.get("signature_name") if isinstance(parameters, dict) else None
    signature = model.signature(str(asked) if asked else None)
    given = kserve_format.inputs_of(body)
    outputs = kserve_format.outputs_of(await desk.answer(model, signature, given), body.get("outputs"))
    made = {"model_name": name, "model_version": str(model.version), "outputs": outputs}
    return NumbersResponse({**made, **({"id": body["id"]} if "id" in body else {})})
