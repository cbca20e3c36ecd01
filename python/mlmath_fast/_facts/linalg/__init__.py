"""Facts of the topic ``linalg``."""

from mlmath_fast._facts.linalg.decompositions import (
    fact_eigenvalues_on_paper,
    fact_singular_values_on_paper,
    fact_ties_go_to_the_first_entry,
)
from mlmath_fast._facts.linalg.iterative import (
    fact_eigenvalues_of_a_callable,
    fact_eigenvalues_of_a_path,
    fact_power_iteration_on_paper,
)
from mlmath_fast._facts.linalg.sparse import (
    fact_a_selection_of_rows_is_a_sparse_product,
    fact_a_sparse_product_on_paper,
)
from mlmath_fast._facts.linalg.truncated import (
    fact_a_krylov_basis_of_all_columns_is_exact,
    fact_the_error_is_the_next_singular_value,
    fact_truncated_values_of_a_sparse_matrix,
)

__all__ = [
    "fact_a_krylov_basis_of_all_columns_is_exact",
    "fact_a_selection_of_rows_is_a_sparse_product",
    "fact_a_sparse_product_on_paper",
    "fact_eigenvalues_of_a_callable",
    "fact_eigenvalues_of_a_path",
    "fact_eigenvalues_on_paper",
    "fact_power_iteration_on_paper",
    "fact_singular_values_on_paper",
    "fact_the_error_is_the_next_singular_value",
    "fact_ties_go_to_the_first_entry",
    "fact_truncated_values_of_a_sparse_matrix",
]
