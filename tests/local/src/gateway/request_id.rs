//! The ids of requests.

use base64::{Engine, prelude::BASE64_STANDARD};

use crate::random;

/// The header that carries an HTTP API's request id.
pub(super) const HEADER: &str = "apigw-requestid";

/// The id of a request, as `requestContext.requestId` and [`HEADER`] spell it: `JKJaXmPLvHcESHA=`.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub(super) String);

impl RequestId {
    /// A new id.
    pub(super) fn random() -> Self {
        Self(BASE64_STANDARD.encode(random::bytes::<11>()))
    }
}
