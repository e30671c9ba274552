// The message box: sending, editing one's last message, commands, odd things, suggested answers.

import { make } from "/page/bubbles.js";

const $ = (id) => document.getElementById(id);
const ODD = { photo: "🖼 Photo", document: "📄 Document", sticker: "👍 Sticker", voice: "🎤 Voice message", location: "📍 Location", contact: "👤 Contact", dice: "🎲 Dice" };

let acts;
let commands = [];
let editing = null;
let keyboard = null;

export function startComposer(given) {
  acts = given;
  const text = $("text");
  text.addEventListener("input", () => { grow(); suggest(); });
  text.addEventListener("keydown", typed);
  $("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
  $("menu").addEventListener("click", () => toggle("menu", () => listCommands(commands)));
  $("clip").addEventListener("click", () => toggle("clip", listOdd));
  $("keys").addEventListener("click", () => { $("keyboard").hidden = !$("keyboard").hidden; });
  $("unedit").addEventListener("click", () => edit(null));
  $("start").addEventListener("click", () => acts.say("/start"));
  grow();
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".foot")) close();
  });
}

export function setCommands(found) {
  commands = found;
  $("menu").hidden = !found.length;
}

export function setKeyboard(found) {
  keyboard = found;
  $("keys").hidden = $("keyboard").hidden = !found;
  $("text").placeholder = found?.input_field_placeholder || "Message";
  $("keyboard").replaceChildren(...(found?.keyboard || []).map((row) => make("div", { className: "row" },
    ...row.map((key) => make("button", { type: "button", className: "key", onclick: () => tapped(key) }, key.text)))));
}

function tapped(key) {
  if (keyboard?.one_time_keyboard) $("keyboard").hidden = true;
  acts.say(key.text);
}

export function edit(message) {
  editing = message;
  $("editing").hidden = !message;
  $("text").value = message ? message.text : "";
  grow();
  $("text").focus();
}

function send() {
  const text = $("text").value;
  if (!text.trim()) return;
  if (editing) acts.edit(editing.id, text);
  else acts.say(text);
  edit(null);
  close();
}

function typed(event) {
  const open = !$("popup").hidden && $("popup").dataset.of === "type";
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    const picked = open && $("popup").querySelector("[aria-selected=true]");
    if (picked) picked.click();
    else send();
  } else if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape") {
    close();
    if (editing) edit(null);
  } else if (event.key === "ArrowUp" && !$("text").value) {
    const last = acts.lastMine();
    if (last) { event.preventDefault(); edit(last); }
  }
}

function move(step) {
  const options = [...$("popup").querySelectorAll("[role=option]")];
  const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const next = options[(at + step + options.length) % options.length];
  for (const one of options) one.setAttribute("aria-selected", String(one === next));
  $("text").setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}

function suggest() {
  const text = $("text").value;
  const found = /^\/\w*$/.test(text) ? commands.filter((one) => one.command.startsWith(text.slice(1))) : [];
  if (found.length) { listCommands(found); opened("type"); }
  else if ($("popup").dataset.of === "type") close();
}

function toggle(of, list) {
  if (!$("popup").hidden && $("popup").dataset.of === of) return close();
  list();
  opened(of);
  $("popup").querySelector("button")?.focus();
}

function opened(of) {
  $("popup").dataset.of = of;
  $("popup").hidden = false;
  $("menu").setAttribute("aria-expanded", String(of === "menu"));
  $("clip").setAttribute("aria-expanded", String(of === "clip"));
}

function close() {
  const inside = $("popup").contains(document.activeElement);
  $("popup").hidden = true;
  for (const id of ["menu", "clip"]) $(id).setAttribute("aria-expanded", "false");
  $("text").removeAttribute("aria-activedescendant");
  if (inside) $("text").focus();
}

function listCommands(found) {
  fill("listbox", "Commands", found.map((one, at) => make("button", {
    type: "button", id: `command-${at}`, role: "option", "aria-selected": "false",
    onclick: () => { $("text").value = ""; grow(); close(); acts.say(`/${one.command}`); },
  }, make("span", { className: "description" }, one.description), make("span", { className: "command" }, `/${one.command}`))));
}

function listOdd() {
  fill("menu", "Send something else", Object.entries(ODD).map(([what, label]) => make("button", {
    type: "button", role: "menuitem", onclick: () => { close(); acts.send(what); },
  }, label)));
}

function fill(role, label, children) {
  $("popup").setAttribute("role", role);
  $("popup").setAttribute("aria-label", label);
  $("popup").replaceChildren(...children);
  $("popup").onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close();
    if (!step) return;
    event.preventDefault();
    const all = [...$("popup").children];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  };
}

function grow() {
  const text = $("text");
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, 160)}px`;
  $("send").disabled = !text.value.trim();
}
