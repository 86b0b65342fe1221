"""Landmarks of the runner."""
