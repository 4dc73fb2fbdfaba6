"""Errors in REST: each is `{code, message}`, and every body is bounded before it is read."""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wall.control.refusals import problem_of
from wall.controller.throttling import TooManyAttempts
from wall.errors import WallError
from wall.protocol.codes import HTTP_STATUS, Status
from wall.protocol.decoding import Undecodable, decode_json
from wall.protocol.limits import MAX_TEXT_BYTES
from wall.protocol.messages import Problem

log = logging.getLogger(__name__)

BODY_WITHIN_S = 60.0
BYTES = b"application/octet-stream"
HOOKS = "/api/v1/hooks/"
_BY_HTTP: dict[int, Status] = {
    400: Status.BAD_REQUEST,
    401: Status.UNAUTHORIZED,
    403: Status.NOT_ALLOWED,
    404: Status.NOT_FOUND,
    405: Status.BAD_REQUEST,
    413: Status.TOO_LARGE,
}


class Unauthorized(WallError):
    """No token, or an unknown one."""

    code = Status.UNAUTHORIZED


def problem(code: str, message: str, *, status: int | None = None) -> JSONResponse:
    return _answer(Problem(code=code, message=message), status)


def _answer(told: Problem, status: int | None = None) -> JSONResponse:
    http = status or HTTP_STATUS.get(told.code, HTTPStatus.UNPROCESSABLE_ENTITY)
    headers = {"WWW-Authenticate": "Bearer"} if http == HTTPStatus.UNAUTHORIZED else None
    return JSONResponse(told.model_dump(mode="json"), status_code=http, headers=headers)


def answer_errors(app: FastAPI) -> None:
    """Answer every error in one shape."""

    @app.exception_handler(WallError)
    async def _refused(_: Request, error: WallError) -> JSONResponse:
        answer = _answer(problem_of(error))
        if isinstance(error, TooManyAttempts):
            answer.headers["Retry-After"] = str(error.wait_s)
        return answer

    @app.exception_handler(RequestValidationError)
    async def _misshapen(_: Request, error: RequestValidationError) -> JSONResponse:
        told = []
        for item in error.errors()[:5]:
            path = ".".join(str(step) for step in item["loc"] if step != "body")
            told.append(f"{path}: {item['msg']}" if path else str(item["msg"]))
        return problem(Status.BAD_REQUEST, "; ".join(told))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        code = _BY_HTTP.get(error.status_code, Status.ERROR)
        why = f"{request.method} {request.url.path}: {error.detail}"
        return problem(code, why, status=error.status_code)

    @app.exception_handler(Exception)
    async def _failed(request: Request, error: Exception) -> JSONResponse:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return problem(Status.INTERNAL, "the controller failed; its log says how")


class BoundedBodies:
    """ASGI middleware: reads bodies up to the limit, and JSON within the limits of the channel."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "DELETE", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(BODY_WITHIN_S):
                body = await _read(receive)
        except TimeoutError:
            why = f"the body did not come within {BODY_WITHIN_S:g} s"
            await problem(Status.BAD_REQUEST, why, status=408)(scope, receive, send)
            return
        if body is None:
            why = f"a body is at most {MAX_TEXT_BYTES} bytes; send uploads in parts"
            await problem(Status.TOO_LARGE, why)(scope, receive, send)
            return
        # What calls a source's address speaks as its network does.
        is_ours = not str(scope["path"]).startswith(HOOKS)
        if body and is_ours and dict(scope["headers"]).get(b"content-type", b"") != BYTES:
            try:
                decode_json(body)
            except Undecodable as error:
                await problem(Status.BAD_REQUEST, str(error))(scope, receive, send)
                return
        await self._app(scope, _Replay(body, receive).receive, send)


async def _read(receive: Receive) -> bytes | None:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > MAX_TEXT_BYTES:
            return None
        if not message.get("more_body", False):
            return bytes(body)


class _Replay:
    """Gives the body that was read once more, then what comes after it."""

    def __init__(self, body: bytes, then: Receive) -> None:
        self._body: bytes | None = body
        self._then = then

    async def receive(self) -> Message:
        if self._body is None:
            return await self._then()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}
