"""The one thing this house does: hear a person, take one step, keep it, answer."""
