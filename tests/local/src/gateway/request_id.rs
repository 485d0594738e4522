//! The ids of requests and invocations.

use base64::{Engine, prelude::BASE64_STANDARD};
use uuid::Builder;

/// The header that carries an HTTP API's request id.
pub(super) const HEADER: &str = "apigw-requestid";

/// The id of a request, as `requestContext.requestId` and [`HEADER`] spell it: `JKJaXmPLvHcESHA=`.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub(super) String);

impl RequestId {
    /// A new id.
    pub(super) fn random() -> Self {
        Self(BASE64_STANDARD.encode(random::<11>()))
    }
}

/// A new id of an invocation, as Lambda gives it: a UUID.
pub(super) fn invocation_id() -> String {
    Builder::from_random_bytes(random()).into_uuid().to_string()
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has randomness");
    bytes
}
