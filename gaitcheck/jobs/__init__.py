"""Analyses in the background: one folder a job, one child process a job, a bounded number at a time.

Everything a job knows is on disk, so a reloaded page, another tab or a restarted app finds it again.
"""
