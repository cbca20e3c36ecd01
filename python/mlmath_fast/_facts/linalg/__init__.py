"""Facts of the topic ``linalg``."""

from mlmath_fast._facts.linalg.batched import (
    fact_a_matrix_of_ones_has_one_eigenvalue,
    fact_eigenvalues_of_two_by_two,
    fact_hilberts_determinant_is_the_product_of_pivots,
    fact_pascals_matrix_factors_into_his_triangle,
    fact_rotations_are_inverted_by_turning_back,
    fact_systems_with_known_solutions,
    fact_the_inverse_of_hilberts_matrix_is_whole,
    fact_the_second_difference_has_cosines,
    fact_the_sign_of_a_diagonal_is_positive,
)

__all__ = [
    "fact_a_matrix_of_ones_has_one_eigenvalue",
    "fact_eigenvalues_of_two_by_two",
    "fact_hilberts_determinant_is_the_product_of_pivots",
    "fact_pascals_matrix_factors_into_his_triangle",
    "fact_rotations_are_inverted_by_turning_back",
    "fact_systems_with_known_solutions",
    "fact_the_inverse_of_hilberts_matrix_is_whole",
    "fact_the_second_difference_has_cosines",
    "fact_the_sign_of_a_diagonal_is_positive",
]
