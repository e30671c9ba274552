"""One turn of one person: from what came in to what is kept and said."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.companion.books import Books
from bot.companion.doing import Doer
from bot.companion.exporting import attached, export_zip, page, plain_page, week_picture
from bot.companion.known import LISTS, Known
from bot.companion.listening import Listened, spoken_language
from bot.companion.looking_back import FEW
from bot.companion.prompting import reschedule
from bot.companion.showing import Asked, Shower
from bot.core.calendar import KEPT_FOR, OPEN_FOR
from bot.core.dialog import CONTROLS, MORE
from bot.core.heard import Heard, Open, Press
from bot.core.heard import Words as Typing
from bot.core.moving import settled
from bot.core.post import Edit, Odd, Pressed, Send, Typed, Urgency
from bot.core.session import NOTED, Aside, Session, entry_to_plain, from_plain, to_plain
from bot.core.step import HARMLESS, expire, step
from bot.core.stepped import HOUSE, Say, Stepped
from bot.hearing import Danger
from bot.store.records import Person

if TYPE_CHECKING:
    from bot.companion.companion import Companion

LATE = timedelta(minutes=10)  # an answer this long after the words says that it is late
EVERYTHING = 1_000_000  # entries
TWO_TAPS = timedelta(seconds=2)  # of a thumb that shakes, on one button
FLAGS_FADE = timedelta(hours=12)  # signs to be careful of last as long as one conversation


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn came to, for whoever acknowledges it and for the logs. No words in it."""

    ack: str = ""
    dialog: str = ""
    danger: Danger | None = None


