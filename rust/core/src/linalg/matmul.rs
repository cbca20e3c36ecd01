//! Products of matrices, of vectors, and of stacks of them.

use fearless_simd::dispatch;

use super::matrix::Matrix;
use super::matrix_vector::matrix_times_vector;
use super::product::{DEPTH, product_into, products_work};
use crate::numerics::{filled, product};
use crate::parallel::Chunks;
use crate::simd::{Scale, fits_small, multiply_small, packed_columns};
use crate::{Error, Exec, Real, Result, Work};

/// Bytes of B up to which its rows are best read where they lie: they stay in the second-level cache,
/// or nearly. At 256 x 256 x 256 that reaches 98 % of the FMA peak, packed panels 88 %; of 512 x 512
/// doubles the two are equal.
const DIRECT: usize = 3 << 19;

/// Tasks that such a product is cut into, and the rows of each: a multiple of 6 and 8.
const DIRECT_TASKS: usize = 8;
const DIRECT_ROWS: usize = 24;
const DIRECT_ROWS_MAX: usize = 96;

/// Multiply-adds of such a task, at least: thin factors make taller ones.
const DIRECT_PRODUCTS: usize = 1 << 17;

/// Elements of B up to which it is copied for such a product, where it is turned or its rows are shorter
/// than a vector: then packing A as well, which [`product_into`] does, costs more than the products.
const COPIED: usize = 1 << 13;

/// Multiply-adds of the small products of a stack that one task takes.
const CHUNK: usize = 1 << 20;

/// `c = a b`, rows of `c` one after the other.
pub fn matmul<T: Real>(exec: &Exec, a: Matrix<T>, b: Matrix<T>, c: &mut [T]) -> Result<()> {
    matmul_with(exec, a, b, c, &mut Vec::new())
}

/// The same with scratch memory that many products share.
fn matmul_with<T: Real>(
    exec: &Exec,
    a: Matrix<T>,
    b: Matrix<T>,
    c: &mut [T],
    scratch: &mut Vec<T>,
) -> Result<()> {
    let (m, depth, n) = (a.n_rows(), a.n_columns(), b.n_columns());
    check_inner((m, depth), (b.n_rows(), n))?;
    if c.len() != product(&[m, n])? {
        return Err(Error::shape(format!("matmul: c must have shape ({m}, {n})")));
    }
    if n == 1 {
        return by_vector(exec, a, b, c);
    }
    if m == 1 {
        return by_vector(exec, b.transposed(), a.transposed(), c);
    }
    let direct = (1..=DEPTH).contains(&depth) && depth * n * size_of::<T>() <= DIRECT;
    if direct && m > 0 && n > 0 {
        let lies = dispatch!(exec.level(), simd => fits_small::<_, T>(simd, n, b.steps().1));
        let width = n.max(dispatch!(exec.level(), simd => packed_columns::<_, T>(simd, 1)));
        let right = if lies {
            (b.data(), b.steps().0)
        } else if depth * width <= COPIED {
            copy(b, width, scratch)?;
            (&scratch[..], width)
        } else {
            return product_into(exec, a, b, (c, n), Scale { alpha: T::ONE, beta: T::ZERO });
        };
        let left = (a.data(), a.row_panel());
        let most = (DIRECT_PRODUCTS / (depth * n)).next_multiple_of(DIRECT_ROWS);
        let rows = m.div_ceil(DIRECT_TASKS).next_multiple_of(DIRECT_ROWS);
        let rows = rows.min(most.max(DIRECT_ROWS_MAX));
        if m <= rows {
            dispatch!(exec.level(), simd => multiply_small(simd, (m, depth, n), left, right, c));
            return Ok(());
        }
        exec.map_items(c.chunks_mut(rows * n).collect(), |index, c: &mut [T]| {
            let (m, left) = (c.len() / n, (&left.0[index * rows * left.1.width..], left.1));
            dispatch!(exec.level(), simd => multiply_small(simd, (m, depth, n), left, right, c));
            Ok(())
        })?;
        return Ok(());
    }
    product_into(exec, a, b, (c, n), Scale { alpha: T::ONE, beta: T::ZERO })
}

/// The rows of `b`, with zeros up to `width`.
fn copy<T: Real>(b: Matrix<T>, width: usize, to: &mut Vec<T>) -> Result<()> {
    let (len, n, (row_step, column_step)) = (b.n_rows() * width, b.n_columns(), b.steps());
    if to.len() != len {
        *to = filled(len, T::ZERO)?;
    }
    for (k, row) in to.chunks_exact_mut(width).enumerate() {
        for (j, x) in row[..n].iter_mut().enumerate() {
            *x = b.data()[k * row_step + j * column_step];
        }
    }
    Ok(())
}

