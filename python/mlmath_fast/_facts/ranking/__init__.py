"""Facts of the topic ``ranking``."""
