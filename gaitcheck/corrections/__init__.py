"""What a person put right after the automatic measurement: kept with who, when and what; undone, never erased."""
