"""Facts of the topic ``information``."""
