//! descent
