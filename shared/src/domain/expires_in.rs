/// For how long a presigned URL shall be valid: 1–3,600 seconds.
///
/// 3,600 because the role's session lasts no longer: assuming a customer's role from a function's
/// role is role chaining, which STS limits to one hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExpiresIn(u16);

/// The number is outside of 1–3,600.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expires_in is 1 to 3600 seconds: a role's session lasts no longer than an hour")]
pub struct InvalidExpiresIn;

impl ExpiresIn {
    /// A quarter of an hour.
    pub const DEFAULT: Self = Self(900);

    /// In seconds.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0 as i64
    }
}

impl TryFrom<u64> for ExpiresIn {
    type Error = InvalidExpiresIn;

    fn try_from(seconds: u64) -> Result<Self, InvalidExpiresIn> {
        u16::try_from(seconds)
            .ok()
            .filter(|seconds| (1..=3600).contains(seconds))
            .map(Self)
            .ok_or(InvalidExpiresIn)
    }
}

impl std::str::FromStr for ExpiresIn {
    type Err = InvalidExpiresIn;

    fn from_str(text: &str) -> Result<Self, InvalidExpiresIn> {
        let seconds: u64 = text.parse().map_err(|_| InvalidExpiresIn)?;
        seconds.try_into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_second_to_one_hour() {
        for (seconds, fits) in [
            (0, false),
            (1, true),
            (3600, true),
            (3601, false),
            (65_537, false),
        ] {
            assert_eq!(ExpiresIn::try_from(seconds).is_ok(), fits, "{seconds}");
        }
        assert_eq!("-1".parse::<ExpiresIn>(), Err(InvalidExpiresIn));
    }
}