class Turn:
    """One person, one moment: from what came in to what is kept and said."""

    def __init__(
        self,
        house: "Companion",
        books: Books,
        person: Person,
        app: str = "",
        unasked: bool = False,  # nobody wrote: something was due
        flooding: bool = False,
    ) -> None:
        self.house, self.books, self.person = house, books, person
        self.expires: datetime | None = None  # an invitation is not sent after this
        self.unasked, self.flooding, self.gone = unasked, flooding, False
        self.now: datetime = house.clock.now()
        if app and not person.facts.get("app_language"):
            person.facts["app_language"] = app[:2].lower()
        self.known = Known(
            *(books, person, self.now, self.language),
            *(house.countries, house.operator, house.words),
        )
        plain = person.session
        kept = from_plain(plain) if plain else Session(turn=int(self.now.timestamp()))
        self.session = settled(house.house, kept)
        self.asked = _asked(plain)
        self.pressed = str((plain or {}).get("pressed", ""))  # what the last button carried
        self.quiet_for = timedelta() if person.new else self.now - person.last_active
        self.facts_before = dict(person.facts)

    @property
    def language(self) -> str:
        app = str(self.person.facts.get("app_language") or "")
        return spoken_language(app, self.person.facts, self.house.house.languages)

    @property
    def _in_a_card(self) -> bool:
        """Is the person at a safety card? It waits behind nothing."""
        session = self.session
        return session.open and session.frames[session.base()].reason == "safety"

    @property
    def in_timer(self) -> bool:
        """Is the person in the quiet of a timer, with no side trip over it?"""
        if not self.session.open:
            return False
        frame = self.session.frame
        return bool(self.house.house.dialogs[frame.dialog].states[frame.state].timer)

    @property
    def shower(self) -> Shower:
        met = self.person.facts.setdefault("met", {})
        assert isinstance(met, dict), "the counts of wordings are kept by name"
        return Shower(self.house.house, self.house.words, self.known, self.language, met)

    # ---- what came in

    def take(self, incoming: Typed | Pressed | Odd) -> Outcome:
        self.person.blocked = False
        self.person.facts.pop("unanswered", None)
        self._fade()
        danger = None
        heard: Heard
        match incoming:
            case Odd():
                return self._odd(incoming)
            case Pressed():
                press = self.house.listener.press(incoming.data)
                if self._tapped_twice(press, incoming.data):
                    return Outcome()
                heard = self._offered(press)
            case Typed(edited=True):
                return self._edited(incoming)
            case Typed():
                listened = self._listen(incoming)
                heard, danger = listened.heard, listened.danger
                if listened.deaf:
                    self.books.say(self.person, Send(self._line("footer")))
        self.pressed = incoming.data if isinstance(incoming, Pressed) else ""
        pressed = incoming.message if isinstance(incoming, Pressed) else 0
        late = isinstance(incoming, Typed) and 0 < incoming.sent < (self.now - LATE).timestamp()
        dialog = self.go(self._allowed(heard), pressed, late=late)
        return Outcome(dialog=dialog, danger=danger)

    def _offered(self, press: Press) -> Press:
        """The press, if such a button was shown under the last question; else an invented one."""
        key = press.key.lstrip("=+-")
        always = (*CONTROLS, "done", MORE)
        shown = self.asked is not None and key in self.asked.labels
        return press if shown or key in always else Press("", -1)

    def _tapped_twice(self, press: Press, data: str) -> bool:
        """The same button a moment ago: what it led to is on its way, and there is no more to say.
        Another button of that question is a thumb that corrects itself: it is told."""
        again = data == self.pressed and press.turn != self.session.turn
        return again and self.quiet_for < TWO_TAPS

    def _listen(self, typed: Typed) -> Listened:
        prompted = self.session.open and self.session.frames[self.session.base()].reason == "prompt"
        silent = self.session.open and not prompted and self.quiet_for > OPEN_FOR
        silent = silent and self.session.earlier() is not None
        return self.house.listener.typed(typed, self.session, self.known, self.language, silent)

    def _allowed(self, heard: Heard) -> Heard:
        """Before anything is agreed to, little but the welcome opens."""
        house = self.house.house
        if self.person.new and self.known["marked_minor"]:
            return Open(house.dangers["minor", "certain"], "safety")
        if not house.agreed or self.person.facts.get(house.agreed):
            if isinstance(heard, Open) and heard.dialog == house.first and not self.session.open:
                return Open(house.menu)
            return heard
        free = {house.first, *house.open, *house.safety}
        if isinstance(heard, Open) and heard.dialog not in free:
            return Open(house.first)
        if isinstance(heard, Typing) and not self.session.open and self.session.aside is None:
            return Open(house.first)
        return heard

    def _fade(self) -> None:
        """What waited too long closes by itself, without a word; its answers are kept."""
        if self.session.open and self.quiet_for > KEPT_FOR:
            self.carry_out(expire(self.house.house, self.session))
        elif self.session.flags and self.quiet_for > FLAGS_FADE:
            self.session = Session(
                self.session.frames, self.session.here, self.session.trail, self.session.turn
            )

    def make_room(self) -> None:
        """An invitation that was opened and left closes, without a word, before the next one."""
        if not self.session.open or self.session.depth() > 1:
            return
        invitations = {prompt.dialog for prompt in self.house.house.prompts.values()}
        if self.session.frames[self.session.base()].dialog in invitations:
            self.carry_out(expire(self.house.house, self.session))

    # ---- a step

    def go(
        self,
        heard: Heard,
        pressed: int = 0,
        urgency: Urgency = Urgency.ANSWER,
        late: bool = False,
    ) -> str:
        """Take the step, keep it and say what it brought; the dialog it was taken in."""
        before = self.session
        stepped = step(self.house.house, before, heard, self.known, self.now)
        shower = self.shower
        press = heard if pressed and isinstance(heard, Press) else None
        if press is not None:
            self._under_the_button(shower, stepped, press, pressed)
        elsewhere = press is None or press.turn != before.turn
        answered = elsewhere and self._leaves_choices(before, stepped)
        self.carry_out(stepped, shower, urgency, late, answered)
        frame = before.frame if before.open else None
        return frame.dialog if frame is not None else ""

    def _leaves_choices(self, before: Session, stepped: Stepped) -> bool:
        """Do the last question's choices stand behind what comes now, with no press on them?"""
        if self.unasked or self.person.facts.get("plain"):
            return False
        after = stepped.session
        gone_on = after.turn != before.turn or not after.open
        choices = self.asked is not None and bool(self.asked.labels)
        return choices and (gone_on or any(say.again for say in stepped.says))

    def _under_the_button(
        self, shower: Shower, stepped: Stepped, press: Press, message: int
    ) -> None:
        if self.person.facts.get("plain"):
            return
        if press.turn != self.session.turn:
            if press.key not in HARMLESS:
                self.books.say(self.person, Edit(message=message))
        elif self.asked is None:
            return
        elif stepped.ticked and not stepped.took:
            self.books.say(self.person, shower.ticked(stepped.session, self.asked, message))
        elif stepped.took and not stepped.ticked:
            ticked = self.session.ticked if self.session.aside is None else ()
            edit = shower.chosen(self.asked, stepped.took, message, ticked)
            self.books.say(self.person, edit)

    def carry_out(
        self,
        stepped: Stepped,
        shower: Shower | None = None,
        urgency: Urgency = Urgency.ANSWER,
        late: bool = False,
        answered: bool = False,
    ) -> None:
        doer = Doer(self.books, self.person, self.now, self._export)
        if not self.person.facts.get("keeps_nothing"):
            for entry in stepped.entries:
                self.books.add_entry(self.person, entry_to_plain(entry))
        doer.do(stepped.effects)
        self.session = stepped.session
        shown = []
        if shower is not None:
            # Words may look at facts that this very step has changed.
            shower = Shower(
                self.house.house,
                self.house.words,
                stepped.facts or self.known,
                self.language,
                shower.met,
            )
            shown = shower.shown(stepped.says)
        if doer.erased:
            self._erase([send for send, _ in shown])
            return
        if late and shown:
            line = self._line("late")
            shown[0] = (replace(shown[0][0], text=f"{line}\n\n{shown[0][0].text}"), shown[0][1])
        if self.flooding and not self._in_a_card:
            urgency = Urgency.COUNTDOWN  # of such answers only the last is sent
        if answered and shown:
            shown[-1] = (replace(shown[-1][0], answered=True), shown[-1][1])
        for send, asked in shown:
            self.books.say(self.person, send, urgency, self.expires)
            self.asked = asked or self.asked
        self.keep()

    def keep(self) -> None:
        if self.gone:
            return
        reschedule(self.house.house, self.books, self.person, self.facts_before, self.now)
        plain = to_plain(self.session)
        if self.asked is not None:
            plain["asked"] = [self.asked.text, dict(self.asked.labels)]
        if self.pressed:
            plain["pressed"] = self.pressed
        self.person.session = plain
        if not self.unasked:
            self.person.last_active = self.now
        self.books.keep(self.person)

    def _erase(self, farewell: list[Send]) -> None:
        chat, self.gone = self.person.chat, True
        self.books.erase(self.person)
        for send in farewell:
            self.books.say_farewell(chat, Send(send.text))

    def _export(self, what: str) -> None:
        """In the chat: everything (a zip), the week as a picture, or a page for a therapist."""
        if what == "all":
            attach = attached("secure-base.zip", self.everything())
        elif what == "week":
            attach = week_picture(self.house.words, self.known["week"], self.language)
        else:
            entries = self.books.entries(self.person, FEW)
            html = page(self.known.reader, entries, self._title)
            self.books.say(self.person, attached(f"{what}.html", html.encode()))
            attach = attached(f"{what}.txt", plain_page(self.known.reader, entries).encode())
        self.books.say(self.person, attach)

    def everything(self) -> bytes:
        """All that is kept about the person, as a zip."""
        entries = self.books.entries(self.person, EVERYTHING)
        lists = {name: self.books.items(self.person, name) for name in LISTS}
        return export_zip(self.known.reader, entries, lists, self.person.facts, self._title)

    @property
    def _title(self) -> str:
        return self.house.words.title("journal", self.language)

    # ---- what is no step

    def _line(self, state: str) -> str:
        return self.house.words.line(state, self.language)

    def _say_line(self, state: str) -> Say:
        return Say(self.session, self.session.here, HOUSE, state)

    def repeat(self, line: str) -> None:
        """A line of the house, and the present question again."""
        says = [self._say_line(line)]
        if self.session.aside is not None:
            says.append(Say(self.session, self.session.here, HOUSE, self.session.aside.name, True))
        elif self.session.open:
            frame = self.session.frame
            says.append(Say(self.session, self.session.here, frame.dialog, frame.state, True))
        self.carry_out(Stepped(self.session, tuple(says)), self.shower)

    def slipped(self) -> None:
        """A timer ran out while the house was away: too late to announce, so it asks."""
        if self.in_timer:
            aside = replace(self.session, aside=Aside("slipped"), turn=self.session.turn + 1)
            say = Say(aside, aside.here, HOUSE, "slipped", True)
            self.carry_out(Stepped(aside, (say,)), self.shower)

    def _odd(self, odd: Odd) -> Outcome:
        """Only words can be read here; a caption is words."""
        if odd.caption:
            typed = Typed(odd.chat, odd.caption, odd.message, odd.language)
            return self.take(typed)
        self.repeat("only_text")
        return Outcome()

    def _edited(self, typed: Typed) -> Outcome:
        """An edited message replaces the last words, where they were the last answer."""
        listened = self._listen(typed)
        if listened.danger is not None and isinstance(listened.heard, Open):
            return Outcome(dialog=self.go(listened.heard), danger=listened.danger)
        trail = self.session.trail
        if trail and trail[-1].answer.words and trail[-1].state != NOTED:
            self.session = self.session.reworded(typed.text)
            self.keep()
        return Outcome()


def _asked(plain: Mapping[str, Any] | None) -> Asked | None:
    asked = (plain or {}).get("asked")
    return Asked(asked[0], asked[1]) if asked else None
