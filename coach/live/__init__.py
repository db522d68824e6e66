"""A running session: the pump, the host, the voice."""
