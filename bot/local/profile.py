"""What the bot says about itself: commands, name, descriptions."""

import re
from collections.abc import Iterator, Mapping

from bot.local.call import Call, shaped
from bot.local.fields import COMMANDS
from bot.local.live import EVERYONE
from bot.local.ports import Json
from bot.local.refusal import bad
from bot.local.state import Chat
from bot.local.world import World

NAME = re.compile(r"[a-z0-9_]{1,32}")
LIMITS = {"name": 64, "description": 512, "short_description": 120}
SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat"}


def set_commands(world: World, call: Call) -> object:
    given = call.rows("commands")
    if len(given) > COMMANDS:
        raise bad("too many commands specified")
    world.state.commands[_key(call)] = [_command(one) for one in given]
    return _told(world)


def delete_commands(world: World, call: Call) -> object:
    world.state.commands.pop(_key(call), None)
    return _told(world)


def get_commands(world: World, call: Call) -> object:
    return world.state.commands.get(_key(call), [])


def commands_for(world: World, chat: Chat) -> list[Json]:
    """The commands that this chat's menu shows, by Telegram's order of scopes."""
    for scope in _scopes(chat):
        for language in (chat.language, ""):
            if found := world.state.commands.get(f"{scope}/{language}"):
                return found
    return []


def _scopes(chat: Chat) -> Iterator[str]:
    yield f"chat:{chat.id}"
    yield "all_group_chats" if chat.group else "all_private_chats"
    yield "default"


def _key(call: Call) -> str:
    scope = call.value("scope") or {"type": "default"}
    if not isinstance(scope, Mapping) or scope.get("type") not in SCOPES:
        raise bad("unsupported bot command scope type")
    where = f":{scope.get('chat_id')}" if scope["type"] == "chat" else ""
    return f"{scope['type']}{where}/{_language(call)}"


def _language(call: Call) -> str:
    language = call.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad("invalid language code specified")
    return language


def _command(value: object) -> Json:
    command = shaped(value, "BotCommand")
    name = str(command.get("command", "")).removeprefix("/")
    if not NAME.fullmatch(name):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(str(command.get("description", ""))) <= 256:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": command["description"]}


def set_text(world: World, call: Call) -> object:
    what = _what(call.method)
    text = call.text(what)
    if len(text) > LIMITS[what]:
        raise bad(f"bot {what.replace('_', ' ')} is too long")
    key = f"{what}/{_language(call)}"
    if text:
        world.state.profile[key] = text
    else:
        world.state.profile.pop(key, None)
    return _told(world)


def get_text(world: World, call: Call) -> object:
    what = _what(call.method)
    texts = world.state.profile
    return {what: texts.get(f"{what}/{_language(call)}", texts.get(f"{what}/", ""))}


def set_menu_button(world: World, call: Call) -> object:
    button = call.value("menu_button") or {"type": "default"}
    kind = shaped(button, "MenuButtonCommands").get("type")
    if kind not in ("commands", "default"):
        raise bad("MENU_BUTTON_TYPE_INVALID")
    return True


def texts_for(world: World, chat: Chat) -> Json:
    """Name and descriptions in the chat's language."""
    texts = {"name": world.name, "description": "", "short_description": ""}
    for language in ("", chat.language):
        for what, known in texts.items():
            texts[what] = world.state.profile.get(f"{what}/{language}", known)
    return texts


def _what(method: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", r"_\1", method[5:]).lower()


def _told(world: World) -> bool:
    world.live.tell(EVERYONE, "profile")
    world.touched()
    return True
