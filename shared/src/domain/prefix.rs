use super::checked_text::checked_text;
use super::object_key::{MAX_KEY_BYTES, ObjectKey};

/// A plain string prefix of keys: `images/` or `images/2026-`, 1–1,024 bytes of UTF-8.
///
/// No wildcard, no normalisation: a key is inside when it starts with these bytes. A complete
/// segment `.` or `..` is refused, since no key that could be inside would be valid.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Prefix(String);

/// Why a text is not a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPrefix {
    /// No byte at all.
    #[error("the prefix is empty: leave it out, or send null, to mean every key")]
    Empty,
    /// More than 1,024 bytes.
    #[error("a prefix has at most 1024 bytes of UTF-8")]
    Length,
    /// A complete segment is `.` or `..`.
    #[error("no key can be inside: a prefix has no segment \".\" or \"..\"")]
    DotSegment,
}

impl Prefix {
    /// Whether `key` lies inside.
    #[must_use]
    pub fn covers(&self, key: &ObjectKey) -> bool {
        key.as_str().starts_with(&self.0)
    }

    fn check(prefix: &str) -> Result<(), InvalidPrefix> {
        if prefix.is_empty() {
            return Err(InvalidPrefix::Empty);
        }
        if prefix.len() > MAX_KEY_BYTES {
            return Err(InvalidPrefix::Length);
        }
        let (complete, _last) = prefix.rsplit_once('/').unwrap_or_default();
        if complete.split('/').any(|s| matches!(s, "." | "..")) {
            return Err(InvalidPrefix::DotSegment);
        }
        Ok(())
    }
}

checked_text!(Prefix, InvalidPrefix);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_a_plain_string_prefix() {
        let prefix: Prefix = "images/2026-".parse().unwrap();
        let covers = |key: &str| prefix.covers(&key.parse().unwrap());
        assert!(covers("images/2026-01.png"));
        assert!(covers("images/2026-"));
        assert!(!covers("images/2025-12.png"));
        assert!(!covers("/images/2026-01.png"));
        assert!(!covers("images//2026-01.png"));
    }

    #[test]
    fn a_prefix_that_no_key_can_have_is_refused() {
        assert_eq!("".parse::<Prefix>(), Err(InvalidPrefix::Empty));
        assert_eq!("a/../".parse::<Prefix>(), Err(InvalidPrefix::DotSegment));
        assert_eq!("./".parse::<Prefix>(), Err(InvalidPrefix::DotSegment));
        assert_eq!(
            "x".repeat(1025).parse::<Prefix>(),
            Err(InvalidPrefix::Length)
        );
        // The beginning of `..hidden`, which is a fine key.
        assert!("a/..".parse::<Prefix>().is_ok());
    }
}
