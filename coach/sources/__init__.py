"""Where inputs come from: a strap, a simulated walker, a recording. None knows the engine."""
