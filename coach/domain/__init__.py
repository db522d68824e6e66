"""The pure core: heart rate, judgement, cues, workouts and the programme. Time is an argument; no I/O."""
