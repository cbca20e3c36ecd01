"""Facts of the topic ``factorization``."""
