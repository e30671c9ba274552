"""Turn a state into what is said, in the person's language, and label what may be pressed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.lists import format_list
from jinja2 import BytecodeCache, FunctionLoader, StrictUndefined, Template, TemplateNotFound
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from bot.content.filters import FILTERS, TESTS
from bot.content.load import Library
from bot.content.page import Block, Page, label_name, read_page, wording_name
from bot.content.shown import NOTHING, Nothing, Shown, Under
from bot.core.dialog import Dialog, State
from bot.core.effects import Facts
from bot.core.session import Answer, Aside, Frame
from bot.core.stepped import HOUSE, Say

DEFAULT = "en"
TITLE = "title"
OF_ASIDES = (
    *("doing", "question", "earlier", "word", "said", "given", "minutes", "seconds"),
    *("days", "parts"),
)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that may be pressed."""

    key: str
    label: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """What is said, and what may be pressed. The text is HTML."""

    text: str
    options: tuple[Option, ...] = ()
    worded: int = 0  # how many wordings there are; more than one: the count is kept
    bridges: tuple[Option, ...] = ()  # what leads out of the chat: copy, share


EMPTY = Message("")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One page, compiled."""

    page: Page
    template: Template
    still: Mapping[str, str] = field(default_factory=dict)  # blocks that never change, rendered


class Words:
    """All pages of a library, compiled when first needed."""

    def __init__(self, library: Library, cache: BytecodeCache | None = None) -> None:
        self.library = library
        self._sources: dict[str, tuple[str, str]] = {}
        self.env = ImmutableSandboxedEnvironment(
            loader=FunctionLoader(self._source),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=cache,
            auto_reload=False,
        )
        self.env.globals.clear()
        self.env.filters.update(FILTERS)
        self.env.tests.update(TESTS)
        names = {s for dialog in library.house.dialogs.values() for s in dialog.states}
        names |= {*library.vocabularies.get("facts", ()), *OF_ASIDES}
        self.absent: dict[str, Nothing] = dict.fromkeys(names, NOTHING)
        self.spoken = lru_cache(maxsize=None)(self._spoken)
        self.option = lru_cache(maxsize=None)(self._option)
        self.controls = lru_cache(maxsize=None)(self._controls)

    # ---- pages

    def path(self, dialog: str, language: str) -> Path:
        return self.library.place(dialog) / f"{language}.j2"

    def _source(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        dialog, _, language = name.rpartition("/")
        path = self.path(dialog, language)
        if not path.exists():
            return None
        return read_page(path.read_text(encoding="utf-8")).source, str(path), lambda: True

    def _spoken(self, dialog: str, language: str) -> Spoken | None:
        try:
            template = self.env.get_template(f"{dialog}/{language}")
        except TemplateNotFound:
            return None
        page = read_page(self.path(dialog, language).read_text(encoding="utf-8"))
        still = {
            wording_name(block.name, number): wording.strip()
            for block in page.blocks.values()
            for number, wording in enumerate(block.wordings)
            if "{" not in wording
        }
        return Spoken(page, template, still)

    def _page_for(self, dialog: str, language: str, block: str) -> tuple[Spoken, Block] | None:
        """The page that has this block: the person's language, else the first one."""
        for code in dict.fromkeys((language, DEFAULT)):
            spoken = self.spoken(dialog, code)
            if spoken is not None and block in spoken.page.blocks:
                return spoken, spoken.page.blocks[block]
        return None

    # ---- what is said

    def message(self, say: Say, facts: Facts, language: str, count: int = 0) -> Message:
        """The words of one state as things stood when they became due.

        `count`: how often this person met the state before; it chooses the wording.
        """
        found = self._page_for(say.dialog, language, say.state)
        if found is None:
            return EMPTY
        spoken, block = found
        context = Around(self, say, facts, language)
        text = self._text(spoken, block, count, context)
        options = self._options(say, spoken, block, facts, language, context) if say.asks else ()
        bridges = tuple(Option(key, label.text) for key, label in block.bridges.items())
        return Message(text, options, len(block.wordings), bridges)

    def line(self, state: str, language: str, **values: Any) -> str:
        """A line of the house's own, such as the title of a control."""
        return self.block(HOUSE, state, language, **values)

    def block(self, dialog: str, state: str, language: str, **values: Any) -> str:
        found = self._page_for(dialog, language, state)
        if found is None:
            return ""
        spoken, block = found
        still = spoken.still.get(block.name)
        return (
            still if still is not None else _render(spoken, block.name, {**self.absent, **values})
        )

    def title(self, dialog: str, language: str) -> str:
        """What a dialog is called, for the menu, the journal and "you were in the middle of"."""
        return self.block(dialog, TITLE, language) or dialog

    def _controls(self, language: str) -> Mapping[str, Option]:
        found = self._page_for(HOUSE, language, "controls")
        if found is None:
            return {}
        return {key: Option(key, label.text, label.also) for key, label in found[1].labels.items()}

    def menu(self, language: str) -> list[tuple[str, str]]:
        """Telegram's menu: each command and what it does, in the house's order."""
        described = self.library.vocabularies.get("commands", {})
        return [
            (command, described[command].labels.get(language) or described[command].labels[DEFAULT])
            for command in self.library.house.commands
            if command in described
        ]

    def about(self, language: str) -> tuple[str, str]:
        """What the profile says: before the first talk, and in short."""
        return self.line("profile", language), self.line("profile_short", language)

    def _text(self, spoken: Spoken, block: Block, count: int, context: "Around") -> str:
        name = wording_name(block.name, count % len(block.wordings))
        still = spoken.still.get(name)
        return still if still is not None else _render(spoken, name, context)

    def _options(
        self,
        say: Say,
        spoken: Spoken,
        block: Block,
        facts: Facts,
        language: str,
        context: "Around",
    ) -> tuple[Option, ...]:
        state = self.state_of(say)
        if state is None:
            return ()
        first: tuple[Option, ...] = ()
        if state.scale:
            first = tuple(Option(str(n), str(n)) for n in range(state.scale[0], state.scale[1] + 1))
        elif state.pick:
            first = self.pickable(state, say, facts, language)
        buttons = tuple(
            self._labelled(spoken, block, key, context)
            for key in state.buttons
            if key in block.labels
        )
        return (*first, *buttons)

    def _labelled(self, spoken: Spoken, block: Block, key: str, context: "Around") -> Option:
        label = block.labels[key]
        text = label.text
        if "{" in text:
            text = _unescaped(_render(spoken, label_name(block.name, key), context))
        return Option(key, text, label.also)

    # ---- labels

    def state_of(self, say: Say) -> State | None:
        dialog = self.library.house.dialogs.get(say.dialog)
        return dialog.states.get(say.state) if dialog is not None else None

    def pickable(self, state: State, say: Say, facts: Facts, language: str) -> tuple[Option, ...]:
        """The words of a vocabulary, or the items of one of the person's own lists."""
        vocabulary = self.library.vocabularies.get(state.pick)
        if vocabulary is None:
            items = facts.get(state.pick) or ()
            return tuple(
                Option(item["id"], named(item)) for item in items if not item.get("resting")
            )
        within: tuple[str, ...] = ()
        if state.within:
            answer = say.session.answers(say.frame).get(state.within)
            within = answer.keys if isinstance(answer, Answer) else ()
        return tuple(
            self._as_button(self.option(state.pick, word.key, language))
            for word in vocabulary.values()
            if not within or not word.within or set(within) & set(word.within)
        )

    def _as_button(self, option: Option) -> Option:
        """A word that stands small in a sentence may stand with a capital on its button."""
        if not self.library.house.capitals:
            return option
        return replace(option, label=option.label[:1].upper() + option.label[1:])

    def _option(self, vocabulary: str, key: str, language: str) -> Option:
        labels = self.library.vocabularies[vocabulary][key].labels
        first, *also = (
            part.strip() for part in labels.get(language, labels.get(DEFAULT, key)).split("|")
        )
        return Option(key, first, tuple(w.strip() for part in also for w in part.split(",")))

    def label(self, dialog: str, state: str, key: str, facts: Facts, language: str) -> str:
        """What the person saw on the button, the word or the item that they chose."""
        found = self.library.house.dialogs.get(dialog)
        at = found.states.get(state) if found is not None else None
        if at is not None and at.pick and key not in at.buttons:
            vocabulary = self.library.vocabularies.get(at.pick)
            if vocabulary is not None:
                return self.option(at.pick, key, language).label if key in vocabulary else ""
            items = facts.get(at.pick) or ()
            return next((named(item) for item in items if item["id"] == key), "")
        page = self._page_for(dialog, language, state)
        label = page[1].labels.get(key) if page is not None else None
        return label.text if label is not None and "{" not in label.text else ""

    def shown(self, dialog: str, state: str, answer: Answer, facts: Facts, language: str) -> Shown:
        return Shown(
            answer,
            lambda key: self.label(dialog, state, key, facts, language),
            lambda parts: parts[0] if len(parts) == 1 else format_list(parts, locale=language),
        )


