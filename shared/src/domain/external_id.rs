use super::checked_text::checked_text;

/// The external id that a customer's trust policy demands: 2–1,224 of
/// `A–Z a–z 0–9 _ + = , . @ : / -`.
///
/// Made by the service, unique per integration, never taken from a caller, stable for the
/// integration's life. It is not a secret; it is what keeps one customer from pointing us at
/// another customer's role (the confused deputy problem).
///
/// Source: STS API Reference, `AssumeRole`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExternalId(String);

/// The text is not an external id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an external id has 2 to 1224 of A-Z a-z 0-9 _ + = , . @ : / -")]
pub struct InvalidExternalId;

impl ExternalId {
    /// The external id of 128 random bits: 32 lower-case hexadecimal digits.
    #[must_use]
    pub fn from_random(bits: u128) -> Self {
        Self(format!("{bits:032x}"))
    }

    fn check(id: &str) -> Result<(), InvalidExternalId> {
        let allowed = |c: u8| c.is_ascii_alphanumeric() || b"_+=,.@:/-".contains(&c);
        if (2..=1224).contains(&id.len()) && id.bytes().all(allowed) {
            Ok(())
        } else {
            Err(InvalidExternalId)
        }
    }
}

checked_text!(ExternalId, InvalidExternalId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_from_128_bits_it_is_what_sts_accepts() {
        let id = ExternalId::from_random(7);
        assert_eq!(id.as_str(), "00000000000000000000000000000007");
        assert_eq!(id.as_str().parse(), Ok(id));
    }

    #[test]
    fn what_sts_refuses_is_refused() {
        for id in ["", "a", "a b", "a*", "é", &"x".repeat(1225)] {
            assert_eq!(id.parse::<ExternalId>(), Err(InvalidExternalId), "{id}");
        }
    }
}
