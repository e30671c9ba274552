"""What a rule or an act may look at: answers, facts, the moment, and what hearing makes of words."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.calendar import zone_of
from bot.core.effects import Facts
from bot.core.senses import Deaf, Senses
from bot.core.session import Answer, Session


@dataclass(frozen=True, slots=True)
class Look:
    """What a rule or an act may look at."""

    session: Session
    of: str
    facts: Facts
    now: datetime
    senses: Senses = field(default_factory=Deaf)

    @property
    def answer(self) -> Answer | None:
        """The answer that `of` names: here, in a dialog called (`felt.family`), or in a caller."""
        return self.named(self.of)

    def named(self, name: str) -> Answer | None:
        if name == "given" and self.session.open:
            given = self.session.frame.given
            return Answer(words=given) if given else None
        found: object = self.session.answers()
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        return found if isinstance(found, Answer) and found.given else None

    def said(self, name: str = "") -> str:
        """An answer in the words that the person saw or typed."""
        name = name or self.of
        answer = self.named(name)
        if answer is None:
            return ""
        if answer.words and not answer.keys:
            return answer.words
        if answer.number is not None:
            return str(answer.number)
        state = name.rsplit(".", 1)[-1]
        asked = (s.frame for s in reversed(self.session.trail) if s.answer is answer)
        dialog = self.session.frames[next(asked)].dialog
        labels = (self.senses.label(dialog, state, key, self.facts) for key in answer.keys)
        return ", ".join(labels)

    @property
    def number(self) -> int | None:
        return self.answer.number if self.answer is not None else None

    @property
    def local(self) -> datetime:
        """Now, on the person's own clock (UTC where no zone is known)."""
        return self.now.astimezone(self.zone)

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.facts)

    @property
    def language(self) -> str:
        return self.facts.get("language") or self.facts.get("app_language") or "en"
