"""Steps, by number."""
