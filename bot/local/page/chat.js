// The chat page: one person's chat, kept in step with the local Telegram.

import { fill, make } from "/page/bubbles.js";
import { edit, setCommands, setKeyboard, startComposer } from "/page/composer.js";
import { houseNow, initial, setClock, showPeople, startPanel } from "/page/panel.js";
import { ask, listen } from "/page/wire.js";

const $ = (id) => document.getElementById(id);
const days = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long" });

let house;
let people = [];
let person = null; // whose chat is shown
let speaker = null; // who writes: the same, or in a group the person who made it
let messages = new Map();
let typing = 0;
let pressed = new Map(); // message id -> its waiting button

const acts = {
  say: (text) => tried(ask("say", { person: speaker.id, chat: person.id, text })),
  send: (what) => tried(ask("send", { person: speaker.id, chat: person.id, what })),
  edit: (message, text) => tried(ask("edit", { person: person.id, message, text })),
  find: (id) => messages.get(id),
  lastMine: () => [...messages.values()].reverse().find((one) => one.mine && one.text && !one.media),
  async press(message, data, button) {
    button.classList.add("waiting");
    pressed.set(message, button);
    setTimeout(() => button.classList.remove("waiting"), 15_000);
    if (!await tried(ask("press", { person: person.id, message, data }))) button.classList.remove("waiting");
  },
  async copy(text) {
    await navigator.clipboard?.writeText(text).catch(() => {});
    toast("Copied");
  },
  become: (id) => become(id),
  async group() {
    const made = await tried(ask("groups", { person: speaker.id, title: `${speaker.name} and friends` }));
    if (made) become(made.group.id);
  },
  async block() {
    const standing = person.standing === "blocked" ? "member" : "blocked";
    await tried(ask("standing", { person: person.id, standing }));
  },
  toast,
  tried,
};

async function tried(promise) {
  try { return await promise; } catch (fault) { toast(fault.message); return null; }
}

let toastTimer;
function toast(text) {
  $("toast").textContent = text;
  $("toast").classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => $("toast").classList.remove("shown"), 3200);
}

// -- whose chat

function become(id) {
  try { localStorage.setItem("person", id); } catch { /* private windows */ }
  const found = people.find((one) => one.id === id);
  if (found && !found.group) speaker = found;
  speaker ??= people.find((one) => !one.group);
  listen(id, heard, (up) => { document.body.classList.toggle("away", !up); status(); });
  // A phone would open its keyboard over the chat.
  if (matchMedia("(pointer: fine)").matches) $("text").focus({ preventScroll: true });
}

const HEARD = {
  chat: ({ chat }) => showChat(chat),
  message: ({ message }) => showMessage(message),
  gone: ({ ids }) => ids.forEach(drop),
  typing: () => { typing = Date.now() + 5500; status(); setTimeout(status, 5600); },
  answer: ({ message, text, alert }) => answered(message, text, alert),
  keyboard: ({ keyboard }) => setKeyboard(keyboard),
  clock: ({ clock }) => setClock(clock),
  persons(said) {
    people = said.persons;
    const now = people.find((one) => one.id === person?.id);
    if (now) person = now;
    persons();
  },
};

function heard(event) {
  HEARD[event.event]?.(event);
}

function showChat(chat) {
  person = chat.person;
  messages = new Map();
  pressed = new Map();
  typing = 0;
  const log = $("log");
  log.setAttribute("aria-live", "off");
  log.lang = person.language;
  log.replaceChildren();
  for (const message of chat.messages) place(message);
  setCommands(chat.commands);
  setKeyboard(chat.keyboard);
  house.name = chat.profile.name;
  $("bot").textContent = document.title = person.group ? person.name : house.name;
  $("face").textContent = initial($("bot").textContent);
  $("about").textContent = chat.profile.description || chat.profile.short_description || "No messages here yet.";
  persons();
  status();
  toEnd(false);
  setTimeout(() => log.setAttribute("aria-live", "polite"), 400);
}

