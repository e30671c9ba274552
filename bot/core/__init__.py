"""The heart: dialogs, sessions and steps. Pure, standard library only."""
