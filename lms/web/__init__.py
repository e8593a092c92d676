"""Flask: one blueprint per service, three steps per view."""
