"""TensorFlow Serving's REST interface: https://www.tensorflow.org/tfx/serving/api_rest."""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gancompile.runtime.serving import rest_format
from gancompile.runtime.serving.desk import Desk, NumbersResponse, sized
from gancompile.runtime.serving.errors import RequestError


def tensorflow_serving_routes(desk: Desk) -> list[Route]:
    """`predict`, the state and the metadata, of the version in service."""
    name = "/v1/models/{name}"
    return [
        Route("/v1/models/{target}", desk.guarded(predict), methods=["POST"]),
        Route(f"{name}/versions/{{target}}", desk.guarded(predict), methods=["POST"]),
        Route(name, desk.guarded(status)),
        Route(f"{name}/metadata", desk.guarded(metadata)),
        Route(f"{name}/versions/{{version}}", desk.guarded(status)),
        Route(f"{name}/versions/{{version}}/metadata", desk.guarded(metadata)),
    ]


async def predict(desk: Desk, request: Request) -> Response:
    target, _, verb = request.path_params["target"].partition(":")
    versioned = "name" in request.path_params
    name, version = (request.path_params["name"], target) if versioned else (target, None)
    model = desk.model(name, version)
    if verb != "predict":
        raise RequestError(f"`{verb or 'no verb'}` is not served; `{name}:predict` is", 404)
    body = await desk.json(request)
    asked = body.get("signature_name") if isinstance(body, dict) else None
    signature = model.signature(str(asked) if asked else None)
    names = list(model.specs(signature))
    given, rows = rest_format.inputs_of(body, names)
    outputs = await desk.answer(model, signature, given)
    answer = partial(rest_format.response_of, outputs, rows=rows)
    return NumbersResponse(await sized(answer, sum(one.nbytes for one in outputs.values())))


async def status(desk: Desk, request: Request) -> Response:
    model = desk.model(request.path_params["name"], request.path_params.get("version"))
    state = {
        "version": str(model.version),
        "state": "AVAILABLE",
        "status": {"error_code": "OK", "error_message": ""},
    }
    return JSONResponse({"model_version_status": [state]})


async def metadata(desk: Desk, request: Request) -> Response:
    name = request.path_params["name"]
    model = desk.model(name, request.path_params.get("version"))
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
