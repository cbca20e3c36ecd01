//! Functions of each element by itself.
//!
//! One pass: a chunk is read, computed and written while it is in cache. What the functions cost is in
//! `simd/`; with AVX-512 all but the divisions wait for memory (10 M doubles: 5 ms for a plain copy).

use fearless_simd::dispatch;
use fearless_simd_macros::simd;

use crate::parallel::Chunks;
use crate::simd::function::{Elementary, Function, LOGADDEXP_NS, apply, apply_logaddexp};
use crate::{Error, Exec, Result, Work};

/// Elements of a chunk: 20 microseconds of work or more, beside which its start is nothing.
const CHUNK: usize = 1 << 15;

/// Elements that wait beside the result where it is written over the argument: they and the result are
/// in the nearest cache.
const BLOCK: usize = 512;

/// The predicted time of [`elementwise`].
pub fn elementwise_work<F: Function>(n: usize) -> Work {
    Work::new(n, F::NS)
}

/// `out[i] = F(x[i])`; of `None`, `out[i] = F(out[i])`.
pub fn elementwise<F: Function, T: Elementary>(
    exec: &Exec,
    x: Option<&[T]>,
    out: &mut [T],
) -> Result<()> {
    same_length(x, out)?;
    let chunks = Chunks::new(out.len(), CHUNK);
    exec.map_items(out.chunks_mut(CHUNK).collect(), |index, out| {
        match x {
            Some(x) => {
                let x = &x[chunks.range(index)];
                dispatch!(exec.level(), simd => apply::<_, T, F>(simd, x, out));
            }
            None => dispatch!(exec.level(), simd => in_place::<_, T, F>(simd, out)),
        }
        Ok(())
    })?;
    Ok(())
}

#[simd]
fn in_place<S: fearless_simd::Simd, T: Elementary, F: Function>(simd: S, out: &mut [T]) {
    let mut x = [T::ZERO; BLOCK];
    for out in out.chunks_mut(BLOCK) {
        let x = &mut x[..out.len()];
        x.copy_from_slice(out);
        apply::<S, T, F>(simd, x, out);
    }
}

/// The predicted time of [`logaddexp`].
pub fn logaddexp_work(n: usize) -> Work {
    Work::new(n, LOGADDEXP_NS)
}

/// `out[i] = log(e^a[i] + e^b[i])`; of `None`, with `out[i]` for `a[i]`.
pub fn logaddexp<T: Elementary>(
    exec: &Exec,
    a: Option<&[T]>,
    b: &[T],
    out: &mut [T],
) -> Result<()> {
    same_length(a, out)?;
    same_length(Some(b), out)?;
    let chunks = Chunks::new(out.len(), CHUNK);
    exec.map_items(out.chunks_mut(CHUNK).collect(), |index, out| {
        let b = &b[chunks.range(index)];
        match a {
            Some(a) => {
                let a = &a[chunks.range(index)];
                dispatch!(exec.level(), simd => apply_logaddexp(simd, a, b, out));
            }
            None => dispatch!(exec.level(), simd => logaddexp_in_place(simd, b, out)),
        }
        Ok(())
    })?;
    Ok(())
}

#[simd]
fn logaddexp_in_place<S: fearless_simd::Simd, T: Elementary>(simd: S, b: &[T], out: &mut [T]) {
    let mut a = [T::ZERO; BLOCK];
    for (b, out) in b.chunks(BLOCK).zip(out.chunks_mut(BLOCK)) {
        let a = &mut a[..out.len()];
        a.copy_from_slice(out);
        apply_logaddexp(simd, a, b, out);
    }
}

pub(super) fn same_length<T>(x: Option<&[T]>, out: &[T]) -> Result<()> {
    match x {
        Some(x) if x.len() != out.len() => {
            let (want, got) = (x.len(), out.len());
            Err(Error::shape(format!("out must have {want} elements, got {got}")))
        }
        _ => Ok(()),
    }
}