def named(item: Mapping[str, Any]) -> str:
    """What an item of the person's own is called."""
    return str(item.get("title") or item.get("name") or item.get("said") or "")


class Around(Mapping[str, Any]):
    """What a wording may look at: answers, then facts, then the names of what is absent."""

    def __init__(self, words: "Words", say: Say, facts: Facts, language: str) -> None:
        self._words, self._say, self._facts, self._language = words, say, facts, language
        self._answers: dict[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        if self._answers is None:
            self._answers = self._all_answers()
        if name in self._answers:
            return self._answers[name]
        if (known := self._facts.get(name)) is not None:
            return known
        return self._words.absent[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words.absent)

    def __len__(self) -> int:
        return len(self._words.absent)

    def _all_answers(self) -> dict[str, Any]:
        say = self._say
        if say.frame is None or say.frame >= len(say.session.frames):
            return {}
        frame = say.session.frames[say.frame]
        seen = self._shown(frame.dialog, say.session.answers(say.frame))
        if frame.given:
            seen["given"] = frame.given
        if say.dialog == HOUSE and say.session.aside is not None:
            seen |= self._of_aside(frame, say.session.aside)
        return seen

    def _of_aside(self, frame: Frame, aside: Aside) -> dict[str, Any]:
        """What the house's own questions speak about."""
        words, session = self._words, self._say.session
        base = session.frames[session.base()].dialog if session.open else frame.dialog
        seen: dict[str, Any] = {"doing": words.title(base, self._language), "said": aside.words}
        if aside.keys:
            key = aside.keys[0]
            seen["word"] = words.label(frame.dialog, frame.state, key, self._facts, self._language)
        if aside.step >= 0:
            step = session.trail[aside.step]
            dialog = session.frames[step.frame].dialog
            asked = Say(session, step.frame, dialog, step.state)
            seen["question"] = Markup(words.message(asked, self._facts, self._language).text)
            seen["earlier"] = words.shown(
                dialog, step.state, step.answer, self._facts, self._language
            )
        return {name: value for name, value in seen.items() if value}

    def _shown(self, dialog: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        for state, answer in answers.items():
            if isinstance(answer, Answer):
                owner = self._owner(dialog, state)
                seen[state] = self._words.shown(owner, state, answer, self._facts, self._language)
            else:
                seen[state] = Under(self._shown(self._called(dialog, state), answer))
        return {state: value for state, value in seen.items() if value}

    def _owner(self, dialog: str, state: str) -> str:
        """The dialog whose state this is: the present one, else a caller's."""
        if state in self._dialog(dialog).states:
            return dialog
        frames = self._say.session.frames
        return next((f.dialog for f in frames if state in self._dialog(f.dialog).states), dialog)

    def _called(self, dialog: str, state: str) -> str:
        at = self._dialog(self._owner(dialog, state)).states.get(state)
        return at.dialog if at is not None else ""

    def _dialog(self, name: str) -> Dialog:
        return self._words.library.house.dialogs.get(name) or Dialog(name, "", {})


def _render(spoken: Spoken, block: str, values: Mapping[str, Any]) -> str:
    template = spoken.template
    context = Context(template.environment, values, template.name, {})  # type: ignore[arg-type]
    return "".join(template.blocks[block](context)).strip()


def _unescaped(label: str) -> str:
    """A label is plain text, not HTML."""
    for entity, char in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#34;", '"'),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ):
        label = label.replace(entity, char)
    return label
