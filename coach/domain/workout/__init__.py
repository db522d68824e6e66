"""A workout's steps, and the machine that runs them."""
