"""Body frame, angles, view, gait."""
