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
from mlmath_fast._facts.linalg.least_squares import (
    fact_a_line_through_three_points,
    fact_a_penalty_equal_to_the_variance_halves_the_slope,
    fact_the_shortest_of_many_solutions,
    fact_weights_count_like_repeated_samples,
    fact_without_an_intercept_nothing_is_centred,
)
from mlmath_fast._facts.linalg.principal import (
    fact_a_diagonal_points_up,
    fact_four_points_on_two_axes,
    fact_what_is_left_out_is_noise,
    fact_whitened_scores_have_variance_one,
)

__all__ = [
    "fact_a_diagonal_points_up",
    "fact_a_line_through_three_points",
    "fact_a_matrix_of_ones_has_one_eigenvalue",
    "fact_a_penalty_equal_to_the_variance_halves_the_slope",
    "fact_eigenvalues_of_two_by_two",
    "fact_four_points_on_two_axes",
    "fact_hilberts_determinant_is_the_product_of_pivots",
    "fact_pascals_matrix_factors_into_his_triangle",
    "fact_rotations_are_inverted_by_turning_back",
    "fact_systems_with_known_solutions",
    "fact_the_inverse_of_hilberts_matrix_is_whole",
    "fact_the_second_difference_has_cosines",
    "fact_the_shortest_of_many_solutions",
    "fact_the_sign_of_a_diagonal_is_positive",
    "fact_weights_count_like_repeated_samples",
    "fact_what_is_left_out_is_noise",
    "fact_whitened_scores_have_variance_one",
    "fact_without_an_intercept_nothing_is_centred",
]
