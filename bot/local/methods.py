"""Which function answers which Bot API method."""

from collections.abc import Callable, Mapping

from bot.local import amend, hook, profile, speak
from bot.local.call import Call
from bot.local.world import World

Method = Callable[[World, Call], object]


def get_me(world: World, call: Call) -> object:
    return world.me()


METHODS: Mapping[str, Method] = {
    "getMe": get_me,
    "setWebhook": hook.set_hook,
    "deleteWebhook": hook.delete_hook,
    "getWebhookInfo": hook.hook_info,
    "sendMessage": speak.send_message,
    "sendDocument": speak.send_document,
    "sendPhoto": speak.send_photo,
    "editMessageText": amend.edit_text,
    "editMessageReplyMarkup": amend.edit_markup,
    "answerCallbackQuery": amend.answer_press,
    "deleteMessage": amend.delete_message,
    "deleteMessages": amend.delete_messages,
    "setMessageReaction": amend.react,
    "sendChatAction": speak.chat_action,
    "leaveChat": speak.leave_chat,
    "getFile": speak.get_file,
    "setMyCommands": profile.set_commands,
    "deleteMyCommands": profile.delete_commands,
    "getMyCommands": profile.get_commands,
    "setMyName": profile.set_text,
    "getMyName": profile.get_text,
    "setMyDescription": profile.set_text,
    "getMyDescription": profile.get_text,
    "setMyShortDescription": profile.set_text,
    "getMyShortDescription": profile.get_text,
    "setChatMenuButton": profile.set_menu_button,
}

PACED = {"sendMessage", "sendDocument", "sendPhoto"}
