"""Time zones from a city, a country, a zone's own name, or what the person's clock reads now."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from rapidfuzz.distance import OSA

from bot.hearing.fold import fold, spoken

MOST = 6  # zones offered for one name
SHORTEST = 4  # letters a name needs to be found within a sentence
LONGEST_NAME = 4  # words
LONGEST = 80  # characters; a longer message names no place
TYPED = 5  # letters a name needs before a mistyped one is looked for
LONG = 9  # letters from which on two slips are still the same name
SLACK = datetime.timedelta(minutes=8)  # how far a person's clock may be off

# One zone for each rule of offset and summer time that many people live by, the most people first.
WELL_KNOWN = (
    *("Asia/Shanghai", "Asia/Kolkata", "America/New_York", "Asia/Jakarta", "Europe/Berlin"),
    *("Africa/Lagos", "America/Sao_Paulo", "America/Mexico_City", "Europe/London", "Asia/Tokyo"),
    *("Africa/Nairobi", "America/Bogota", "Africa/Johannesburg", "America/Chicago", "Asia/Karachi"),
    *("Europe/Moscow", "Asia/Dhaka", "America/Los_Angeles", "Africa/Cairo", "Asia/Tehran"),
    *("Europe/Athens", "America/Caracas", "Africa/Abidjan", "Asia/Kathmandu", "Asia/Yangon"),
    *("Asia/Kabul", "Asia/Dubai", "Australia/Sydney", "America/Denver", "America/Santiago"),
    *("Europe/Lisbon", "America/Halifax", "Asia/Colombo", "Asia/Jerusalem", "Asia/Beirut"),
    *("Australia/Brisbane", "Australia/Perth", "America/Phoenix", "Pacific/Auckland"),
    *("Australia/Adelaide", "America/Havana", "Asia/Vladivostok", "America/Asuncion"),
    *("Africa/Casablanca", "Australia/Darwin", "Pacific/Honolulu", "America/Anchorage"),
    *("America/St_Johns", "Europe/Chisinau", "Asia/Kamchatka", "Pacific/Guadalcanal"),
    *("Atlantic/Azores", "Atlantic/Cape_Verde", "America/Noronha", "Pacific/Pago_Pago"),
    *("Pacific/Apia", "Pacific/Tongatapu", "America/Nuuk", "Asia/Gaza", "Pacific/Kiritimati"),
    *("America/Adak", "Pacific/Marquesas", "Australia/Lord_Howe", "Pacific/Chatham"),
    *("Australia/Eucla", "Pacific/Norfolk", "Pacific/Gambier", "Pacific/Easter"),
)


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone of the IANA list, and the place that was named."""

    name: str
    place: str


class Places:
    """Names of cities and countries, and the zones they lie in."""

    def __init__(
        self,
        cities: Mapping[str, Sequence[str]],
        countries: Mapping[str, Sequence[str]],
    ) -> None:
        """`cities`: an IANA zone -> names in it; `countries`: a name -> its zones."""
        self._by_name: dict[str, dict[str, Zone]] = {}
        for zone, names in cities.items():
            for name in (*names, zone, zone.rpartition("/")[2].replace("_", " ")):
                self._add(name, zone, name)
        for name, zones in countries.items():
            for zone in zones:
                self._add(name, zone, name)

    def _add(self, name: str, zone: str, place: str) -> None:
        self._by_name.setdefault(_key(name), {}).setdefault(zone, Zone(zone, place))

    def zones(self, text: str) -> tuple[Zone, ...]:
        """The zones a message may name, the likeliest first; none when no place is known in it."""
        if len(text) > LONGEST:
            return ()
        words = spoken(fold(text))
        whole = self._named(" ".join(words))
        if whole:
            return whole
        inside = self._inside(words)
        return inside or self._mistyped(" ".join(words)) or self._mistyped_word(words)

    def _named(self, name: str) -> tuple[Zone, ...]:
        return tuple(self._by_name.get(name, {}).values())[:MOST]

    def _inside(self, words: tuple[str, ...]) -> tuple[Zone, ...]:
        """The longest name in the message; a country said beside a city decides between cities."""
        named = [
            zones
            for length in range(min(len(words), LONGEST_NAME), 0, -1)
            for at in range(len(words) - length + 1)
            if (length > 1 or len(words[at]) >= SHORTEST)
            and (zones := self._named(" ".join(words[at : at + length])))
        ]
        if not named:
            return ()
        best = min(named, key=len) if len(named[0]) > 1 else named[0]
        for other in named:
            both = tuple(z for z in best if z.name in {zone.name for zone in other})
            best = both or best
        return best

    def _mistyped(self, name: str) -> tuple[Zone, ...]:
        if len(name) < TYPED:
            return ()
        most = 2 if len(name) >= LONG else 1
        slips = {
            known: OSA.distance(name, known, score_cutoff=most)
            for known in self._by_name
            if known[:1] == name[:1] and abs(len(known) - len(name)) <= most
        }
        best = min(slips, key=lambda known: (slips[known], known), default="")
        return self._named(best) if best and slips[best] <= most else ()

    def _mistyped_word(self, words: tuple[str, ...]) -> tuple[Zone, ...]:
        return next((zones for word in words if (zones := self._mistyped(word))), ())


def zones_at(local: datetime.time, now: datetime.datetime) -> tuple[str, ...]:
    """Well known zones whose clock reads `local`, within 8 minutes, at this aware moment."""
    return tuple(
        name for name in WELL_KNOWN if _apart(local, now.astimezone(ZoneInfo(name))) <= SLACK
    )


def _apart(local: datetime.time, there: datetime.datetime) -> datetime.timedelta:
    minutes = (local.hour * 60 + local.minute) - (there.hour * 60 + there.minute)
    return datetime.timedelta(minutes=min(minutes % 1440, -minutes % 1440))


def _key(name: str) -> str:
    return " ".join(spoken(fold(name)))
