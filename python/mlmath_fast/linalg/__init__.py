"""Linear algebra: products, small systems by the thousand, decompositions, least squares."""

__all__: list[str] = []
