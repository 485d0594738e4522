//! Signatures: the published example, and what must not pass.
use http::Request;

use super::*;

/// The example of AWS's documentation ("Deriving the signing key" and before), with the
/// secret `wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY`.
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn example() -> Parts {
    let (parts, ()) = Request::get("/?Action=ListUsers&Version=2010-05-08")
        .header(
            "content-type",
            "application/x-www-form-urlencoded; charset=utf-8",
        )
        .header("host", "iam.amazonaws.com")
        .header("x-amz-date", "20150830T123600Z")
        .header(
            "authorization",
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date, \
             Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
        )
        .body(())
        .unwrap()
        .into_parts();
    parts
}

fn verify(request: &Parts, body: &[u8], secret: &str, now: &str) -> Result<(), SignatureError> {
    Authorization::read(&request.headers, "iam")?.verify(
        request,
        body,
        secret,
        now.parse().unwrap(),
    )
}

#[test]
fn each_step_is_that_of_the_published_example() {
    let canonical = canonical_request(&example(), "content-type;host;x-amz-date", b"");
    assert_eq!(
        hex::encode(Sha256::digest(&canonical)),
        "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59"
    );
    assert_eq!(
        hex::encode(signing_key(SECRET, "20150830/us-east-1/iam/aws4_request")),
        "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"
    );
    assert_eq!(
        verify(&example(), b"", SECRET, "2015-08-30T12:36:00Z"),
        Ok(())
    );
}

#[test]
fn nothing_signed_can_change() {
    let now = "2015-08-30T12:36:00Z";
    let is_mismatch = |result| matches!(result, Err(SignatureError::Mismatch(_)));
    assert!(is_mismatch(verify(&example(), b"x", SECRET, now)), "body");
    assert!(
        is_mismatch(verify(&example(), b"", "another", now)),
        "secret"
    );
    let mut other = example();
    other.uri = "/?Action=DeleteUser&Version=2010-05-08".parse().unwrap();
    assert!(is_mismatch(verify(&other, b"", SECRET, now)), "query");
    let mut other = example();
    other
        .headers
        .insert("host", "evil.example".parse().unwrap());
    assert!(is_mismatch(verify(&other, b"", SECRET, now)), "host");
}

#[test]
fn the_time_is_within_fifteen_minutes() {
    assert_eq!(
        verify(&example(), b"", SECRET, "2015-08-30T12:51:00Z"),
        Ok(())
    );
    assert_eq!(
        verify(&example(), b"", SECRET, "2015-08-30T12:21:00Z"),
        Ok(())
    );
    for now in ["2015-08-30T12:51:01Z", "2015-08-30T12:20:59Z"] {
        let refused = verify(&example(), b"", SECRET, now);
        assert!(
            matches!(refused, Err(SignatureError::Mismatch(text)) if text.starts_with("Signature"))
        );
    }
}

#[test]
fn the_scope_names_the_service_and_the_day() {
    let request = example();
    assert!(matches!(
        Authorization::read(&request.headers, "sts"),
        Err(SignatureError::Mismatch(_))
    ));
    let mut request = example();
    request
        .headers
        .insert("x-amz-date", "20150831T123600Z".parse().unwrap());
    assert!(matches!(
        Authorization::read(&request.headers, "iam"),
        Err(SignatureError::Mismatch(_))
    ));
}

#[test]
fn what_is_left_out_is_named() {
    let read = |authorization: Option<&str>| {
        let mut request = example();
        match authorization {
            Some(value) => request
                .headers
                .insert("authorization", value.parse().unwrap()),
            None => request.headers.remove("authorization"),
        };
        Authorization::read(&request.headers, "iam")
            .map(|_| ())
            .unwrap_err()
    };
    assert_eq!(read(None), SignatureError::Missing);
    for value in [
        "Basic abc",
        "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/iam, SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/iam/aws4_request, Signature=00",
        "AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/iam/aws4_request, SignedHeaders=host",
    ] {
        assert!(
            matches!(read(Some(value)), SignatureError::Incomplete(_)),
            "{value}"
        );
    }
}
