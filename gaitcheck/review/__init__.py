"""What a therapist does with a result: correct it, tick the session's checklist, write comments."""
