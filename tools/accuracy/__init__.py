"""The accuracy benchmark: gaitcheck's answers beside rendered and measured truth."""
