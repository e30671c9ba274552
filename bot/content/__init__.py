"""From the files in `dialogs/` to the core's types, and from states to words."""
