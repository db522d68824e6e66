"""A session that runs: the pump, the host, the voice."""
