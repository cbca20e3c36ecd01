//! The SIMD level: detected once, or forced by name.

use std::fmt;
use std::str::FromStr;

pub use fearless_simd::Level;

/// The names users know the levels by (`MLMATH_SIMD`). On AArch64 `baseline` is NEON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LevelName {
    /// SSE2 or NEON: what every CPU of the architecture has.
    Baseline,
    /// AVX2 with FMA (x86-64-v3).
    V3,
    /// AVX-512 as of Ice Lake.
    V4,
}

impl LevelName {
    const ALL: [Self; 3] = [Self::Baseline, Self::V3, Self::V4];

    /// The name of a detected or forced level.
    pub fn of(level: Level) -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if level.as_avx512().is_some() {
                return Self::V4;
            }
            if level.as_avx2().is_some() {
                return Self::V3;
            }
        }
        let _ = level;
        Self::Baseline
    }

    /// This level as a token, or `None` where the CPU lacks it.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Baseline => Some(Level::baseline()),
            #[cfg(target_arch = "x86_64")]
            Self::V3 => Level::new().as_avx2().map(Level::Avx2),
            #[cfg(target_arch = "x86_64")]
            Self::V4 => Level::new().as_avx512().map(Level::Avx512),
            #[cfg(not(target_arch = "x86_64"))]
            Self::V3 | Self::V4 => None,
        }
    }
}

impl fmt::Display for LevelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Baseline => "baseline",
            Self::V3 => "v3",
            Self::V4 => "v4",
        })
    }
}

impl FromStr for LevelName {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|level| level.to_string() == name).ok_or(())
    }
}

/// Every level this CPU has, lowest first: what tests run over.
pub fn available_levels() -> Vec<Level> {
    LevelName::ALL.into_iter().filter_map(LevelName::level).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for name in LevelName::ALL {
            assert_eq!(name.to_string().parse(), Ok(name));
        }
        assert_eq!("avx".parse::<LevelName>(), Err(()));
    }

    #[test]
    fn a_forced_level_keeps_its_name() {
        for level in available_levels() {
            assert_eq!(LevelName::of(level).level().map(LevelName::of), Some(LevelName::of(level)));
        }
    }
}
