"""gaitcheck beside a laboratory's truth: bias, scatter, limits of agreement, and whether stated intervals hold."""
