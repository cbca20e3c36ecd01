"""Facts of the topic ``linalg``."""

from mlmath_fast._facts.linalg.sparse import (
    fact_a_selection_of_rows_is_a_sparse_product,
    fact_a_sparse_product_on_paper,
)

__all__ = [
    "fact_a_selection_of_rows_is_a_sparse_product",
    "fact_a_sparse_product_on_paper",
]
