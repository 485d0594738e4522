use std::str::FromStr;

/// How many integrations a page has at most: 1–100, by default 50. A hundred of the largest
/// integrations fit into Lambda's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limit(pub(crate) u16);

/// The text is not a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the limit is 1 to 100")]
pub(crate) struct InvalidLimit;

impl Limit {
    pub(crate) const DEFAULT: Self = Self(50);
}

impl FromStr for Limit {
    type Err = InvalidLimit;

    fn from_str(text: &str) -> Result<Self, InvalidLimit> {
        let limit = text.parse().map_err(|_| InvalidLimit)?;
        let in_range = (1..=100).contains(&limit);
        in_range.then_some(Self(limit)).ok_or(InvalidLimit)
    }
}
