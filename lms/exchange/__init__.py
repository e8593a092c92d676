"""Questions in the formats of other systems: each read into our own, and written from it."""
