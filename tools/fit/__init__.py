"""Fits the few learned numbers of gaitcheck on the fit half of the rendered benchmark, never on the test half."""
