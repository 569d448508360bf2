"""What the server says of itself: measurements, the OpenAPI page, and a page that shows the generator's images."""

from __future__ import annotations

from functools import cache
from mimetypes import guess_type

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gancompile.pages import NoPageError, page_files, page_model
from gancompile.runtime.serving.desk import Desk
from gancompile.runtime.serving.errors import RequestError
from gancompile.runtime.serving.open_api import open_api
from gancompile.runtime.serving.served_model import DEFAULT

PAGE = cache(page_files)


def own_routes(desk: Desk) -> list[Route]:
    """`/metrics`, `/openapi.json`, and the page at `/`, last, as its files have any name."""
    return [
        Route("/metrics", desk.guarded(metrics)),
        Route("/openapi.json", desk.guarded(api)),
        Route("/", desk.guarded(page)),
        Route("/model.json", desk.guarded(model_of_page)),
        Route("/{file}", desk.guarded(page)),
    ]


async def metrics(desk: Desk, request: Request) -> Response:
    return Response(desk.measurements.text(), media_type="text/plain; version=0.0.4")


async def api(desk: Desk, request: Request) -> Response:
    return JSONResponse(open_api(desk.settings.name, desk.folder.model.contract))


async def page(desk: Desk, request: Request) -> Response:
    """The page that shows the generator's images, by this server."""
    name = request.path_params.get("file", "index.html")
    if name not in PAGE():
        raise HTTPException(404)
    return Response(PAGE()[name], media_type=guess_type(name)[0])


async def model_of_page(desk: Desk, request: Request) -> Response:
    contract = desk.folder.model.contract
    generator = contract.get("signatures", {}).get(DEFAULT)
    if generator is None:
        raise RequestError("there is no contract beside this model, from which the page is made", 404)
    try:
        (output, *_) = generator["outputs"]
        address = f"v1/models/{desk.settings.name}:predict"
        model = page_model(contract, generator["inputs"], output, engine="rest", address=address)
    except NoPageError as error:
        raise RequestError(str(error), 404) from error
    return JSONResponse(model)
