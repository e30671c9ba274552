"""The questions a dialog may ask of facts and answers instead of the person.

A rule knows no dialog. It is a function of one `Look`; the `Literal` it returns lists its exits.
"""

from bot.core.rules import answers, heard, known
from bot.core.rules.registry import RULES, Rule

__all__ = ["RULES", "Rule", "answers", "heard", "known"]
