"""Real running motion with force plates: markers, events and joint angles, where a copy lies beside the checkout."""
