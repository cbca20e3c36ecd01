"""Facts of the topic ``histogram``."""
