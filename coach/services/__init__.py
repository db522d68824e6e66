"""What answers questions: the diary, walks, straps, the profile, the programme, trends, diagnosis."""
