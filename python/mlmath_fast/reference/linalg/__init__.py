"""NumPy twins of the topic ``linalg``."""

__all__: list[str] = []
