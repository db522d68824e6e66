"""Property tests find the same examples in every run, so that a change is what makes them fail.

`HYPOTHESIS_PROFILE=hunt python -m pytest` looks for new ones.
"""

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True)
settings.register_profile("hunt", max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
