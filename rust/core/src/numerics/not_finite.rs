//! The first NaN or infinity, looked for a vector at a time.

use crate::Real;

/// Where `x` is not finite for the first time.
pub fn not_finite<T: Real>(x: &[T]) -> Option<usize> {
    /// Some vectors: a loop that stops at any element would take them one by one.
    const TOGETHER: usize = 64;
    let sound = |x: &[T]| x.iter().fold(true, |all, x| all & x.is_finite());
    let chunk = x.chunks(TOGETHER).position(|x| !sound(x))?;
    let start = chunk * TOGETHER;
    x[start..].iter().position(|x| !x.is_finite()).map(|at| start + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_several() {
        let mut x = vec![1.0_f32; 200];
        assert_eq!(not_finite(&x), None);
        for at in [199, 130, 64, 63, 0] {
            x[at] = if at % 2 == 0 { f32::NAN } else { f32::NEG_INFINITY };
            assert_eq!(not_finite(&x), Some(at));
        }
        assert_eq!(not_finite::<f64>(&[]), None);
    }
}
