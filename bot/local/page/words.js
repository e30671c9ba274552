// Text and entities become elements. Nothing is ever parsed as HTML; offsets are UTF-16, as in JS.

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span",
  text_link: "a", url: "a", bot_command: "a", date_time: "time",
};
const SAFE = /^(https?:|mailto:|tel:|tg:)/i;

export function words(text, entities, acts) {
  const known = entities.filter((e) => TAGS[e.type]);
  return build(text, 0, text.length, known, acts);
}

function build(text, start, end, entities, acts) {
  const made = document.createDocumentFragment();
  let at = start;
  for (let i = 0; i < entities.length; i++) {
    const one = entities[i];
    const from = Math.max(one.offset, at);
    const to = Math.min(one.offset + one.length, end);
    if (from >= to) continue;
    made.append(text.slice(at, from));
    const inside = entities.slice(i + 1).filter((e) => e.offset >= from && e.offset < to);
    const element = make(one, text.slice(from, to), acts);
    element.append(...(element.childNodes.length ? [] : [build(text, from, to, inside, acts)]));
    made.append(element);
    at = to;
  }
  made.append(text.slice(at, end));
  return made;
}

function make(entity, text, acts) {
  const element = document.createElement(TAGS[entity.type]);
  const finish = FINISH[entity.type];
  if (finish) finish(element, entity, text, acts);
  return element;
}

const FINISH = {
  text_link: (a, entity) => link(a, entity.url),
  url: (a, _, text) => link(a, text),
  bot_command(a, _, text, acts) {
    a.href = "#";
    a.addEventListener("click", (event) => { event.preventDefault(); acts.say(text); });
  },
  code: (code, _, text, acts) => copies(code, text, acts),
  pre: (pre, _, text, acts) => copies(pre, text, acts),
  spoiler(span) {
    span.className = "spoiler";
    pressable(span, "Hidden text. Press to show", () => {
      span.classList.add("shown");
      for (const name of ["role", "tabindex", "aria-label"]) span.removeAttribute(name);
    });
  },
  expandable_blockquote(quote) {
    quote.className = "folds";
    pressable(quote, "", () => quote.classList.toggle("open"));
  },
  date_time(time, entity, text) {
    const when = new Date(entity.unix_time * 1000);
    time.dateTime = when.toISOString();
    time.textContent = dated(when, entity.date_time_format || "") || text;
  },
};

function link(a, url) {
  const whole = /^[a-z]+:/i.test(url) ? url : `https://${url}`;
  if (!SAFE.test(whole)) return;
  a.href = whole;
  a.target = "_blank";
  a.rel = "noopener noreferrer";
}

function copies(element, text, acts) {
  element.title = "Press to copy";
  pressable(element, "", () => acts.copy(text));
}

function pressable(element, label, act) {
  element.tabIndex = 0;
  element.setAttribute("role", "button");
  if (label) element.setAttribute("aria-label", label);
  element.addEventListener("click", act);
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(); }
  });
}

function dated(when, format) {
  if (format === "r") {
    const minutes = Math.round((when - Date.now()) / 60000);
    return new Intl.RelativeTimeFormat().format(minutes, "minute");
  }
  const asked = {};
  if (/[wW]/.test(format)) asked.weekday = "long";
  if (/d/.test(format)) Object.assign(asked, { day: "numeric", month: "numeric", year: "2-digit" });
  if (/D/.test(format)) Object.assign(asked, { day: "numeric", month: "long", year: "numeric" });
  if (/[tT]/.test(format)) Object.assign(asked, { hour: "numeric", minute: "2-digit" });
  if (/T/.test(format)) asked.second = "2-digit";
  return Object.keys(asked).length ? new Intl.DateTimeFormat(undefined, asked).format(when) : "";
}
