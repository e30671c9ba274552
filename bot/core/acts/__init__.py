"""What a dialog may ask the house to do. An act is pure: it returns the exit taken and effects.

An act knows no dialog by name. Acts without exits of their own go on by `then`.
"""

from bot.core.acts import care, journal, later, lists, person, prompts
from bot.core.acts.registry import ACTS, Act, Done

__all__ = ["ACTS", "Act", "Done", "care", "journal", "later", "lists", "person", "prompts"]
