"""Domain values turned into signed or printed things that others can check."""
