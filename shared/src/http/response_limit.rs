use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{Code, Problem};

/// The most bytes of a synchronous answer of Lambda, as the JSON that carries it.
///
/// Source: AWS Lambda Developer Guide, "Lambda quotas"; the error that Lambda reports names
/// 6,291,556 bytes.
pub const LAMBDA_RESPONSE_BYTES: usize = 6_291_556;

/// What status, headers and the JSON around the body take at most.
const ENVELOPE_BYTES: usize = 16_384;

/// Refuses an answer that Lambda would refuse, while there is still someone to explain it.
pub(super) async fn response_limit(request: Request, next: Next) -> Response {
    let (parts, body) = next.run(request).await.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return too_large(None).into_response();
    };
    let escaped = escaped_length(&bytes) + ENVELOPE_BYTES;
    if escaped > LAMBDA_RESPONSE_BYTES {
        return too_large(Some(escaped)).into_response();
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// How long `bytes` are as a string of the JSON that Lambda answers.
fn escaped_length(bytes: &[u8]) -> usize {
    let escaped = |byte: &u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
        0..=0x1f => 6,
        _ => 1,
    };
    bytes.iter().map(escaped).sum()
}

fn too_large(escaped: Option<usize>) -> Problem {
    let size = escaped.map_or_else(String::new, |size| format!(" of {size} bytes"));
    Problem::new(
        Code::ResponseTooLarge,
        format!(
            "the answer{size} is larger than the {LAMBDA_RESPONSE_BYTES} that Lambda passes on"
        ),
        "Send fewer locators in one request: half as many fit if this answer is below 12 MB.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_is_that_of_the_json_string() {
        for text in [
            "plain",
            "{\"a\": \"b\\c\"}",
            "\u{0}\u{1f}\n\t\u{8}\u{c}é🦀\u{7f}",
        ] {
            let json = serde_json::to_string(text).unwrap();
            assert_eq!(escaped_length(text.as_bytes()) + 2, json.len(), "{text:?}");
        }
    }
}
