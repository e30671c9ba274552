"""Telegram: updates in, by poll or webhook; messages out, by the outbox and within the pace."""

from bot.telegram.api import BadAddress, BadToken
from bot.telegram.metrics import Metrics
from bot.telegram.pace import BadPace
from bot.telegram.service import Telegram

__all__ = ["BadAddress", "BadPace", "BadToken", "Metrics", "Telegram"]
