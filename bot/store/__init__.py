"""What is kept: people and sessions, the journal, appointments, what is still to be said."""

from bot.store.books import Books
from bot.store.faults import BadRing, KeyFileFault, StoreAway, Tampered, WrongKey
from bot.store.records import Appointment, Due, Entry, Item, Person, Posted, Turned
from bot.store.ring import Ring, key_file
from bot.store.store import Store

__all__ = [
    "Appointment",
    "BadRing",
    "Books",
    "Due",
    "Entry",
    "Item",
    "KeyFileFault",
    "Person",
    "Posted",
    "Ring",
    "Store",
    "StoreAway",
    "Tampered",
    "Turned",
    "WrongKey",
    "key_file",
]
