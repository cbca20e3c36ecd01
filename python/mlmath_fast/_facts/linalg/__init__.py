"""Facts of the topic ``linalg``."""
