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

/// What could be less of an answer, so that a caller whose answer is too large learns the ways out.
#[derive(Clone, Copy, Debug)]
pub struct Items {
    /// How many the answer lists.
    pub count: usize,
    /// The member of the request that asks for a shorter form of each, where it did not.
    pub shorter_form: Option<&'static str>,
}

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
        return too_large(escaped, is_compressed, parts.extensions.get()).into_response();
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

fn too_large(escaped: usize, is_compressed: bool, items: Option<&Items>) -> Problem {
    let detail = format!("the answer has {escaped} bytes, of {LAMBDA_RESPONSE_BYTES} that fit");
    let action = items.map_or_else(
        || "Ask for less in one request.".to_owned(),
        |items| ways_out(escaped, is_compressed, items),
    );
    Problem::new(Code::ResponseTooLarge, detail, action)
}

/// Whatever the caller has not done yet.
fn ways_out(escaped: usize, is_compressed: bool, items: &Items) -> String {
    let fit = (items.count * LAMBDA_RESPONSE_BYTES / escaped * 9 / 10).max(1);
    let fewer = format!("at most {fit} of these locators in one request.");
    match (is_compressed, items.shorter_form) {
        (false, Some(form)) => {
            format!("Send accept-encoding: gzip, ask for {form}, or send {fewer}")
        }
        (false, None) => format!("Send accept-encoding: gzip, or {fewer}"),
        (true, Some(form)) => format!("Ask for {form}, or send {fewer}"),
        (true, None) => format!("Send {fewer}"),
    }
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

    #[test]
    fn a_caller_hears_of_every_way_out_that_is_left() {
        let action = |is_compressed, shorter_form| {
            let items = Items {
                count: 10_000,
                shorter_form,
            };
            ways_out(2 * LAMBDA_RESPONSE_BYTES, is_compressed, &items)
        };
        let compact = Some("\"form\": \"compact\"");
        assert_eq!(
            action(false, compact),
            "Send accept-encoding: gzip, ask for \"form\": \"compact\", or send at most 4500 of these locators in one request."
        );
        assert_eq!(
            action(false, None),
            "Send accept-encoding: gzip, or at most 4500 of these locators in one request."
        );
        assert_eq!(
            action(true, compact),
            "Ask for \"form\": \"compact\", or send at most 4500 of these locators in one request."
        );
        assert_eq!(
            action(true, None),
            "Send at most 4500 of these locators in one request."
        );
    }
}
