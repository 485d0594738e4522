//! How much passes through API Gateway and Lambda.
//!
//! API Gateway's sizes: "Quotas for configuring and running an HTTP API in API Gateway".

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::request::Parts;
use http_body_util::BodyExt;

use super::refusal::Refusal;

/// "Total combined size of request line and header values", in bytes.
pub(super) const HEAD: usize = 10_240;

/// "Payload size" of a request: 10 MB, in bytes.
pub(super) const BODY: usize = 10 * 1024 * 1024;

/// Lambda's event, in bytes of JSON: "Request must be smaller than 6291456 bytes for the
/// `InvokeFunction` operation".
pub(super) const EVENT: usize = 6 * 1024 * 1024;

/// Lambda's answer, in bytes of JSON: "Response payload size exceeded maximum allowed
/// payload size (6291556 bytes)".
pub(super) const ANSWER: usize = EVENT + 100;

/// "Maximum integration timeout".
pub(super) const INTEGRATION_TIMEOUT: Duration = Duration::from_secs(30);

/// Refuses a request whose line and header values are larger than [`HEAD`].
pub(super) fn check_head(request: &Parts) -> Result<(), Refusal> {
    let line = format!("{} {} {:?}", request.method, request.uri, request.version).len();
    let values: usize = request.headers.values().map(http::HeaderValue::len).sum();
    if line + values > HEAD {
        return Err(Refusal::HeadTooLarge);
    }
    Ok(())
}

/// Reads a body of at most [`BODY`] bytes.
///
/// What is too much is read to its end and dropped: a client that is still sending when the
/// connection closes would see a broken pipe in place of the answer.
pub(super) async fn read_body(mut body: Body) -> Result<Bytes, Refusal> {
    let mut bytes = BytesMut::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Refusal::BodyIncomplete)?.into_data() else {
            continue;
        };
        size += data.len();
        if size <= BODY {
            bytes.extend_from_slice(&data);
        }
    }
    if size > BODY {
        return Err(Refusal::BodyTooLarge);
    }
    Ok(bytes.freeze())
}
