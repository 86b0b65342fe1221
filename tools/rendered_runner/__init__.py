"""Rendered treadmill runners with exact truth: test footage of nobody.

Developer-only.  ``python -m tools.rendered_runner --help`` lists the verbs.  Bodies come from the MakeHuman
base mesh (CC0), motion from ``gaitcheck.synthetic``, pictures from an off-screen OpenGL renderer.

Laboratory frame used everywhere: x where the runner faces, y up with the belt surface at 0, z to the
runner's right; metres and seconds.
"""
