use jiff::Timestamp;
use serde::Serialize;
use shared::presign::{LimitedBy, Presigned};

use crate::locator_error::LocatorError;

/// What became of one locator. It cannot be printed: a presigned URL is a secret until it expires
/// (invariant 4).
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Outcome<'a> {
    /// It has a presigned URL.
    Presigned {
        locator: &'a str,
        presigned_url: &'a str,
        expires_at: Timestamp,
        limited_by: LimitedBy,
    },
    /// It has none.
    Refused {
        locator: &'a str,
        error: LocatorError,
    },
}

impl<'a> Outcome<'a> {
    pub(crate) fn presigned(locator: &'a str, presigned: &'a Presigned) -> Self {
        Self::Presigned {
            locator,
            presigned_url: &presigned.presigned_url,
            expires_at: presigned.expires_at,
            limited_by: presigned.limited_by,
        }
    }
}
