"""Sensors over Bluetooth: search, link, device information, what is wrong."""