fn check_inner(a: (usize, usize), b: (usize, usize)) -> Result<()> {
    if a.1 == b.0 {
        return Ok(());
    }
    Err(Error::shape(format!(
        "matmul: the number of columns of a must be that of rows of b, got shapes {a:?} and {b:?}"
    )))
}

/// `c = a x` for a matrix `x` of one column.
fn by_vector<T: Real>(exec: &Exec, a: Matrix<T>, x: Matrix<T>, c: &mut [T]) -> Result<()> {
    let mut vector = filled(x.n_rows(), T::ZERO)?;
    for (to, from) in vector.iter_mut().zip(x.data().iter().step_by(x.steps().0.max(1))) {
        *to = *from;
    }
    let mut sums = filled(c.len(), 0.0)?;
    matrix_times_vector(exec, a, &vector, &mut sums)?;
    c.iter_mut().zip(sums).for_each(|(c, sum)| *c = T::from_f64(sum));
    Ok(())
}

/// The inner product of two vectors.
pub fn dot<T: Real>(exec: &Exec, a: &[T], b: &[T]) -> Result<f64> {
    if a.len() != b.len() {
        return Err(Error::shape(format!(
            "matmul: vectors must have the same length, got {} and {}",
            a.len(),
            b.len()
        )));
    }
    let mut sum = [0.0];
    matrix_times_vector(exec, Matrix::new(a, 1, a.len())?, b, &mut sum)?;
    Ok(sum[0])
}

/// Matrices of one shape, one after the other, and which of them a product takes in each place.
#[derive(Clone, Copy, Debug)]
pub struct Stack<'a, T> {
    /// All elements.
    pub data: &'a [T],
    /// The shape in which each lies.
    pub shape: (usize, usize),
    /// Whether what is meant are the transposes.
    pub transposed: bool,
    /// The matrix in each place.
    pub places: &'a [i64],
}

impl<'a, T> Stack<'a, T> {
    fn at(&self, place: usize) -> Result<Matrix<'a, T>> {
        let size = self.shape.0 * self.shape.1;
        let data = usize::try_from(self.places[place])
            .ok()
            .and_then(|index| self.data.get(index.checked_mul(size)?..)?.get(..size));
        let Some(data) = data else {
            return Err(Error::shape(format!("there must be a matrix at {}", self.places[place])));
        };
        let matrix = Matrix::new(data, self.shape.0, self.shape.1)?;
        Ok(if self.transposed { matrix.transposed() } else { matrix })
    }

    fn outer_sizes(&self) -> (usize, usize) {
        if self.transposed { (self.shape.1, self.shape.0) } else { self.shape }
    }
}

/// The predicted time of [`matmul_stack`].
pub fn stack_work<T>(a: Stack<T>, b: Stack<T>) -> Work {
    let ((m, depth), (_, n)) = (a.outer_sizes(), b.outer_sizes());
    products_work::<T>(a.places.len(), (m, depth, n))
}

/// The products in all places into `c`, one after the other.
pub fn matmul_stack<T: Real>(exec: &Exec, a: Stack<T>, b: Stack<T>, c: &mut [T]) -> Result<()> {
    let ((m, depth), (inner, n)) = (a.outer_sizes(), b.outer_sizes());
    check_inner((m, depth), (inner, n))?;
    let (count, size) = (a.places.len(), product(&[m, n])?);
    if b.places.len() != count || c.len() != product(&[count, size])? {
        return Err(Error::shape(format!(
            "matmul: a stack of {count} products must have as many factors b, got {}",
            b.places.len()
        )));
    }
    if c.is_empty() {
        return Ok(());
    }
    let each = product(&[size, depth.max(1)])?;
    if count == 1 || each > CHUNK {
        for (place, c) in c.chunks_exact_mut(size).enumerate() {
            matmul(exec, a.at(place)?, b.at(place)?, c)?;
        }
        return Ok(());
    }
    let at_once = Chunks::new(count, CHUNK / each);
    let chunks = c.chunks_mut(at_once.range(0).len() * size).collect();
    exec.map_items(chunks, |index, c: &mut [T]| {
        let (serial, mut scratch) = (Exec::serial(exec.level()), Vec::new());
        for (place, c) in at_once.range(index).zip(c.chunks_exact_mut(size)) {
            matmul_with(&serial, a.at(place)?, b.at(place)?, c, &mut scratch)?;
        }
        Ok(())
    })?;
    Ok(())
}
