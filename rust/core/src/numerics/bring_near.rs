//! Hints to the CPU of what is read soon.

use std::ops::Range;

use prefetch_index::prefetch_index;

/// Bytes of a cache line.
const LINE: usize = 64;

/// Has the elements of `x` in `range` brought into the cache, while something else is computed. Those behind
/// the end are nothing.
#[inline(always)]
pub fn bring_near<T>(x: &[T], range: Range<usize>) {
    for line in range.step_by(LINE / size_of::<T>()) {
        prefetch_index(x, line);
    }
}
