"""The check-in as the manual of python-telegram-bot teaches it: ConversationHandler, one file."""

import os
import sqlite3
from pathlib import Path

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

WORDS = ("calm", "joy", "sad", "angry", "afraid", "tired")
ENERGY, EMOTIONS, NOTE = range(3)
home = Path(os.environ["BENCH_HOME"])
base = sqlite3.connect(home / "entries.db", isolation_level=None)
base.execute("PRAGMA journal_mode = WAL")
base.execute("CREATE TABLE IF NOT EXISTS entries (person INTEGER, note TEXT)")


def keyboard(chosen: list[str]) -> InlineKeyboardMarkup:
    rows = [
        [InlineKeyboardButton(("✓ " if w in chosen else "") + w, callback_data=w)] for w in WORDS
    ]
    return InlineKeyboardMarkup([*rows, [InlineKeyboardButton("Done", callback_data="done")]])


async def begin(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    context.user_data.clear()
    rows = [[InlineKeyboardButton(e, callback_data=e)] for e in ("low", "ok", "high")]
    await update.message.reply_text("How is your energy?", reply_markup=InlineKeyboardMarkup(rows))
    return ENERGY


async def energy(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    await update.callback_query.answer()
    context.user_data.update(energy=update.callback_query.data, emotions=[])
    await update.callback_query.edit_message_text("Which emotions?", reply_markup=keyboard([]))
    return EMOTIONS


async def tick(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    await update.callback_query.answer()
    chosen = context.user_data["emotions"]
    chosen.append(update.callback_query.data)
    await update.callback_query.edit_message_reply_markup(keyboard(chosen))
    return EMOTIONS


async def done(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    await update.callback_query.answer()
    await update.callback_query.edit_message_text("Write a note.")
    return NOTE


async def note(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    said, kept = update.message.text, context.user_data
    base.execute("INSERT INTO entries VALUES (?, ?)", (update.effective_user.id, said))
    text = f"Kept: {kept['energy']}, {', '.join(kept['emotions'])}, {said}"
    await update.message.reply_text(text)
    return ConversationHandler.END


application = (
    Application.builder()
    .token(os.environ["TELEGRAM_BOT_TOKEN"])
    .base_url(os.environ["TELEGRAM_API_URL"] + "/bot")
    .persistence(PicklePersistence(home / "kept.pickle"))
    .build()
)
start = CommandHandler("checkin", begin)
states = {
    ENERGY: [CallbackQueryHandler(energy)],
    EMOTIONS: [CallbackQueryHandler(done, "^done$"), CallbackQueryHandler(tick)],
    NOTE: [MessageHandler(filters.TEXT & ~filters.COMMAND, note)],
}
application.add_handler(
    ConversationHandler([start], states, [start], name="checkin", persistent=True)
)
port = int(os.environ["PORT"])
application.run_webhook(
    "127.0.0.1",
    port,
    "telegram",
    webhook_url=f"http://127.0.0.1:{port}/telegram",
    secret_token=os.environ["WEBHOOK_SECRET"],
    max_connections=100,
)
