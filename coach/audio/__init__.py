"""Sounds and speech through the players of the operating system."""
