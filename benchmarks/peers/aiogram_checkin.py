"""The check-in as the manual of aiogram teaches it: a state machine kept in memory, one file."""

import asyncio
import os
import sqlite3
from pathlib import Path

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

WORDS = ("calm", "joy", "sad", "angry", "afraid", "tired")
base = sqlite3.connect(Path(os.environ["BENCH_HOME"]) / "entries.db", isolation_level=None)
base.execute("PRAGMA journal_mode = WAL")
base.execute("CREATE TABLE IF NOT EXISTS entries (person INTEGER, note TEXT)")
dispatcher = Dispatcher()


class CheckIn(StatesGroup):
    energy = State()
    emotions = State()
    note = State()


def keyboard(labels: list[tuple[str, str]]) -> InlineKeyboardMarkup:
    rows = [[InlineKeyboardButton(text=text, callback_data=data)] for text, data in labels]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def words(chosen: list[str]) -> InlineKeyboardMarkup:
    ticked = [(("✓ " if word in chosen else "") + word, word) for word in WORDS]
    return keyboard([*ticked, ("Done", "done")])


@dispatcher.message(Command("checkin"))
async def begin(message: Message, state: FSMContext) -> None:
    await state.set_state(CheckIn.energy)
    labels = [(e, e) for e in ("low", "ok", "high")]
    await message.answer("How is your energy?", reply_markup=keyboard(labels))


@dispatcher.callback_query(CheckIn.energy)
async def energy(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer()
    await state.set_state(CheckIn.emotions)
    await state.set_data({"energy": query.data, "emotions": []})
    await query.message.edit_text("Which emotions?", reply_markup=words([]))


@dispatcher.callback_query(CheckIn.emotions, F.data == "done")
async def done(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer()
    await state.set_state(CheckIn.note)
    await query.message.edit_text("Write a note.")


@dispatcher.callback_query(CheckIn.emotions)
async def tick(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer()
    chosen = [*(await state.get_data())["emotions"], query.data]
    await state.update_data(emotions=chosen)
    await query.message.edit_reply_markup(reply_markup=words(chosen))


@dispatcher.message(CheckIn.note)
async def note(message: Message, state: FSMContext) -> None:
    kept = await state.get_data()
    base.execute("INSERT INTO entries VALUES (?, ?)", (message.from_user.id, message.text))
    await state.clear()
    text = f"Kept: {kept['energy']}, {', '.join(kept['emotions'])}, {message.text}"
    await message.answer(text)


async def main() -> None:
    api = TelegramAPIServer.from_base(os.environ["TELEGRAM_API_URL"])
    bot = Bot(os.environ["TELEGRAM_BOT_TOKEN"], AiohttpSession(api=api))
    secret, port = os.environ["WEBHOOK_SECRET"], int(os.environ["PORT"])
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=secret).register(app, "/telegram")
    setup_application(app, dispatcher, bot=bot)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    url = f"http://127.0.0.1:{port}/telegram"
    await bot.set_webhook(url, secret_token=secret, max_connections=100)
    await asyncio.Event().wait()


asyncio.run(main())
