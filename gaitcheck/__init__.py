"""gaitcheck."""
