"""The app behind a real Chromium: for its tests, for its pictures, and for many visitors at once."""
