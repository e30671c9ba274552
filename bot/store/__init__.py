"""What is kept: people and sessions, the journal, appointments, what is still to be said."""
