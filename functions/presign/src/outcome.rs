use jiff::Timestamp;
use serde::Serialize;
use shared::presign::{LimitedBy, PresignError, Presigned};

use crate::refusal::Refusal;

/// What became of one locator.
#[derive(Debug, Serialize)]
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
    Refused { locator: String, error: Refusal },
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
                error: Refusal::from(&error),
            },
        }
    }
}
