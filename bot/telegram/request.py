"""HTTP to Telegram on aiohttp, under PTB's BaseRequest and for our own raw calls."""

import io
from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson
from aiohttp import ClientTimeout, hdrs
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.core.post import Json
from bot.telegram.jsons import loads

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
POOL_SECONDS = 20.0
_HEADERS: Mapping[str, str] = {hdrs.CONTENT_TYPE: "application/json"}
_SKIPPED = (hdrs.USER_AGENT, hdrs.ACCEPT, hdrs.ACCEPT_ENCODING)


class NotSent(NetworkError):
    """Telegram surely did not carry this request out."""


class MaybeSent(NetworkError):
    """The request left, and nobody knows whether Telegram carried it out."""


class TooFast(TelegramError):
    """Telegram asks for a pause of `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Telegram asks for a pause of {seconds:g} s")
        self.seconds = seconds


class AiohttpRequest(BaseRequest):
    """One session and one pool of connections. No exception from here quotes a URL."""

    def __init__(self, connections: int = 100, proxy: str | None = None) -> None:
        self._connections = connections
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None
        self._timeouts: dict[float, ClientTimeout] = {}

    @property
    def read_timeout(self) -> float:
        return READ_SECONDS

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300),
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=_SKIPPED,
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def call(
        self, url: URL, params: Mapping[str, Any] | None = None, read: float = READ_SECONDS
    ) -> Json:
        """What Telegram answers to a method, as plain data."""
        try:
            body = orjson.dumps(params or {})
        except TypeError:
            raise BadRequest("cannot be encoded") from None
        payload = await self._exchange(hdrs.METH_POST, url, body, _HEADERS, read)
        return _result(payload)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """PTB's way in. Only its read time-out is heeded; the others have one value here."""
        read = read_timeout if isinstance(read_timeout, int | float) else READ_SECONDS
        body: bytes | aiohttp.FormData | None = None
        headers: Mapping[str, str] = {}
        if request_data is not None and request_data.contains_files:
            body = _form(request_data)
        elif request_data is not None:
            body, headers = orjson.dumps(request_data.parameters), _HEADERS
        payload = await self._exchange(method, URL(url, encoded=True), body, headers, read)
        return 200, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        return {"result": _result(payload)}

    async def _exchange(
        self,
        method: str,
        url: URL,
        body: bytes | aiohttp.FormData | None,
        headers: Mapping[str, str],
        read: float,
    ) -> bytes:
        if self._session is None:
            raise NotSent("the connection to Telegram is closed")
        try:
            async with self._session.request(
                method,
                url,
                data=body,
                headers=headers,
                allow_redirects=False,
                timeout=self._timeout(read),
            ) as response:
                payload = await response.read()
                status = response.status
        except (aiohttp.ClientError, OSError, TimeoutError, RuntimeError) as problem:
            # `from None`: what aiohttp raises may hold the URL, and the URL holds the token
            raise _lost(problem) from None
        if 200 <= status < 300:
            return payload
        raise refusal(status, payload)

    def _timeout(self, read: float) -> ClientTimeout:
        found = self._timeouts.get(read)
        if found is None:
            found = self._timeouts[read] = ClientTimeout(
                total=None, connect=POOL_SECONDS, sock_connect=CONNECT_SECONDS, sock_read=read
            )
        return found


def _lost(problem: Exception) -> NetworkError:
    name = type(problem).__name__
    surely = (
        aiohttp.ClientConnectorError,
        aiohttp.ConnectionTimeoutError,
        aiohttp.ClientProxyConnectionError,
        aiohttp.InvalidURL,
        RuntimeError,  # the session was closed before it was used
    )
    if isinstance(problem, surely):
        return NotSent(f"could not connect to Telegram ({name})")
    return MaybeSent(f"the connection to Telegram broke ({name})")


def refusal(status: int, payload: bytes) -> TelegramError:
    """The exception for an answer that is not 2xx. A page that is not JSON is not quoted."""
    description, pause = _description(payload)
    if status == 429 or pause:
        return TooFast(pause or 1.0)
    if status == 404 and "method" in description:
        return BadRequest(description)  # a Bot API server older than the method
    if status in (401, 404):
        return InvalidToken("Telegram does not know this bot")
    if status == 403:
        return Forbidden(description or "Forbidden")
    if status == 409:
        return Conflict(description or "Conflict")
    if status >= 500:
        return MaybeSent(f"Telegram answered {status}")
    if status >= 400:
        return BadRequest(description or f"Telegram answered {status}")
    return NotSent(f"Telegram answered {status}")


def _description(payload: bytes) -> tuple[str, float]:
    try:
        answer = loads(payload)
    except ValueError:
        return "", 0.0
    if not isinstance(answer, dict):
        return "", 0.0
    description, parameters = answer.get("description"), answer.get("parameters")
    pause = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return (
        description if isinstance(description, str) else "",
        float(pause) if isinstance(pause, int | float) else 0.0,
    )


def _result(payload: bytes) -> Json:
    try:
        answer = loads(payload)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or "result" not in answer:
        raise MaybeSent("Telegram's answer could not be read")
    return answer["result"]


def _form(data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        body = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, body, filename=filename, content_type=kind)
    return form
