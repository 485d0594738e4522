use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_ENCODING;
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

/// How many items an answer lists, so that a caller whose answer is too large learns how many fit.
#[derive(Clone, Copy, Debug)]
pub struct Items(pub usize);

/// Refuses an answer that Lambda would refuse, while there is still someone to explain it.
pub(super) async fn response_limit(request: Request, next: Next) -> Response {
    let (parts, body) = next.run(request).await.into_parts();
    // The bodies of our handlers are whole already: reading one cannot fail.
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let is_compressed = parts.headers.contains_key(CONTENT_ENCODING);
    let length = if is_compressed {
        base64_length(&bytes)
    } else {
        escaped_length(&bytes)
    };
    let escaped = length + ENVELOPE_BYTES;
    if escaped > LAMBDA_RESPONSE_BYTES {
        return too_large(escaped, parts.extensions.get()).into_response();
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// How long `bytes` are where they are no text.
fn base64_length(bytes: &[u8]) -> usize {
    bytes.len().div_ceil(3) * 4
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

fn too_large(escaped: usize, items: Option<&Items>) -> Problem {
    let action = items.map_or_else(
        || "Ask for less in one request.".to_owned(),
        |Items(count)| {
            let fit = (count * LAMBDA_RESPONSE_BYTES / escaped * 9 / 10).max(1);
            format!(
                "Send accept-encoding: gzip, or at most {fit} of these locators in one request."
            )
        },
    );
    let detail = format!("the answer has {escaped} bytes, of {LAMBDA_RESPONSE_BYTES} that fit");
    Problem::new(Code::ResponseTooLarge, detail, action)
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
