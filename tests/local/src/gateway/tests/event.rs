use std::{collections::BTreeMap, net::Ipv4Addr};

use base64::{Engine, prelude::BASE64_STANDARD};
use http::{HeaderMap, Method, Request};
use serde_json::{Value, json};

use super::{clock, function, request, seen, start};
use crate::gateway::{
    event::{Event, Received, raw_path},
    routing::Routes,
};

/// The event of a request with this body.
fn event<B: AsRef<[u8]>>(request: Request<B>) -> Value {
    let (parts, body) = request.into_parts();
    let routes = Routes::new(vec![function()]).unwrap();
    let raw_path = raw_path(parts.uri.path());
    let claims = [("roles", "[admin member]"), ("sub", "ada")];
    let claims = claims.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let claims = BTreeMap::from(claims);
    let route = routes.find(&parts.method, &raw_path).unwrap();
    let event = Event::new(&Received {
        request: &parts,
        raw_path: &raw_path,
        body: body.as_ref(),
        source_ip: Ipv4Addr::LOCALHOST.into(),
        time: clock()(),
        request_id: "JKJaXmPLvHcESHA=",
        route: &route,
        claims: &claims,
    });
    serde_json::to_value(event).unwrap()
}

#[test]
fn an_event_has_every_field_of_payload_format_2() {
    let request = Request::get("http://localhost:9000/echo/a%20b?locator=s3%3A%2F%2Fb%2Fk&x=1&x=2")
        .header("Host", "localhost:9000")
        .header("Authorization", "Bearer a.b.c")
        .header("Content-Type", "application/json")
        .header("Cookie", "session=1; theme=dark")
        .header("Connection", "keep-alive")
        .header("If-Match", "\"1\"")
        .header("If-Match", "\"2\"")
        .header("User-Agent", "curl/8.14.1")
        .header("X-Forwarded-For", "203.0.113.7")
        .body(r#"{"name": "Training ✓"}"#)
        .unwrap();
    insta::assert_json_snapshot!(event(request));
}

#[test]
fn what_a_request_does_not_have_the_event_does_not_name() {
    let event = event(Request::get("/echo").body("").unwrap());
    for field in ["body", "cookies", "pathParameters", "queryStringParameters"] {
        assert_eq!(event.get(field), None, "{field}");
    }
    assert_eq!(event["rawQueryString"], "");
    assert_eq!(event["isBase64Encoded"], false);
}

#[test]
fn a_body_is_text_by_its_content_type_and_else_base64() {
    for (content_type, body, text) in [
        (Some("application/json"), &b"{}"[..], true),
        (Some("Application/JSON; charset=utf-8"), b"{}", true),
        (Some("application/xml"), b"<a/>", true),
        (Some("application/javascript"), b"1", true),
        (Some("text/csv"), b"a,b", true),
        (Some("application/problem+json"), b"{}", false),
        (Some("application/x-www-form-urlencoded"), b"a=b", false),
        (Some("application/octet-stream"), b"abc", false),
        (None, b"abc", false),
        (Some("text/plain"), b"\xff\xfe", false),
    ] {
        let mut request = Request::post("/echo");
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        let event = event(request.body(body).unwrap());
        assert_eq!(event["isBase64Encoded"], !text, "{content_type:?}");
    }
}

#[tokio::test]
async fn the_function_sees_the_request_that_was_sent() {
    let gateway = start().await;
    let binary: Vec<u8> = (0..=255).collect();
    let mut headers = HeaderMap::new();
    headers.append("x-many", "one".parse().unwrap());
    headers.append("x-many", "two".parse().unwrap());
    headers.append("cookie", "a=1; b=2".parse().unwrap());
    let request = request(
        &gateway,
        Method::POST,
        "/echo?key=a%2Fb%20c%2Bd&key=%E2%9C%93&empty=",
    )
    .headers(headers)
    .body(binary.clone());
    let seen = seen(request).await;

    assert_eq!(seen["method"], "POST");
    assert_eq!(seen["path"], "/echo");
    assert_eq!(seen["query"], "key=a%2Fb%20c%2Bd&key=%E2%9C%93&empty=");
    assert_eq!(seen["body"], BASE64_STANDARD.encode(binary));
    let headers = seen["headers"].as_array().unwrap();
    for expected in [json!(["x-many", "one,two"]), json!(["cookie", "a=1; b=2"])] {
        assert!(headers.contains(&expected), "{expected} in {headers:?}");
    }
    assert_eq!(
        seen["function_arn"],
        "arn:aws:lambda:us-east-1:123456789012:function:echo"
    );
    assert_eq!(seen["deadline"], 1_767_323_075_678_u64);
}

#[tokio::test]
async fn a_text_body_arrives_byte_by_byte() {
    let gateway = start().await;
    let text = "line\r\n\t\"quoted\" \u{0} \u{2028} ✓ 𝄞";
    let request = request(&gateway, Method::POST, "/echo")
        .header("content-type", "text/plain")
        .body(text);
    assert_eq!(seen(request).await["body"], BASE64_STANDARD.encode(text));
}

#[tokio::test]
async fn a_path_variable_arrives_decoded() {
    let gateway = start().await;
    let seen = seen(request(&gateway, Method::GET, "/echo/caf%C3%A9%20%2B1")).await;
    assert_eq!(seen["path_parameters"], json!([["name", "café +1"]]));
}

#[test]
fn a_path_is_decoded_before_it_is_routed_and_sent() {
    assert_eq!(raw_path("/a%20b"), "/a b");
    assert_eq!(raw_path("/a%2Fb"), "/a/b");
    assert_eq!(raw_path("/a%3Fadmin=true"), "/a");
    assert_eq!(raw_path("/a+b"), "/a+b");
}
