// The panel beside the chat: clock, people, what is heard, the map.

import { make } from "/page/bubbles.js";
import { ask } from "/page/wire.js";

const $ = (id) => document.getElementById(id);
const wide = matchMedia("(min-width: 960px)");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const hours = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const days = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

let ahead = 0; // milliseconds between the house's clock and this machine's
let due = null;

export const houseNow = () => new Date(Date.now() + ahead);

export function setClock(clock) {
  ahead = clock.now * 1000 - Date.now();
  due = clock.next;
  tick();
}

function tick() {
  const now = houseNow();
  $("now").textContent = hours.format(now);
  $("now").dateTime = now.toISOString();
  const shifted = Math.abs(ahead) > 30_000 ? " · moved" : "";
  $("day").textContent = `${days.format(now)}${shifted}`;
  $("next").textContent = due ? `Next: ${until(new Date(due * 1000), now)}` : "Nothing is due.";
}

function until(when, now) {
  const minutes = Math.round((when - now) / 60000);
  const day = days.format(when) === days.format(now) ? "" : `${days.format(when)}, `;
  const wait = minutes < 1 ? "now" : minutes < 60 ? `in ${minutes} min` : `in ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${day}${hours.format(when)} (${wait})`;
}

export function startPanel(house, acts) {
  setClock(house.clock);
  setInterval(tick, 1000);
  setInterval(async () => { if (!document.hidden) setClock(await ask("clock")); }, 10_000);
  for (const button of document.querySelectorAll("[data-to]")) {
    button.addEventListener("click", async () => {
      const moved = await acts.tried(ask("clock", { to: button.dataset.to, zone }));
      if (!moved) return;
      setClock(moved);
      acts.toast(moved.moved ? `It is now ${hours.format(houseNow())}` : "Nothing is due.");
    });
  }
  languages(house.languages);
  $("new").addEventListener("submit", async (event) => {
    event.preventDefault();
    const made = await acts.tried(ask("persons", { name: $("name").value.trim(), language: $("language").value }));
    if (!made) return;
    $("name").value = "";
    acts.become(made.person.id);
    shut();
  });
  $("group").addEventListener("click", () => acts.group());
  $("block").addEventListener("click", () => acts.block());
  hearing(house, acts);
  maps(house);
  sheet();
}

function languages(codes) {
  const names = new Intl.DisplayNames(undefined, { type: "language" });
  for (const code of codes) $("language").append(make("option", { value: code }, names.of(code)));
  const own = navigator.language.slice(0, 2);
  if (codes.includes(own)) $("language").value = own;
}

export function showPeople(people, current, become) {
  $("people").replaceChildren(...people.map((one) => make("li", {},
    make("button", {
      type: "button", className: "person", "aria-current": one.id === current ? "true" : "false",
      onclick: () => { become(one.id); shut(); },
    },
    make("span", { className: `face tint${Math.abs(one.id) % 6}`, "aria-hidden": "true" }, initial(one.name)),
    make("span", { className: "lines" },
      make("strong", {}, one.name),
      make("small", {}, one.last || (one.group ? "group" : `new · ${one.language}`)))))));
}

export const initial = (name) => [...(name || "?")][0].toUpperCase();

function hearing(house, acts) {
  $("heard").hidden = !house.hears;
  $("hear").addEventListener("submit", async (event) => {
    event.preventDefault();
    const found = await acts.tried(ask("hear", { text: $("sentence").value }));
    if (!found) return;
    $("result").replaceChildren(...Object.entries(found).flatMap(([name, value]) => [
      make("dt", {}, name), make("dd", {}, typeof value === "string" ? value : JSON.stringify(value)),
    ]));
  });
}

function maps(house) {
  $("maps").hidden = !house.dialogs.length;
  $("dialog").append(make("option", { value: "" }, "Choose…"));
  for (const name of house.dialogs) $("dialog").append(make("option", { value: name }, name));
  $("dialog").addEventListener("change", () => {
    const name = $("dialog").value;
    $("map").hidden = !name;
    if (name) $("map").src = `/page/map?dialog=${encodeURIComponent(name)}`;
  });
}

function sheet() {
  const fit = () => {
    const open = document.body.classList.contains("panelled");
    $("panel").inert = !wide.matches && !open;
    $("shade").hidden = wide.matches || !open;
    $("open").setAttribute("aria-expanded", String(open));
    document.querySelector("main").inert = !wide.matches && open;
  };
  const show = (open) => {
    document.body.classList.toggle("panelled", open);
    fit();
    (open ? $("close") : $("open")).focus();
  };
  shut = () => document.body.classList.contains("panelled") && show(false);
  $("open").addEventListener("click", () => show(true));
  $("as").addEventListener("click", () => (wide.matches ? $("people").querySelector("button")?.focus() : show(true)));
  $("close").addEventListener("click", () => show(false));
  $("shade").addEventListener("click", () => show(false));
  addEventListener("keydown", (event) => { if (event.key === "Escape") shut(); });
  wide.addEventListener("change", fit);
  fit();
}

let shut = () => {};
