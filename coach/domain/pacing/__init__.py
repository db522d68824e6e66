"""Turns a believed heart rate into position, trend and cues."""
