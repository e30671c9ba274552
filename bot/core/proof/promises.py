"""Every promise by name, and what breaking it would mean for the person who chats.

Each has a folder of the same name in `tests/broken`.
"""

from typing import Final

PROMISES: Final = {
    # files that can be read
    "toml": "nothing of this file would be there for anybody",
    "flow": "this part of the conversation could not be held",
    "house": "a command, a prompt or a call for help would open nothing",
    "vocabulary": "the words of this list could not be offered",
    "hearing": "nothing that people type would be heard: the house could not open",
    "templates_valid": "these words could not be said, and the conversation would break off",
    # the graph
    "targets_exist": "whoever takes this way would be stranded",
    "states_reachable": "nobody would ever see this",
    "ends_reachable": "whoever comes here could only leave by breaking off",
    "no_loop_without_input": "the conversation would go round without ever asking anything",
    "rules_and_acts_exist": "the conversation would break off here",
    "exits_fit": "what is found out or pressed here would lead nowhere",
    "answers_exist": "it would look at something that was never answered",
    "controls_free": "back, skip, stop, menu or help now would do something else here",
    "skip_owed": "whoever would rather not say could only lie or break off",
    "moved_covers": "people in the middle of it would be thrown back to the beginning",
    # words
    "states_have_words": "the person would be asked nothing and shown no more than a silence",
    "buttons_have_labels": "there would be no button for this way",
    "labels_lead_somewhere": "these words would never be shown",
    "labels_differ": "nobody could tell these two apart",
    "labels_have_letters": "a screen reader, or an older phone, would show nothing to press",
    "answers_given": "the sentence would have a hole where an answer should be",
    "names_known": "the sentence could not be said, and the conversation would break off",
    "keys_compared": "the words meant for this answer would never be said",
    "keys_never_printed": "the person would read a name that only the flow knows",
    "html_valid": "Telegram would refuse the message, and nothing would arrive",
    "text_fits": "Telegram would refuse the message, and nothing would arrive",
    "buttons_fit": "Telegram would refuse the message, and nothing would arrive",
    "labels_fit": "the end of the label would be cut off on a phone",
    "tone": "it would not sound like this house",
    "easy_reading": "it would be hard to read on a bad day",
    "titles": "the menu and the journal would have no name for it",
    # languages
    "translations_complete": "the person would suddenly read English",
    "translations_fresh": "the person would read what is no longer meant",
    "translations_agree": "two people would be told different things",
    "vocabularies_complete": "the person would read this word in English, or as a key",
    "vocabularies_used": "nobody would ever be offered these words",
    "commands_described": "the command would have no description in the list of commands",
    # the house and safety
    "house_complete": "a question about the conversation itself could not be asked",
    "help_lines": "somebody who needs help would be shown a wrong card or none",
    "help_lines_fresh": "somebody who needs help might call a number that has changed",
}
