//! What can go wrong, typed. `rust/py` maps each variant to one Python exception.

/// The result of every fallible function of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// A failure that is the input's, the machine's or the user's wish. The text says what must hold and
/// what was got.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// Shapes that do not fit each other (`ValueError`).
    #[error("{0}")]
    Shape(String),
    /// A value outside the domain of the function (`ValueError`).
    #[error("{0}")]
    Domain(String),
    /// A matrix that is singular or not positive definite (`numpy.linalg.LinAlgError`).
    #[error("{0}")]
    Linalg(String),
    /// Scratch memory that cannot be had (`MemoryError`).
    #[error("cannot allocate {bytes} bytes of scratch memory")]
    Memory {
        /// The size asked for.
        bytes: usize,
    },
    /// A product of sizes that exceeds the address space (`MemoryError`).
    #[error("the product of the sizes {sizes:?} exceeds the address space")]
    Overflow {
        /// The factors.
        sizes: Vec<usize>,
    },
    /// The cancel token was set (`KeyboardInterrupt`).
    #[error("interrupted")]
    Interrupted,
}

impl Error {
    /// A shape error from any text.
    pub fn shape(text: impl Into<String>) -> Self {
        Self::Shape(text.into())
    }

    /// A domain error from any text.
    pub fn domain(text: impl Into<String>) -> Self {
        Self::Domain(text.into())
    }
}
