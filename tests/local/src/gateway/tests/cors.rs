use http::Method;
use reqwest::Response;

use super::{ORIGIN, client, options, request, start};
use crate::gateway::Gateway;

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response
        .headers()
        .get(name)
        .map(|value| value.to_str().unwrap())
}

async fn preflight(gateway: &Gateway, origin: &str) -> Response {
    client()
        .request(Method::OPTIONS, format!("{}/echo/a", gateway.url()))
        .header("origin", origin)
        .header("access-control-request-method", "PUT")
        .header("access-control-request-headers", "authorization,if-match")
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn a_preflight_is_answered_without_a_token() {
    let gateway = start().await;
    let response = preflight(&gateway, ORIGIN).await;
    assert_eq!(response.status(), 204);
    for (name, value) in [
        ("access-control-allow-origin", ORIGIN),
        ("access-control-allow-methods", "GET,POST,PUT,DELETE"),
        (
            "access-control-allow-headers",
            "authorization,content-type,if-match,idempotency-key",
        ),
        (
            "access-control-expose-headers",
            "etag,location,retry-after,x-request-id",
        ),
        ("access-control-max-age", "3600"),
    ] {
        assert_eq!(header(&response, name), Some(value), "{name}");
    }
}

#[tokio::test]
async fn an_origin_that_is_not_configured_is_told_nothing() {
    let gateway = start().await;
    for origin in [
        "https://evil.example.com",
        "https://console.example.com.evil.example",
        "null",
    ] {
        let answer = request(&gateway, Method::GET, "/answer").header("origin", origin);
        for response in [
            preflight(&gateway, origin).await,
            answer.send().await.unwrap(),
        ] {
            assert!(response.status().is_success());
            let told = response
                .headers()
                .keys()
                .any(|name| name.as_str().starts_with("access-control"));
            assert!(!told, "{origin}");
        }
    }
}

#[tokio::test]
async fn every_answer_to_a_configured_origin_may_be_read() {
    let gateway = start().await;
    let url = |path| format!("{}{path}", gateway.url());
    for (request, status) in [
        (request(&gateway, Method::GET, "/answer"), 201),
        (request(&gateway, Method::GET, "/panic"), 500),
        (request(&gateway, Method::GET, "/nowhere"), 404),
        (client().get(url("/echo")), 401),
        (client().get(url("/local/token")), 200),
    ] {
        let response = request.header("origin", ORIGIN).send().await.unwrap();
        assert_eq!(response.status(), status);
        // The function's own header named another origin.
        assert_eq!(
            header(&response, "access-control-allow-origin"),
            Some(ORIGIN)
        );
        let exposed = Some("etag,location,retry-after,x-request-id");
        assert_eq!(header(&response, "access-control-expose-headers"), exposed);
        assert_eq!(header(&response, "access-control-allow-methods"), None);
    }
}

#[tokio::test]
async fn a_request_that_is_not_cors_gets_no_cors_headers() {
    let gateway = start().await;
    let response = request(&gateway, Method::GET, "/answer")
        .send()
        .await
        .unwrap();
    assert_eq!(header(&response, "access-control-allow-origin"), None);
}

#[tokio::test]
async fn any_origin_may_be_configured() {
    let mut options = options();
    options.cors_origins = vec!["*".to_owned()];
    let gateway = Gateway::start(options).await.unwrap();
    let response = preflight(&gateway, "https://any.example.com").await;
    assert_eq!(header(&response, "access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn without_a_configuration_cors_is_the_functions_matter() {
    let mut options = options();
    options.cors_origins.clear();
    let gateway = Gateway::start(options).await.unwrap();
    assert_eq!(preflight(&gateway, ORIGIN).await.status(), 404);

    let answer = request(&gateway, Method::GET, "/answer").header("origin", ORIGIN);
    let response = answer.send().await.unwrap();
    let of_the_function = Some("https://function.example.com");
    assert_eq!(
        header(&response, "access-control-allow-origin"),
        of_the_function
    );
}
