//! The sign rule of eigenvectors and singular vectors.

use crate::Real;

/// Of a vector that may as well be its negative, the first element of largest size is made positive. An
/// element counts as such from this share of the largest on, 1 - sqrt(eps): what roundings leave of
/// equal sizes must not choose the sign.
pub fn sign_tie<T: Real>() -> T {
    T::ONE - T::EPSILON.sqrt()
}

/// 1 or -1: what `vector` is to be multiplied with.
pub fn sign<T: Real>(vector: &[T]) -> T {
    let largest = vector.iter().fold(T::ZERO, |m, x| if x.abs() > m { x.abs() } else { m });
    let limit = sign_tie::<T>() * largest;
    match vector.iter().find(|x| x.abs() >= limit) {
        Some(&x) if x < T::ZERO => -T::ONE,
        _ => T::ONE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equal_sizes_counts() {
        assert_eq!(sign(&[0.0, -0.7, 0.7]), -1.0);
        assert_eq!(sign(&[0.7, -0.7 - 1e-12]), 1.0);
        assert_eq!(sign(&[0.6_f32, -0.8]), -1.0);
        assert_eq!(sign(&[0.0, 0.0]), 1.0);
    }
}
