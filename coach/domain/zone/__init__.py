"""Zones and bands, and the maximum heart rate they come from."""
