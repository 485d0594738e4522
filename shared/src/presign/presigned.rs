use std::fmt;

use jiff::Timestamp;

use super::{LimitedBy, ResponseOverrides};
use crate::credential_cache::Unusable;
use crate::domain::{BucketName, ExpiresIn, IntegrationId, IntegrationName, InvalidLocator};
use crate::ports::AddressError;

/// What a caller may choose.
#[derive(Clone, Debug)]
pub struct PresignOptions {
    /// For how long the URLs shall be valid.
    pub expires_in: ExpiresIn,
    /// Response headers that S3 shall send.
    pub overrides: ResponseOverrides,
}

/// A presigned URL. `Debug` does not show it: it is a secret until it expires (invariant 4).
#[derive(Clone, PartialEq, Eq)]
pub struct Presigned {
    /// The URL.
    pub presigned_url: String,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// What that follows from.
    pub limited_by: LimitedBy,
    /// Whether it may be kept for later; otherwise S3 may refuse its signature as too old.
    pub is_stable: bool,
}

impl fmt::Debug for Presigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presigned")
            .field("expires_at", &self.expires_at)
            .field("limited_by", &self.limited_by)
            .finish_non_exhaustive()
    }
}

/// Why there is no presigned URL for a locator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PresignError {
    /// The text is not a locator.
    InvalidLocator(InvalidLocator),
    /// No integration of the organisation serves it.
    NoIntegration,
    /// No integration permits the bucket and key.
    BucketNotPermitted(BucketName),
    /// The integration that serves it is switched off.
    IntegrationDisabled(IntegrationId, IntegrationName),
    /// The integration that serves it does not allow versions.
    FileVersioningDisabled(IntegrationId, IntegrationName),
    /// The role cannot be used now.
    RoleUnavailable(IntegrationId, Unusable),
    /// S3's endpoint rules know no address for the bucket.
    NoAddress(AddressError),
    /// The request named [`MAX_BUCKETS`](super::MAX_BUCKETS) other buckets before.
    TooManyBuckets,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_presigned_url() {
        let presigned = Presigned {
            presigned_url: "MARKED".into(),
            expires_at: Timestamp::UNIX_EPOCH,
            limited_by: LimitedBy::Requested,
            is_stable: true,
        };
        assert!(!format!("{presigned:?}").contains("MARKED"));
    }
}
