"""From a believed heart rate to what is worth telling: position, trend, cues."""
