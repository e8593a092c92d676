"""Text to domain and back: the course format, its problems and its rendering."""
