"""What screens of any kind are a function of, and what they ask of the outside."""
