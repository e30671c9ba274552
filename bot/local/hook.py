"""setWebhook and its kin: where updates are to be delivered. Only to this machine."""

import ipaddress
import re
from urllib.parse import urlsplit

from bot.local.call import Call
from bot.local.refusal import bad
from bot.local.state import Hook
from bot.local.world import World

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def set_hook(world: World, call: Call) -> object:
    url = call.text("url")
    if url:
        _check_address(url)
    secret = call.text("secret_token")
    if secret and not SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    if call.has("allowed_updates"):
        world.allow(call.rows("allowed_updates"))
    connections = min(max(call.number("max_connections", 40), 1), 100)
    return _replace(world, call, Hook(url, secret, connections) if url else Hook())


def delete_hook(world: World, call: Call) -> object:
    return _replace(world, call, Hook())


def hook_info(world: World, call: Call) -> object:
    hook = world.state.hook
    info: dict[str, object] = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.waiting()),
    }
    if hook.url:
        info["max_connections"] = hook.connections
    if hook.failure:
        info |= {"last_error_date": hook.failed_at, "last_error_message": hook.failure}
    if world.state.allowed:
        info["allowed_updates"] = world.state.allowed
    return info


def _replace(world: World, call: Call, hook: Hook) -> bool:
    if call.flag("drop_pending_updates"):
        world.state.updates = []
    world.state.hook = hook
    world.touched()
    world.ring()
    return True


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.hostname == "localhost":
        return
    try:
        near = ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        near = False
    if not near:
        raise bad("bad webhook: the local Telegram delivers to this machine only")
