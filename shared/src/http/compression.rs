use std::io::{self, Write};

use axum::body::Bytes;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

/// A JSON answer, written straight into the compressor when the caller accepts gzip.
///
/// # Panics
/// When `write` fails though memory takes everything.
pub fn compressed(
    headers: &HeaderMap,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Response {
    let encoding = accepts_gzip(headers).then_some("gzip");
    let body = if encoding.is_some() {
        let mut sink = GzEncoder::new(vec![], Compression::fast());
        write(&mut sink).and_then(|()| sink.finish())
    } else {
        let mut sink = vec![];
        write(&mut sink).map(|()| sink)
    };
    let body = Bytes::from(body.expect("memory takes everything"));
    let mut response = body.into_response();
    let answered = response.headers_mut();
    answered.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answered.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        answered.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// Whether `accept-encoding` names gzip, or anything, and not with a weight of zero.
///
/// Source: RFC 9110, section 12.5.3.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT_ENCODING).iter();
    let codings = accepted.filter_map(|value| value.to_str().ok());
    let codings: Vec<_> = codings
        .flat_map(|text| text.split(','))
        .map(weighted)
        .collect();
    let weight = |name: &str| {
        let found = codings
            .iter()
            .find(|(coding, _)| coding.eq_ignore_ascii_case(name));
        found.map(|(_, weight)| *weight)
    };
    weight("gzip")
        .or_else(|| weight("*"))
        .is_some_and(|weight| weight > 0.0)
}

/// A coding and its weight: `gzip;q=0.5`.
fn weighted(coding: &str) -> (&str, f32) {
    let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
    let weight = parameters.trim().strip_prefix("q=");
    let weight = weight.map_or(1.0, |weight| weight.trim().parse().unwrap_or(0.0));
    (name.trim(), weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_sent_to_those_who_accept_it() {
        for (accepted, is_accepted) in [
            ("gzip", true),
            ("br, gzip", true),
            ("GZIP;q=0.1", true),
            ("*", true),
            ("deflate, *;q=0.5", true),
            ("", false),
            ("br", false),
            ("gzip;q=0", false),
            ("gzip; q=0, *", false),
            ("*;q=0.0", false),
            ("identity", false),
        ] {
            let value = HeaderValue::from_static(accepted);
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, value)]);
            assert_eq!(accepts_gzip(&headers), is_accepted, "{accepted}");
        }
        assert!(!accepts_gzip(&HeaderMap::new()));
    }
}
