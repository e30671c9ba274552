// One message, drawn: its bubble, its time, what hangs below it.

import { words } from "/page/words.js";

export function make(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && name !== "role") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function icon(name, className = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  if (className) svg.setAttribute("class", className);
  svg.append(use);
  return svg;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export function fill(item, message, acts) {
  // A countdown edits its message again and again; a screen reader hears the first version only.
  if (item.childNodes.length) item.setAttribute("aria-live", "off");
  item.className = `message ${message.mine ? "mine" : "theirs"}`;
  if (message.service) return service(item, message);
  const author = make("span", { className: "hidden" }, message.mine ? "You: " : "Bot: ");
  const bubble = make("div", { className: "bubble" }, author, replied(message, acts), media(message));
  if (message.text) {
    bubble.append(make("div", { className: "said", dir: "auto" }, words(message.text, message.entities, acts)));
  }
  bubble.append(foot(message));
  if (message.media?.kind === "sticker") bubble.classList.add("bare");
  item.replaceChildren(bubble, ...keys(message, acts));
}

function service(item, message) {
  item.classList.add("service");
  const what = { created: "You made this group and added the bot", left: "The bot left the group" };
  item.replaceChildren(make("span", { className: "pill" }, what[message.service] || message.service));
}

function replied(message, acts) {
  const first = message.reply_to && acts.find(message.reply_to);
  return first ? make("div", { className: "replied" }, first.text.slice(0, 80)) : null;
}

const ODD = { sticker: "👍", voice: "🎤 Voice message", location: "📍 Location", contact: "👤 Contact", dice: "🎲" };

function media(message) {
  const one = message.media;
  if (!one) return null;
  const file = `/page/file/${encodeURIComponent(one.file)}`;
  if (one.kind === "photo" && !message.mine) {
    const picture = make("img", { className: "picture", alt: message.text ? "" : "Picture", src: `${file}?as=image/png` });
    picture.addEventListener("error", () => picture.replaceWith(make("p", { className: "odd" }, "Picture (gone since the restart)")));
    return picture;
  }
  if (one.kind === "document" && !message.mine) {
    const size = one.size > 1e6 ? `${(one.size / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(one.size / 1e3))} kB`;
    return make("a", { className: "file", href: file, download: one.name },
      make("span", { className: "disc", "aria-hidden": "true" }, "↓"),
      make("span", {}, make("strong", {}, one.name), make("small", {}, size)));
  }
  return make("p", { className: one.kind === "sticker" || one.kind === "dice" ? "big" : "odd" }, ODD[one.kind] || `📎 ${one.kind}`);
}

function foot(message) {
  const when = new Date(message.date * 1000);
  const line = make("span", { className: "base" });
  if (message.reaction) line.append(make("span", { className: "reaction", role: "img", "aria-label": `Reaction ${message.reaction}` }, message.reaction));
  const stamp = make("span", { className: "stamp" });
  if (message.edited) stamp.append("edited ");
  stamp.append(make("time", { dateTime: when.toISOString() }, clock.format(when)));
  if (message.mine) stamp.append(icon("seen", "seen"));
  line.append(stamp);
  return line;
}

function keys(message, acts) {
  if (!message.rows.length) return [];
  const board = make("div", { className: "keys", role: "group", "aria-label": "Answers" });
  for (const row of message.rows) {
    const line = make("div", { className: "row" });
    for (const key of row) line.append(button(message, key, acts));
    board.append(line);
  }
  return [board];
}

function button(message, key, acts) {
  const style = key.style ? ` ${key.style}` : "";
  if (key.url) {
    const safe = /^(https?|tg):/i.test(key.url) ? key.url : "#";
    return make("a", { className: `key${style}`, href: safe, target: "_blank", rel: "noopener noreferrer" }, key.text, icon("link", "corner"));
  }
  const made = make("button", { type: "button", className: `key${style}` }, make("span", { dir: "auto" }, key.text));
  if (key.copy_text) {
    made.append(icon("copy", "corner"));
    made.addEventListener("click", () => acts.copy(key.copy_text.text));
  } else if (key.callback_data !== undefined) {
    made.dataset.data = key.callback_data;
    made.addEventListener("click", () => acts.press(message.id, key.callback_data, made));
  } else {
    made.addEventListener("click", () => acts.toast("Telegram would open another chat here."));
  }
  return made;
}
