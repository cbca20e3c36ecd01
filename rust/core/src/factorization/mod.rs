//! factorization
