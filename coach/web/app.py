"""The page's answers: the page itself to everybody, and the walk to the devices that are let in."""

from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from http import HTTPStatus
from importlib.resources import files

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from coach.errors import RecordingError
from coach.session.strict_json import load_object
from coach.web.access import Access, Device
from coach.web.commands import tapped
from coach.web.feed import Feed, PageStream
from coach.web.guard import Guard

MOST_STREAMS = 64
"""Pages that look on at one time."""

MOST_STREAMS_OF_A_DEVICE = 4
"""Tabs of one browser. It makes six connections to a server without encryption, and a stream holds one as long as it
lasts: two are left for commands, and for the page that says that there are too many."""

COMMANDS, COMMANDS_S = 20, 10.0
"""So many commands in so many seconds: faster than fingers, and few enough to be recorded."""

PAGE_HEADER, PAGE_FIELD = "x-coach-page", "page"
"""Where the page shows its own key: in a header, and in the address of what a browser asks for without headers."""

PAGE_FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/page.js": ("page.js", "text/javascript; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
}


def page_files() -> dict[str, bytes]:
    """Return the page's files by their path on the server."""
    return {path: (files("coach.web") / "static" / name).read_bytes() for path, (name, _) in PAGE_FILES.items()}


def make_app(
    feed: Feed,
    access: Access,
    page: Mapping[str, bytes],
    now_s: Callable[[], float],
    *,
    hosts: Iterable[str],
    cookie: str,
    secure: bool,
    allow_control: bool,
) -> ASGIApp:
    """Return the page's server as an ASGI application.

    Args:
        feed: the walk.
        access: who may look on.
        page: the files for everybody, see `page_files`.
        now_s: the time for `access`.
        hosts: what the header `Host` may be.
        cookie: the name of the cookie with a device's key.
        secure: whether the cookie is for encrypted connections alone.
        allow_control: whether devices may send commands.
    """
    answers = _Answers(feed, access, now_s, cookie=cookie, secure=secure, allow_control=allow_control)
    routes = [_file_route(path, page[path], kind) for path, (_, kind) in PAGE_FILES.items()]
    routes += [
        Route("/enter", answers.enter, methods=["POST"]),
        _reading("/walk", answers.walk),
        _reading("/trace", answers.trace),
        Route("/command", answers.command, methods=["POST"]),
        _reading("/favicon.ico", _nothing),  # browsers ask for it unasked
    ]
    app = Starlette(routes=routes, exception_handlers={ClientDisconnect: _gone})
    app.router.redirect_slashes = False
    return Guard(app, hosts)


def _file_route(path: str, content: bytes, kind: str) -> Route:
    async def answer(_request: Request) -> Response:
        return Response(content, headers={"content-type": kind})

    return _reading(path, answer)


def _reading(path: str, answer: Callable[[Request], Awaitable[Response]]) -> Route:
    route = Route(path, answer)
    route.methods = {"GET"}  # Starlette adds HEAD, which the guard lets nobody ask
    return route


async def _nothing(_request: Request) -> Response:
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def _gone(_request: Request, _error: Exception) -> Response:
    return Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody is there to read it


class _Answers:
    """What is answered to the devices that are let in, and to those who want to be."""

    def __init__(
        self,
        feed: Feed,
        access: Access,
        now_s: Callable[[], float],
        *,
        cookie: str,
        secure: bool,
        allow_control: bool,
    ) -> None:
        self._feed = feed
        self._access = access
        self._now_s = now_s
        self._cookie = cookie
        self._secure = secure
        self._allow_control = allow_control
        self._streams: Counter[int] = Counter()
        self._commands_s: deque[float] = deque(maxlen=COMMANDS)

    async def enter(self, request: Request) -> Response:
        """Exchange the code for a cookie, and for what the page itself keeps."""
        code = _code_in(await request.body())
        address = request.client.host if request.client else ""
        now_s = self._now_s()
        held_off = self._access.is_held_off(address, now_s)
        user_agent = request.headers.get("user-agent", "")
        keys = self._access.enter(code, user_agent=user_agent, address=address, now_s=now_s)
        if keys is None:
            return _refuse(HTTPStatus.TOO_MANY_REQUESTS if held_off else HTTPStatus.FORBIDDEN)
        if (before := request.cookies.get(self._cookie)) is not None:  # it has scanned another code
            self._access.forget(before)
            self._feed.wake()
        answer = JSONResponse({"page": keys.page})
        answer.set_cookie(self._cookie, keys.cookie, path="/", secure=self._secure, httponly=True, samesite="strict")
        return answer

    async def walk(self, request: Request) -> Response:
        """Stream the walk."""
        device = self._looking(request)
        if device is None:
            return _refuse()
        if self._streams.total() >= MOST_STREAMS or self._streams[device.id] >= MOST_STREAMS_OF_A_DEVICE:
            return _refuse(HTTPStatus.TOO_MANY_REQUESTS)
        return _Stream(
            self._feed.join(allowed=self._allow_control),
            lambda: self._looking(request) is not None,
            self._streams,
            device.id,
        )

    async def trace(self, request: Request) -> Response:
        """Return the last minutes."""
        if self._looking(request) is None:
            return _refuse()
        return Response(self._feed.trace(), media_type="application/json")

    async def command(self, request: Request) -> Response:
        """Carry out a command, where that is allowed."""
        body = await request.body()
        if self._device(request, request.headers.get(PAGE_HEADER)) is None or not self._allow_control:
            return _refuse()
        asked = tapped(body)
        if asked is None:
            return _refuse(HTTPStatus.BAD_REQUEST)
        if self._is_too_fast():
            return _refuse(HTTPStatus.TOO_MANY_REQUESTS)
        done = await self._feed.change(asked.command, asked.at_s)
        return Response(status_code=HTTPStatus.NO_CONTENT) if done else _refuse(HTTPStatus.CONFLICT)

    def _looking(self, request: Request) -> Device | None:
        return self._device(request, request.query_params.get(PAGE_FIELD))

    def _device(self, request: Request, page: str | None) -> Device | None:
        return self._access.device_of(request.cookies.get(self._cookie), page)

    def _is_too_fast(self) -> bool:
        now_s = self._now_s()
        if len(self._commands_s) == COMMANDS and now_s - self._commands_s[0] < COMMANDS_S:
            return True
        self._commands_s.append(now_s)
        return False


class _Stream(StreamingResponse):
    """The answer that does not end: a page's stream, counted while it lasts."""

    def __init__(self, page: PageStream, may_look: Callable[[], bool], streams: Counter[int], device_id: int) -> None:
        super().__init__(page.parts(may_look), media_type="text/event-stream")
        self._page = page
        self._streams = streams
        self._device_id = device_id
        streams[device_id] += 1

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the page goes, may not look on any more, or is dropped."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._page.end()
            self._streams -= Counter({self._device_id: 1})


def _code_in(body: bytes) -> str:
    """Return the code in a request; an empty one, which is wrong like any other, when there is none."""
    try:
        code = load_object(body.decode("utf-8", "replace")).get("code")
    except RecordingError:
        return ""
    return code if isinstance(code, str) else ""


def _refuse(status: HTTPStatus = HTTPStatus.FORBIDDEN) -> Response:
    return Response(status_code=status)
