"""Cues by ear: tones and speech through the system's own players."""
