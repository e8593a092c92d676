"""A continuing-education platform for clinicians; `docs/tour.md` walks through it."""
