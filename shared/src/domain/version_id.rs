use super::checked_text::checked_text;

/// The version of an object: 1–1,024 of `A–Z a–z 0–9 . _ - ~`.
///
/// S3 documents version ids as opaque, URL-ready strings of at most 1,024 bytes; the alphabet is
/// that of RFC 3986's unreserved characters, which S3, MinIO (UUIDs), Ceph and the `null` version
/// stay within.
///
/// Source: Amazon S3 User Guide, "How S3 Versioning works".
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VersionId(String);

/// Why a text is not a version id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidVersionId {
    /// Empty: S3 would read it as "no version", silently.
    #[error("the versionId is empty: leave ?versionId= out to mean the current version")]
    Empty,
    /// More than 1,024 bytes.
    #[error("a versionId has at most 1024 characters")]
    Length,
    /// A character that no version id has.
    #[error("a versionId has only letters, digits, '.', '_', '-' and '~'")]
    Character,
}

impl VersionId {
    fn check(id: &str) -> Result<(), InvalidVersionId> {
        if id.is_empty() {
            return Err(InvalidVersionId::Empty);
        }
        if id.len() > 1024 {
            return Err(InvalidVersionId::Length);
        }
        let allowed = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'-' | b'~');
        if !id.bytes().all(allowed) {
            return Err(InvalidVersionId::Character);
        }
        Ok(())
    }
}

checked_text!(VersionId, InvalidVersionId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_ids_of_s3_and_its_kin_are_accepted() {
        for id in [
            "Bv38GKqEKxwr_HYTEXYEx6TQG_4.LkAX",
            "null",
            "2f0a6cbc-3a7e-4c5e-9a2e-0a8c0e6b0d11",
        ] {
            assert!(id.parse::<VersionId>().is_ok(), "{id}");
        }
    }

    #[test]
    fn what_is_not_url_ready_is_refused() {
        for (id, reason) in [
            ("", InvalidVersionId::Empty),
            (&*"v".repeat(1025), InvalidVersionId::Length),
            ("a&b", InvalidVersionId::Character),
            ("a b", InvalidVersionId::Character),
            ("a%20", InvalidVersionId::Character),
        ] {
            assert_eq!(id.parse::<VersionId>(), Err(reason), "{id}");
        }
    }
}
