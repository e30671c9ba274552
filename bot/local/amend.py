"""What the bot changes after it was said: edits, deletions, reactions, answered presses."""

from bot.local.call import Call
from bot.local.fields import DELETE_HOURS, PRESS_SECONDS, REACTIONS, TEXT
from bot.local.keyboards import markup
from bot.local.refusal import bad
from bot.local.state import Message
from bot.local.world import World
from bot.local.written import written

SAME = (
    "message is not modified: specified new message content and reply markup are exactly"
    " the same as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def _editable(world: World, call: Call) -> Message:
    chat = world.open_chat(call.chat())
    if not call.number("message_id"):
        raise bad("message identifier is not specified")
    message = chat.messages.get(call.number("message_id"))
    if message is None:
        raise bad("message to edit not found")
    if message.sender != world.bot_id or message.fixed:
        raise bad("message can't be edited")
    return message


def edit_text(world: World, call: Call) -> object:
    call.shape("link_preview_options", "LinkPreviewOptions")
    message = _editable(world, call)
    if message.media:
        raise bad("there is no text in the message to edit")
    text, entities = written(call, "text", "entities", TEXT)
    if not text:
        raise bad("message text is empty")
    rows = markup(call, inline_only=True).rows
    if (text, entities, rows) == (message.text, message.entities, message.rows):
        raise bad(SAME)
    message.text, message.entities, message.rows = text, entities, rows
    return _edited(world, message)


def edit_markup(world: World, call: Call) -> object:
    message = _editable(world, call)
    rows = markup(call, inline_only=True).rows
    if rows == message.rows:
        raise bad(SAME)
    message.rows = rows
    return _edited(world, message)


def _edited(world: World, message: Message) -> object:
    message.edited = int(world.now())
    world.changed(message)
    return world.seen_by_bot(message)


def answer_press(world: World, call: Call) -> object:
    press = world.state.presses.get(call.text("callback_query_id"))
    if press is None or world.now() - press.at > PRESS_SECONDS:
        raise bad(TOO_OLD)
    text = call.text("text")
    if len(text) > 200:
        raise bad("MESSAGE_TOO_LONG")
    world.live.tell(
        press.chat, "answer", message=press.message, text=text, alert=call.flag("show_alert")
    )
    return True


def delete_message(world: World, call: Call) -> object:
    chat = world.chat(call.chat())
    message = chat.messages.get(call.number("message_id"))
    if message is None:
        raise bad("message to delete not found")
    if _too_old(world, message):
        raise bad("message can't be deleted for everyone")
    world.gone(chat, [message.id])
    return True


def delete_messages(world: World, call: Call) -> object:
    chat = world.chat(call.chat())
    numbers = call.rows("message_ids")
    if not numbers:
        raise bad("message identifiers are not specified")
    if len(numbers) > 100:
        raise bad("too many message identifiers specified")
    found = [chat.messages[int(str(one))] for one in numbers if int(str(one)) in chat.messages]
    if any(_too_old(world, message) for message in found):
        raise bad("message can't be deleted for everyone")
    world.gone(chat, [message.id for message in found])
    return True


def _too_old(world: World, message: Message) -> bool:
    return world.now() - message.date > DELETE_HOURS * 3600


def react(world: World, call: Call) -> object:
    chat = world.open_chat(call.chat())
    message = chat.messages.get(call.number("message_id"))
    if message is None:
        raise bad("message to react not found")
    emoji = ""
    for reaction in call.rows("reaction"):
        if not isinstance(reaction, dict) or reaction.get("type") != "emoji":
            raise bad("REACTION_INVALID")
        emoji = str(reaction.get("emoji"))
        if emoji.replace("\ufe0f", "") not in REACTIONS:
            raise bad("REACTION_INVALID")
    if len(call.rows("reaction")) > 1:
        raise bad("REACTIONS_TOO_MANY")
    message.reaction = emoji
    world.changed(message)
    return True
