"""From what a strap sends to a believed heart rate, with its uncertainty."""
