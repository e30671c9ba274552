"""Raw Bot API calls: plain data in, plain data out, no object built on the way of a turn."""

from collections.abc import Mapping
from typing import Any

from telegram import Bot
from yarl import URL

from bot.core.post import Json
from bot.telegram.request import READ_SECONDS, AiohttpRequest

TELEGRAM = "https://api.telegram.org"


class BadToken(Exception):
    """Telegram refuses the token. The token itself is not in the text."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} does not know this bot. Is TELEGRAM_BOT_TOKEN the one that @BotFather gave,"
            " whole and not revoked?"
        )


class BadAddress(Exception):
    def __init__(self) -> None:
        super().__init__(
            "TELEGRAM_API_URL is not an address. It is scheme, host and port, without /bot:"
            " for example https://api.telegram.org"
        )


class Api:
    """Calls by name. PTB's `do_api_request` warns at each method that PTB knows, and costs more."""

    def __init__(self, request: AiohttpRequest, token: str, url: str = "") -> None:
        self._request = request
        self._base = f"{(url or TELEGRAM).rstrip('/')}/bot{token}/"
        try:
            parts = URL(self._base, encoded=True)
            self.host = f"{parts.host}:{parts.port}" if parts.host else ""
        except ValueError:
            raise BadAddress from None
        if not self.host or parts.scheme not in ("http", "https"):
            raise BadAddress
        self._urls: dict[str, URL] = {}

    async def call(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        read: float = READ_SECONDS,
    ) -> Json:
        url = self._urls.get(method)
        if url is None:
            url = self._urls[method] = URL(self._base + method, encoded=True)
        return await self._request.call(url, params, read)


def make_bot(request: AiohttpRequest, token: str, url: str = "") -> Bot:
    """PTB's bot over the same connections, for what is rare: profile, webhook, files."""
    return Bot(
        token,
        base_url=f"{(url or TELEGRAM).rstrip('/')}/bot",
        request=request,
        get_updates_request=request,
    )
