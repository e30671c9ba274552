"""From what was sent to what was heard: danger first, then controls, then the question asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.content.words import Option, Words
from bot.core.dialog import CONTROLS, House, State
from bot.core.effects import Facts
from bot.core.heard import Control, Heard, Open, Press
from bot.core.heard import Words as Typing
from bot.core.post import Typed
from bot.core.session import Session
from bot.core.stepped import HOUSE, Say
from bot.hearing import Danger, Hearing, Lexicon
from bot.hearing.choices import numbers_of

LONG = 1500  # characters; a longer message is thanked for and asked for one instant
STORY = 60  # characters; a longer text is nobody's button
SHORTEST_FEELING = 3  # letters; "ok" names no feeling
ASKING = 120  # characters; a longer text is no question to the house
_PLAINLY = {True: "yes", False: "no", None: ""}


@dataclass(frozen=True, slots=True)
class Listened:
    heard: Heard
    danger: Danger | None = None
    deaf: bool = False  # hearing failed: the help footer is shown


class Listener:
    """Reads typed words in the light of where the person is."""

    def __init__(self, house: House, words: Words, hearing: Hearing) -> None:
        self._house, self._words, self._hearing = house, words, hearing
        self._commands = dict(house.commands)

    def also_opens(self, dialog: str) -> None:
        """A dialog that no command opens may be tried under its own name, by its authors."""
        self._commands.setdefault(dialog, dialog)

    def press(self, data: str) -> Press:
        """What a button carried: `turn/key`. Anything else is an old or invented one."""
        turn, _, key = data.partition("/")
        if not turn.isdigit() or len(turn) > 12:
            return Press("", -1)
        return Press(key, int(turn))

    def typed(
        self, typed: Typed, session: Session, facts: Facts, language: str, silent: bool
    ) -> Listened:
        try:
            danger = self._hearing.danger.find(typed.text)
        except Exception:  # whatever it was, help has to stay in sight
            heard = self._plainly(typed, session, facts, language, silent)
            return Listened(heard, deaf=True)
        if danger is not None:
            dialog = self._house.dangers.get((danger.kind, danger.sure))
            inside = session.open and session.frames[session.base()].dialog == dialog
            if dialog is not None and not inside:
                return Listened(Open(dialog, "safety", typed.text), danger)
        return Listened(self._plainly(typed, session, facts, language, silent), danger)

    def _plainly(
        self, typed: Typed, session: Session, facts: Facts, language: str, silent: bool
    ) -> Heard:
        text = typed.text.strip()
        if text.startswith("/") and (command := self._command(text)) is not None:
            return command
        lexicon = self._hearing.lexicon(language) or self._hearing.lexicons["en"]
        meant = self._for_the_question(text, session, facts, language, lexicon, silent)
        if not meant.exact and (control := lexicon.control(text)) is not None:
            return Control(control)
        return meant

    def _command(self, text: str) -> Heard | None:
        name, _, given = text[1:].partition(" ")
        name = name.partition("@")[0].lower()
        if name in CONTROLS:
            return Control(name)
        if name in self._commands:
            return Open(self._commands[name], given=given.strip())
        return None

    def _for_the_question(
        self,
        text: str,
        session: Session,
        facts: Facts,
        language: str,
        lexicon: Lexicon,
        silent: bool,
    ) -> Typing:
        options = self.options(session, facts, language)
        typing = Typing(
            text, long=len(text) > LONG, silent=silent, signs=self._signs(text, lexicon, language)
        )
        state = self._state(session)
        if facts.get("plain") and (meant := self._numbered(text, session, options)):
            if len(meant) > 1:
                return replace(typing, several=meant)
            return replace(typing, exact=self._as_pressed(meant[0], session))
        low, high = (state.scale or (0, 120)) if state is not None else (0, 120)
        typing = replace(typing, number=lexicon.number(text, low, high))
        if len(text) > STORY or not options:
            return replace(typing, asking=self._asks_the_house(text, lexicon))
        choice = lexicon.choice(text, {o.key: (o.label, *o.also) for o in options})
        keys = {option.key for option in options}
        plainly = _PLAINLY[lexicon.yes(text)]
        if plainly in keys and (choice is None or choice.key == plainly):
            return replace(typing, exact=plainly)
        if choice is None:
            near = self._felt(text, lexicon, keys)
            return replace(typing, near=near, asking=self._asks_the_house(text, lexicon))
        if choice.sure == "exact":
            return replace(typing, exact=self._as_pressed(choice.key, session))
        return replace(typing, near=choice.key)

    def _as_pressed(self, key: str, session: Session) -> str:
        """The key as its button would carry it: words of a vocabulary begin with = or +."""
        state = self._state(session)
        if session.aside is not None or state is None or not state.pick or key in state.buttons:
            return key
        return f"={key}"

    def _felt(self, text: str, lexicon: Lexicon, keys: set[str]) -> str:
        """A feeling heard in the words that is among what may be picked."""
        if len(text) < SHORTEST_FEELING:
            return ""
        return next((family for family in lexicon.feelings(text) if family in keys), "")

    def _signs(self, text: str, lexicon: Lexicon, language: str) -> tuple[str, ...]:
        """What rules may ask about: feelings, words that pose as feelings, wishes and the like."""
        heard, signs = lexicon.hear(text), self._hearing.signs.get(language)
        posing = (f"posing.{word}" for word in heard.posing)
        return (*heard.feelings, *posing, *(signs.find(text) if signs is not None else ()))

    def _asks_the_house(self, text: str, lexicon: Lexicon) -> bool:
        return text.rstrip().endswith("?") and len(text) <= ASKING

    def _numbered(
        self, text: str, session: Session, options: tuple[Option, ...]
    ) -> tuple[str, ...]:
        """The options meant by their numbers: one, or several words of a vocabulary."""
        state = self._state(session) if session.aside is None else None
        numbers = numbers_of(text)
        if (state and state.scale) or not all(0 < number <= len(options) for number in numbers):
            return ()
        keys = tuple(options[number - 1].key for number in numbers)
        several = state and state.pick and state.most > 1 and not {*keys} & {*state.buttons}
        return keys if len(keys) == 1 or several else ()

    def _state(self, session: Session) -> State | None:
        if not session.open:
            return None
        return self._house.dialogs[session.frame.dialog].states[session.frame.state]

    def options(self, session: Session, facts: Facts, language: str) -> tuple[Option, ...]:
        """What may be pressed at the present question."""
        if session.aside is not None:
            say = Say(session, session.here, HOUSE, session.aside.name, asks=True)
        elif session.open:
            frame = session.frame
            say = Say(session, session.here, frame.dialog, frame.state, asks=True)
        else:
            return ()
        return self._words.message(say, facts, language).options


def spoken_language(app: str, facts: Mapping[str, object], languages: tuple[str, ...]) -> str:
    """The person's own choice, else what their app says, else the first language."""
    chosen = str(facts.get("language") or app[:2].lower())
    return chosen if chosen in languages else languages[0]
