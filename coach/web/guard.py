"""What every request has to pass before anything answers it, and what every answer says to the browser."""

from collections.abc import Iterable
from enum import StrEnum
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POST_TYPE = "application/json"
"""A form cannot send it to another site without asking there first, and nobody answers that question here."""

LONGEST_BODY = 1024
"""Bytes; a command has under a hundred."""

HEADERS = (
    (
        b"content-security-policy",
        (
            b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
        ),
    ),
    (b"cache-control", b"no-store"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), screen-wake-lock=(self)"),
    (b"referrer-policy", b"same-origin"),  # with "no-referrer" some browsers send "null" as the origin of a post
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
"""Nothing from outside, nothing to outside, in no other page's frame, in no cache. There is no CORS header: no other
site may read an answer."""


class RequestProblem(StrEnum):
    """Why a request is refused; the words are for whoever looks into it, and say nothing about the walk."""

    HOST = "This address is not one of Coach's: type the one that Coach shows."
    ORIGIN = "Another site sent this request."
    SITE = "Another site led here: type the address, or scan its code."
    METHOD = "There is nothing to do this with."
    TYPE = "Not JSON."
    BODY = "Too long, or of unknown length."

    @property
    def status(self) -> HTTPStatus:
        """The answer's status."""
        return _STATUS.get(self, HTTPStatus.FORBIDDEN)


_STATUS = {
    RequestProblem.METHOD: HTTPStatus.METHOD_NOT_ALLOWED,
    RequestProblem.TYPE: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    RequestProblem.BODY: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}


def refusal(method: str, scheme: str, headers: Headers, hosts: frozenset[str]) -> RequestProblem | None:
    """Return why a request is refused, None when it may pass.

    Args:
        method: its HTTP method.
        scheme: http or https.
        headers: its headers.
        hosts: what `Host` may be: our own addresses, with the port where it is not the scheme's own.
    """
    host, origins = headers.get("host", "").lower(), headers.getlist("origin")
    if host not in hosts or len(headers.getlist("host")) != 1:
        return RequestProblem.HOST  # a name that leads here by DNS rebinding, among others
    if origins and origins != [f"{scheme}://{host}"]:
        return RequestProblem.ORIGIN
    if not origins and not {"same-origin", "none"}.issuperset(headers.getlist("sec-fetch-site")):
        return RequestProblem.SITE
    if method == "GET":
        has_body = "transfer-encoding" in headers or headers.get("content-length", "0") != "0"
        return RequestProblem.BODY if has_body else None
    return _refusal_of_a_post(headers) if method == "POST" else RequestProblem.METHOD


def _refusal_of_a_post(headers: Headers) -> RequestProblem | None:
    if "origin" not in headers:
        return RequestProblem.ORIGIN
    if headers.get("content-type", "").partition(";")[0].strip().lower() != POST_TYPE:
        return RequestProblem.TYPE
    length = headers.get("content-length", "")
    fits = length.isascii() and length.isdigit() and len(length) <= 9 and int(length) <= LONGEST_BODY
    return None if fits and "transfer-encoding" not in headers else RequestProblem.BODY


class Guard:
    """Refuses what `refusal` does not let pass, and adds `HEADERS` to every answer.

    Args:
        app: answers what passes.
        hosts: see `refusal`.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *HEADERS]}
            await send(message)

        headers = Headers(scope=scope)
        refused = refusal(scope["method"], scope["scheme"], headers, self._hosts)
        if refused is None:
            await self._app(_without_origin(scope, headers["host"]), receive, send_guarded)
            return
        # What else comes on this connection is not read: it may be a body without an end.
        more = {"connection": "close"} | ({"allow": "GET, POST"} if refused is RequestProblem.METHOD else {})
        await PlainTextResponse(f"{refused}\n", refused.status, more)(scope, receive, send_guarded)


def _without_origin(scope: Scope, host: str) -> Scope:
    """Return a request for a path: RFC 9112, 3.2.2, has every server take a whole address as well."""
    own, path = f"{scope['scheme']}://{host}", scope["path"]
    rest = path.removeprefix(own)
    return {**scope, "path": rest or "/"} if path.startswith(own) and rest[:1] in {"", "/"} else scope
