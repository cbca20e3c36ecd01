//! Linear algebra: products, small systems by the thousand, factorisations, least squares.
