"""Errors of the simulator."""


class InfeasibleGaitError(ValueError):
    """No running body can do what was asked; the message names the request that cannot be met."""
