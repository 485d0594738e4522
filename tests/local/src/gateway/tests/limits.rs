use std::{io, time::Duration};

use axum::body::Body;
use futures::stream;
use http::Method;

use super::{client, clock, function, refused, request, seen, start};
use crate::gateway::{invoke::invoke, limits, refusal::Refusal};

/// Room that an event needs beside its body.
const EVENT_FIELDS: usize = 4_000;

#[tokio::test]
async fn a_body_of_more_than_10_mb_is_refused() {
    let gateway = start().await;
    let send = async |size| {
        let body = vec![b'a'; size];
        refused(request(&gateway, Method::POST, "/echo").body(body)).await
    };
    let too_large = (413, "Request Entity Too Large".to_owned());
    assert_eq!(send(limits::BODY + 1).await, too_large);
    // Small enough for API Gateway, but not for Lambda.
    let too_long = (413, "Request Too Long".to_owned());
    assert_eq!(send(limits::BODY).await, too_long);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_not_too_large() {
    let broken = [Ok("some"), Err(io::Error::other("reset"))];
    let body = Body::from_stream(stream::iter(broken));
    let read = limits::read_body(body).await;
    assert_eq!(read, Err(Refusal::BodyIncomplete));
}

#[tokio::test]
async fn a_client_that_is_refused_has_sent_its_whole_body() {
    let gateway = start().await;
    let request = client().post(format!("{}/echo", gateway.url()));
    let unauthorized = (401, "Unauthorized".to_owned());
    assert_eq!(
        refused(request.body(vec![b'a'; limits::BODY])).await,
        unauthorized
    );
}

#[tokio::test]
async fn an_event_is_measured_as_the_json_it_is() {
    let gateway = start().await;
    let room = limits::EVENT - EVENT_FIELDS;
    for (content_type, byte, fits) in [
        ("text/plain", b'a', room),
        // Escaped: \"
        ("text/plain", b'"', room / 2),
        // Escaped: \u0001
        ("text/plain", 1, room / 6),
        // In base64.
        ("image/png", b'a', room / 4 * 3),
    ] {
        let send = |size| {
            request(&gateway, Method::POST, "/echo")
                .header("content-type", content_type)
                .body(vec![byte; size])
        };
        // Whether the function's answer then fits is another limit's matter.
        let response = send(fits).send().await.unwrap();
        assert_ne!(response.status(), 413, "{content_type} {byte}");
        let too_long = (413, "Request Too Long".to_owned());
        assert_eq!(refused(send(fits + EVENT_FIELDS)).await, too_long);
    }
}

#[tokio::test]
async fn an_answer_of_more_than_6_mb_is_the_functions_failure() {
    let gateway = start().await;
    let get = |size| request(&gateway, Method::GET, &format!("/large/{size}"));
    let response = get(limits::ANSWER - 300).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.bytes().await.unwrap().len(), limits::ANSWER - 300);
    let failed = (500, "Internal Server Error".to_owned());
    assert_eq!(refused(get(limits::ANSWER)).await, failed);
}

#[tokio::test]
async fn request_line_and_header_values_share_10240_bytes() {
    let gateway = start().await;
    let send = |size| request(&gateway, Method::GET, "/echo").header("x-long", "a".repeat(size));
    seen(send(limits::HEAD - 1_000)).await;
    let too_large = (431, "Request Header Fields Too Large".to_owned());
    assert_eq!(refused(send(limits::HEAD)).await, too_large);

    let query = "a".repeat(limits::HEAD);
    let long_line = request(&gateway, Method::GET, &format!("/echo?locator={query}"));
    assert_eq!(refused(long_line).await, too_large);
}

#[tokio::test]
async fn a_panic_fails_one_request() {
    let gateway = start().await;
    let failed = (500, "Internal Server Error".to_owned());
    assert_eq!(
        refused(request(&gateway, Method::GET, "/panic")).await,
        failed
    );
    seen(request(&gateway, Method::GET, "/echo")).await;
}

#[tokio::test(start_paused = true)]
async fn a_function_has_30_seconds() {
    for (seconds, expected) in [(29, None), (31, Some(Refusal::TimedOut))] {
        let event = serde_json::json!({
            "rawPath": format!("/sleep/{seconds}"),
            "requestContext": {"http": {"method": "GET"}, "stage": "$default"},
        });
        let started = tokio::time::Instant::now();
        let answer = invoke(&function(), event.to_string(), clock()()).await;
        assert_eq!(answer.err(), expected);
        let waited = Duration::from_secs(seconds.min(30));
        assert_eq!(started.elapsed().as_secs(), waited.as_secs());
    }
}
