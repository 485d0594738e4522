use super::checked_text::checked_text;

/// The key of an object: 1–1,024 bytes of UTF-8, byte for byte as S3 stores it.
///
/// Nothing is decoded, normalised or trimmed: `a//b`, `/a`, `a%20b` and the composed and the
/// decomposed `é` are four different keys. A segment that is exactly `.` or `..` is refused
/// (invariant 2): S3 would store it, but browsers collapse such segments, so that a presigned URL
/// would reach another key than the one that was signed.
///
/// Source: Amazon S3 User Guide, "Naming Amazon S3 objects".
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectKey(String);

/// Why a text is not a key that can be presigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidObjectKey {
    /// No byte at all.
    #[error("the key is empty")]
    Empty,
    /// More than 1,024 bytes.
    #[error("a key has at most 1024 bytes of UTF-8")]
    Length,
    /// A segment between slashes is `.` or `..`.
    #[error("a key with a segment \".\" or \"..\" cannot be fetched by a browser")]
    DotSegment,
}

/// The most bytes a key has.
pub(super) const MAX_KEY_BYTES: usize = 1024;

impl ObjectKey {
    fn check(key: &str) -> Result<(), InvalidObjectKey> {
        if key.is_empty() {
            return Err(InvalidObjectKey::Empty);
        }
        if key.len() > MAX_KEY_BYTES {
            return Err(InvalidObjectKey::Length);
        }
        if key.split('/').any(|segment| matches!(segment, "." | "..")) {
            return Err(InvalidObjectKey::DotSegment);
        }
        Ok(())
    }
}

checked_text!(ObjectKey, InvalidObjectKey);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_kept_byte_for_byte() {
        let longest = "é".repeat(512);
        for key in [
            "a", "/", "//a//", "a b+c%2F", "?#&=", "\n\t\\", "é", "e\u{301}", "🦀", "...", "a/.b",
            "a../b", "soap", &longest,
        ] {
            assert_eq!(key.parse::<ObjectKey>().map(|k| k.0), Ok(key.to_owned()));
        }
    }

    #[test]
    fn keys_that_cannot_be_fetched_are_refused() {
        let too_long = "x".repeat(1025);
        for (key, reason) in [
            ("", InvalidObjectKey::Empty),
            (&*too_long, InvalidObjectKey::Length),
            (".", InvalidObjectKey::DotSegment),
            ("..", InvalidObjectKey::DotSegment),
            ("a/../b", InvalidObjectKey::DotSegment),
            ("a/.", InvalidObjectKey::DotSegment),
            ("./a", InvalidObjectKey::DotSegment),
        ] {
            assert_eq!(key.parse::<ObjectKey>(), Err(reason), "{key}");
        }
    }
}
