"""The one use case: hear a person, take one step, keep it, answer. One call is one transaction."""

import json
from collections.abc import Mapping

from bot.companion.books import Books
from bot.companion.listening import Listener
from bot.companion.prompting import keep_appointment
from bot.companion.turn import Outcome, Turn
from bot.content.lines import Country
from bot.content.words import Words
from bot.core.clock import Clock
from bot.core.dialog import House
from bot.core.post import Gone, Incoming
from bot.hearing import Hearing
from bot.hearing.report import hear_lines
from bot.store.records import Due


class Companion:
    """Everything that a conversation needs but the books, which come with each turn."""

    def __init__(
        self,
        words: Words,
        hearing: Hearing,
        countries: Mapping[str, Country],
        clock: Clock,
        operator: str = "",
    ) -> None:
        self.house: House = words.library.house
        self.words, self.hearing, self.countries = words, hearing, countries
        self.clock, self.operator = clock, operator
        self.listener = Listener(self.house, words, hearing)

    def hear(
        self, books: Books, update_id: int, incoming: Incoming, flooding: bool = False
    ) -> Outcome:
        """Take in one update. An update already seen changes nothing.

        `flooding`: the person types faster than anyone reads; only the last answer is sent.
        """
        person = books.person(incoming.chat)
        if not books.is_new(update_id, getattr(incoming, "message", 0)):
            return Outcome()
        app = "" if isinstance(incoming, Gone) else incoming.language
        turn = Turn(self, books, person, app, flooding=flooding)
        if isinstance(incoming, Gone):
            person.blocked = not incoming.back
            turn.keep()
            return Outcome()
        return turn.take(incoming)

    def due(self, books: Books, due: Due) -> None:
        """Carry out one appointment that has come."""
        person = books.find(due.person)
        if books.finished(due) is False or person is None:
            return
        turn = Turn(self, books, person, unasked=True)
        keep_appointment(turn, due)
        turn.keep()

    def exported(self, books: Books, chat: int) -> bytes | None:
        """Everything about one person as a zip, for an operator; None when they are not known."""
        person = books.known(chat)
        return Turn(self, books, person).everything() if person is not None else None

    def erased(self, books: Books, chat: int) -> bool:
        """Erase one person for an operator; False when they are not known."""
        person = books.known(chat)
        if person is not None:
            books.erase(person)
        return person is not None

    def sorry(self, books: Books, chat: int) -> None:
        """Something failed on our side: one kind sentence, and the question once more."""
        Turn(self, books, books.person(chat)).repeat("sorry")

    def what_was_heard(self, text: str) -> Mapping[str, object]:
        """For the page's box: what one line would be heard as, and by which rule."""
        heard: dict[str, object] = json.loads(next(iter(hear_lines([text], self.hearing, None))))
        return heard
