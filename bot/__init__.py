"""Secure Base: a practice companion on Telegram, in finite conversations."""
