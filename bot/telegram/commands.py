"""The bot's profile: its menu of commands and its descriptions, told only when they changed."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from telegram import Bot, BotCommand

T = TypeVar("T")

Commands = Mapping[str, Sequence[tuple[str, str]]]  # language -> (command, what it does)
Descriptions = Mapping[str, tuple[str, str]]  # language -> (before the first talk, on the profile)


async def publish(bot: Bot, commands: Commands, descriptions: Descriptions) -> None:
    """Language "" is everybody else's; where it is missing, the first one given serves."""
    for language, wanted in _with_default(commands).items():
        await _commands(bot, language, wanted)
    for language, (long, short) in _with_default(descriptions).items():
        await _descriptions(bot, language, long, short)


def _with_default(table: Mapping[str, T]) -> dict[str, T]:
    if not table or "" in table:
        return dict(table)
    return {"": next(iter(table.values())), **table}


async def _commands(bot: Bot, language: str, wanted: Sequence[tuple[str, str]]) -> None:
    code = language or None
    made = tuple(BotCommand(name.lstrip("/"), what) for name, what in wanted)
    if await bot.get_my_commands(language_code=code) != made:
        await bot.set_my_commands(made, language_code=code)


async def _descriptions(bot: Bot, language: str, long: str, short: str) -> None:
    code = language or None
    if (await bot.get_my_description(code)).description != long:
        await bot.set_my_description(long, code)
    if (await bot.get_my_short_description(code)).short_description != short:
        await bot.set_my_short_description(short, code)
