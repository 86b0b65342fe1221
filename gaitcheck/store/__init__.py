"""People and their sessions, kept in a database and a folder on this machine."""
