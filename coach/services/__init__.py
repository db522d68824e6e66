"""Services behind screens and commands: the diary, walks, straps, profile, programme, trends, diagnosis."""
