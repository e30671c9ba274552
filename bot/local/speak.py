"""What the bot says and does in a chat."""

from bot.local.call import Call, Upload
from bot.local.fields import ACTIONS, CAPTION, TEXT
from bot.local.keyboards import Markup, markup
from bot.local.refusal import Refused, bad
from bot.local.state import Chat, Media
from bot.local.world import World
from bot.local.written import written


def send_message(world: World, call: Call) -> object:
    call.shape("link_preview_options", "LinkPreviewOptions")
    chat = world.open_chat(call.chat())
    text, entities = written(call, "text", "entities", TEXT)
    if not text:
        raise bad("message text is empty")
    return _post(world, call, chat, text=text, entities=entities)


def send_document(world: World, call: Call) -> object:
    return _send_file(world, call, "document")


def send_photo(world: World, call: Call) -> object:
    return _send_file(world, call, "photo")


def _send_file(world: World, call: Call, kind: str) -> object:
    chat = world.open_chat(call.chat())
    text, entities = written(call, "caption", "caption_entities", CAPTION)
    sent = call.upload(kind)
    if isinstance(sent, str) and sent not in world.files:
        raise bad(f"there is no {kind} in the request" if not sent else "wrong file identifier")
    if isinstance(sent, Upload):
        if not sent.body:
            raise bad("file must be non-empty")
        number = f"{kind}-{world.state.last_message + 1}"
        world.files[number] = sent.body
        media = Media(kind, number, sent.name, sent.kind, len(sent.body))
    else:
        media = Media(kind, sent, sent, "", len(world.files[sent]))
    return _post(world, call, chat, text=text, entities=entities, media=media)


def _post(world: World, call: Call, chat: Chat, **said: object) -> object:
    asked = markup(call)
    reply_to = _replied(call, chat)
    message = world.post(
        chat,
        world.bot_id,
        rows=asked.rows,
        reply_to=reply_to,
        quiet=call.flag("disable_notification"),
        protected=call.flag("protect_content"),
        fixed=asked.below is not None,
        **said,
    )
    _set_below(world, chat, asked)
    return world.seen_by_bot(message)


def _set_below(world: World, chat: Chat, asked: Markup) -> None:
    if asked.below is not None:
        chat.keyboard = asked.below if "keyboard" in asked.below else None
        world.live.tell(chat.id, "keyboard", keyboard=chat.keyboard)


def _replied(call: Call, chat: Chat) -> int:
    reply = call.shape("reply_parameters", "ReplyParameters")
    number = int(str(reply.get("message_id", 0)))
    if number and number not in chat.messages:
        if not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        return 0
    return number


def chat_action(world: World, call: Call) -> object:
    chat = world.open_chat(call.chat())
    if call.text("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    world.live.tell(chat.id, "typing", action=call.text("action"))
    return True


def leave_chat(world: World, call: Call) -> object:
    chat = world.open_chat(call.chat())
    if not chat.group:
        raise bad("chat member status can't be changed in private chats")
    chat.standing = "left"
    world.post(chat, world.bot_id, service="left")
    world.persons_changed()
    return True


def get_file(world: World, call: Call) -> object:
    number = call.text("file_id")
    if number not in world.files:
        raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    return {
        "file_id": number,
        "file_unique_id": number[-12:],
        "file_size": len(world.files[number]),
        "file_path": f"files/{number}",
    }
