use jiff::Timestamp;
use serde::Serialize;
use shared::presign::{LimitedBy, PresignError, Presigned};

use crate::locator_error::LocatorError;

/// What became of one locator. It cannot be printed: a presigned URL is a secret until it expires
/// (invariant 4).
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Outcome {
    /// It has a presigned URL.
    Presigned {
        locator: String,
        presigned_url: String,
        expires_at: Timestamp,
        limited_by: LimitedBy,
    },
    /// It has none.
    Refused {
        locator: String,
        error: LocatorError,
    },
}

impl Outcome {
    pub(crate) fn new(locator: String, outcome: Result<Presigned, PresignError>) -> Self {
        match outcome {
            Ok(presigned) => Self::Presigned {
                locator,
                presigned_url: presigned.presigned_url,
                expires_at: presigned.expires_at,
                limited_by: presigned.limited_by,
            },
            Err(error) => Self::Refused {
                locator,
                error: LocatorError::from(&error),
            },
        }
    }
}
