//! How errors name a place in an array.

/// A flat index as NumPy writes it: `7`, or `(0, 7)`.
pub fn index_text(flat: usize, shape: &[usize]) -> String {
    let mut rest = flat;
    let mut index: Vec<String> = Vec::new();
    for &len in shape.iter().rev() {
        index.push((rest % len).to_string());
        rest /= len;
    }
    index.reverse();
    if index.len() == 1 { index.remove(0) } else { format!("({})", index.join(", ")) }
}
