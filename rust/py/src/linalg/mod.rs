//! Bindings of the topic `linalg`, one file a group of functions.

pub mod batched;
