use std::fmt;
use std::str::FromStr;

use ulid::Ulid;

use super::checked_text::text_serde;

/// The id of an integration: `int_` and a ULID in lower case, so that ids sort by creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IntegrationId(Ulid);

/// The text is not the id of an integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an integration's id is written like int_01k2f4z8e6qs3vn9x7c5d0ab1m")]
pub struct InvalidIntegrationId;

const PREFIX: &str = "int_";

impl IntegrationId {
    /// The id of an integration created at `milliseconds` of the Unix epoch; of `random` the lower
    /// 80 bits count.
    #[must_use]
    pub fn from_parts(milliseconds: u64, random: u128) -> Self {
        Self(Ulid::from_parts(milliseconds, random))
    }
}

impl FromStr for IntegrationId {
    type Err = InvalidIntegrationId;

    fn from_str(text: &str) -> Result<Self, InvalidIntegrationId> {
        let ulid = text.strip_prefix(PREFIX).ok_or(InvalidIntegrationId)?;
        let id = Self(ulid.parse().map_err(|_| InvalidIntegrationId)?);
        // ULIDs parse leniently (upper case, `o` for `0`): one id, one spelling.
        if id.to_string() == text {
            Ok(id)
        } else {
            Err(InvalidIntegrationId)
        }
    }
}

impl fmt::Display for IntegrationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ulid = self.0.to_string().to_ascii_lowercase();
        write!(f, "{PREFIX}{ulid}")
    }
}

text_serde!(IntegrationId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_creation_and_have_one_spelling() {
        let (early, late) = (
            IntegrationId::from_parts(1, 9),
            IntegrationId::from_parts(2, 0),
        );
        assert!(early.to_string() < late.to_string());
        assert_eq!(early.to_string().parse(), Ok(early));
        for text in [
            "",
            "int_",
            "int_1",
            &early.to_string().to_ascii_uppercase(),
            &early.to_string().replace("int_0", "int_o"),
            &format!("{early}0"),
        ] {
            assert_eq!(text.parse::<IntegrationId>(), Err(InvalidIntegrationId));
        }
    }
}
