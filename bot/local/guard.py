"""Who may speak to the page: this machine's own browser, on the page's own address, nobody else."""

from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.local.refusal import Refused

HOSTS = ("localhost", "127.0.0.1", "[::1]")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
DRAWING = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def is_bot_side(path: str) -> bool:
    return path.startswith(("/bot", "/file/bot"))


def check(request: web.Request, port: int) -> None:
    """Refuse other names for this machine (DNS rebinding) and other pages' requests."""
    hosts = {f"{host}:{port}" for host in HOSTS}
    if request.headers.get("Host", "").lower() not in hosts:
        raise web.HTTPForbidden(text="Host must be this machine's own address.")
    if is_bot_side(request.path):
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() not in {f"http://{host}" for host in hosts}:
        raise web.HTTPForbidden(text="Origin must be the page itself.")
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        raise web.HTTPForbidden(text="Only the page itself may ask.")
    if request.method == "POST" and request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="JSON, please.")


def guarded(port: Callable[[], int]) -> Middleware:
    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        check(request, port())
        try:
            response = await handler(request)
        except Refused as refused:
            response = web.json_response(refused.answer(), status=refused.code)
        if not response.prepared and not is_bot_side(request.path):
            dress(response)
        return response

    return guard


def dress(response: web.StreamResponse) -> None:
    """The headers that keep the page to itself."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", POLICY)
