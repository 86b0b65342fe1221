"""Contacts and toe-offs."""
