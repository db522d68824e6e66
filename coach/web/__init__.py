"""The page for every screen in the room: a walk in any browser, and nothing but the walk.

`make_app` is the page's server as an ASGI application, `Serving` runs it in the caller's event loop, `Feed` follows a
walk through the interface that every viewer has (`coach.session.ports.WalkHost`), and `Access` decides who may look on.
Starlette, uvicorn and segno come with the extra `screen`, and only this room imports them.
"""
