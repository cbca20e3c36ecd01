//! Scratch memory that fails with an error instead of ending the process.

use crate::{Error, Result};

/// The product of `sizes`, or an error that lists them.
pub fn product(sizes: &[usize]) -> Result<usize> {
    sizes
        .iter()
        .try_fold(1_usize, |total, &size| total.checked_mul(size))
        .ok_or_else(|| Error::Overflow { sizes: sizes.to_vec() })
}

/// A vector of `len` times `value`.
pub fn filled<T: Copy>(len: usize, value: T) -> Result<Vec<T>> {
    let mut scratch = reserved(len)?;
    scratch.resize(len, value);
    Ok(scratch)
}

/// An empty vector with room for `len` elements.
pub fn reserved<T>(len: usize) -> Result<Vec<T>> {
    let mut scratch = Vec::new();
    scratch
        .try_reserve_exact(len)
        .map_err(|_| Error::Memory { bytes: len.saturating_mul(size_of::<T>()) })?;
    Ok(scratch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn product_refuses_to_wrap() {
        assert_eq!(product(&[3, 4, 5]), Ok(60));
        assert_eq!(product(&[usize::MAX, 2]), Err(Error::Overflow { sizes: vec![usize::MAX, 2] }));
    }

    #[test]
    fn too_much_memory_is_an_error() {
        assert_eq!(filled(3, 1.5), Ok(vec![1.5; 3]));
        assert!(matches!(filled(usize::MAX / 16, 0_u64), Err(Error::Memory { .. })));
    }
}
