"""Facts of the topic ``selection``."""
