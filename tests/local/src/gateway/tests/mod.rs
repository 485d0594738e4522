//! The gateway from outside: over HTTP, in front of a function that says what it saw.

mod authorizer;
mod cors;
mod event;
mod limits;
mod response;
mod running;

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    body::{Body, to_bytes},
    extract::{Path, Request},
    response::{AppendHeaders, IntoResponse, Response},
    routing::{any, get},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use http::{
    Method, StatusCode,
    header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, SET_COOKIE, VARY},
};
use jiff::Timestamp;
use lambda_http::{RequestExt, request::RequestContext};
use serde_json::{Value, json};
use shared::http::Route;

use super::{Clock, Function, Gateway, Options};

const ORIGIN: &str = "https://console.example.com";

/// A clock that stands still.
fn clock() -> Clock {
    let now: Timestamp = "2026-01-02T03:04:05.678Z".parse().unwrap();
    Arc::new(move || now)
}

fn options() -> Options {
    Options {
        port: 0,
        functions: vec![function()],
        cors_origins: vec![ORIGIN.to_owned()],
        clock: clock(),
    }
}

async fn start() -> Gateway {
    Gateway::start(options()).await.unwrap()
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// A request with an administrator's token.
fn request(gateway: &Gateway, method: Method, path: &str) -> reqwest::RequestBuilder {
    client()
        .request(method, format!("{}{path}", gateway.url()))
        .bearer_auth(gateway.tokens().token("acme", "ada", &["admin", "member"]))
}

/// What the function saw of a request.
async fn seen(request: reqwest::RequestBuilder) -> Value {
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    response.json().await.unwrap()
}

/// The status of a response and the `message` in its body.
async fn refused(request: reqwest::RequestBuilder) -> (u16, String) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let body = response.text().await.unwrap();
    let message = serde_json::from_str::<Value>(&body).unwrap()["message"].clone();
    // Nothing but the message, without white space, as API Gateway answers.
    assert_eq!(body, json!({"message": message}).to_string());
    (status, message.as_str().unwrap().to_owned())
}

fn function() -> Function {
    let routes = [
        (Method::GET, "/echo"),
        (Method::POST, "/echo"),
        (Method::GET, "/echo/{name}"),
        (Method::GET, "/large/{size}"),
        (Method::GET, "/sleep/{seconds}"),
        (Method::GET, "/panic"),
        (Method::GET, "/answer"),
        (Method::GET, "/empty"),
        (Method::GET, "/binary"),
    ];
    Function {
        name: "echo",
        routes: routes
            .map(|(method, path)| Route::new(method, path))
            .to_vec(),
        router: Router::new()
            .route("/echo", any(echo))
            .route("/echo/{name}", any(echo))
            .route("/large/{size}", get(large))
            .route("/sleep/{seconds}", get(sleep))
            .route("/panic", get(panic))
            .route("/answer", get(answer))
            .route("/empty", get(StatusCode::NO_CONTENT))
            .route("/binary", get(binary)),
    }
}

async fn echo(request: Request) -> Json<Value> {
    let RequestContext::ApiGatewayV2(context) = request.request_context() else {
        panic!("not an event of payload format 2.0");
    };
    let path_parameters: Vec<_> = request
        .path_parameters()
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let lambda = request.lambda_context();
    let (parts, body) = request.into_parts();
    let headers: Vec<_> = parts
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    Json(json!({
        "method": parts.method.as_str(),
        "path": parts.uri.path(),
        "query": parts.uri.query(),
        "headers": headers,
        "path_parameters": path_parameters,
        "claims": context.authorizer.unwrap().jwt.unwrap().claims,
        "request_id": context.request_id,
        "body": BASE64_STANDARD.encode(to_bytes(body, usize::MAX).await.unwrap()),
        "function_arn": lambda.invoked_function_arn,
        "deadline": lambda.deadline,
    }))
}

async fn large(Path(size): Path<usize>) -> String {
    "a".repeat(size)
}

async fn sleep(Path(seconds): Path<u64>) -> &'static str {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    "awake"
}

async fn panic() {
    panic!("the handler's own fault");
}

async fn answer() -> Response {
    let headers = AppendHeaders([
        (SET_COOKIE, "a=1; HttpOnly"),
        (SET_COOKIE, "b=2"),
        (VARY, "origin"),
        (VARY, "accept"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "https://function.example.com"),
    ]);
    let body = [(CONTENT_TYPE, "text/plain")];
    (StatusCode::CREATED, headers, body, "done ✓").into_response()
}

async fn binary() -> Response {
    let body = Body::from((0..=255).collect::<Vec<u8>>());
    ([(CONTENT_TYPE, "image/png")], body).into_response()
}
