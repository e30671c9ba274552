"""A Telegram of one's own: a small, strict Bot API and a chat page, on this machine only."""

from bot.local.pace import Pace
from bot.local.ports import Clock, Vault
from bot.local.refusal import Refused
from bot.local.server import Local

__all__ = ["Clock", "Local", "Pace", "Refused", "Vault"]
