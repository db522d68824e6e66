"""A session as data: its inputs, the engine that turns them into facts, and the line format. No I/O."""