function persons() {
  if (!people.some((one) => one.id === person.id)) people.push(person);
  showPeople(people, person.id, become);
  $("as").textContent = person.group ? "in a group" : `as ${person.name}`;
  $("as").setAttribute("aria-label", `Chatting ${$("as").textContent}. Change the person`);
  const fresh = person.standing === "new" || person.standing === "blocked";
  $("start").hidden = !fresh;
  $("start").textContent = person.standing === "blocked" ? "Restart" : "Start";
  $("composer").hidden = fresh;
  $("block").textContent = person.standing === "blocked" ? "Unblock the bot" : "Block the bot";
  $("block").hidden = person.group || person.standing === "new";
  $("empty").hidden = messages.size > 0;
}

function status() {
  const types = typing > Date.now();
  document.body.classList.toggle("typing", types);
  const away = document.body.classList.contains("away");
  $("status").textContent = away ? "waiting for the local Telegram…" : types ? "typing" : person?.group ? "group" : "bot";
}

// -- messages

function place(message) {
  const fresh = !messages.has(message.id);
  messages.set(message.id, message);
  let item = $(`m${message.id}`);
  if (!item) {
    item = make("li", { id: `m${message.id}`, tabIndex: -1 });
    const after = [...$("log").children].find((one) => one.dataset.id && Number(one.dataset.id) > message.id);
    item.dataset.id = message.id;
    item.dataset.day = new Date(message.date * 1000).toDateString();
    if (message.mine) item.addEventListener("dblclick", () => message.text && !message.media && edit(messages.get(message.id)));
    $("log").insertBefore(item, after || null);
  }
  const held = item.contains(document.activeElement);
  fill(item, message, acts);
  if (held && !item.contains(document.activeElement)) item.focus({ preventScroll: true });
  if (fresh) dayAbove(item);
  return fresh;
}

function dayAbove(item) {
  const before = item.previousElementSibling;
  if (before && (!before.dataset.day || before.dataset.day === item.dataset.day)) return;
  const when = new Date(item.dataset.day);
  const today = houseNow().toDateString() === item.dataset.day;
  $("log").insertBefore(make("li", { className: "message service day" },
    make("span", { className: "pill" }, today ? "Today" : days.format(when))), item);
}

function showMessage(message) {
  const stuck = nearEnd();
  const fresh = place(message);
  $("empty").hidden = true;
  if (!message.mine) { typing = 0; status(); }
  if (fresh) $(`m${message.id}`).classList.add("arrives");
  if (stuck || (fresh && message.mine)) toEnd(true);
  else if (fresh) $("newer").hidden = false;
}

function drop(id) {
  messages.delete(id);
  const item = $(`m${id}`);
  const day = item?.previousElementSibling;
  item?.remove();
  if (day?.classList.contains("day") && (!day.nextElementSibling || day.nextElementSibling.classList.contains("day"))) day.remove();
  $("empty").hidden = messages.size > 0;
}

function answered(id, text, alert) {
  pressed.get(id)?.classList.remove("waiting");
  pressed.delete(id);
  if (!text) return;
  if (!alert) return toast(text);
  $("said").textContent = text;
  $("notice").showModal();
}

// -- scrolling

const nearEnd = () => $("scroll").scrollHeight - $("scroll").scrollTop - $("scroll").clientHeight < 120;

function toEnd(gently) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  requestAnimationFrame(() => $("scroll").scrollTo({ top: $("scroll").scrollHeight, behavior: gently && !calm ? "smooth" : "auto" }));
  $("newer").hidden = true;
}

async function begin() {
  house = await ask("house");
  people = house.persons;
  startComposer(acts);
  startPanel(house, acts);
  $("scroll").addEventListener("scroll", () => { if (nearEnd()) $("newer").hidden = true; });
  $("newer").addEventListener("click", () => toEnd(true));
  new ResizeObserver(() => { if (nearEnd()) toEnd(false); }).observe($("scroll"));
  let last = null;
  try { last = Number(localStorage.getItem("person")); } catch { /* private windows */ }
  if (!people.length) {
    const language = house.languages.includes(navigator.language.slice(0, 2)) ? navigator.language.slice(0, 2) : house.languages[0];
    people = [(await ask("persons", { name: "", language })).person];
  }
  become((people.find((one) => one.id === last) || people[0]).id);
}

begin();
