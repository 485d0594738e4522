//! CORS.
use aws_sdk_s3::types::{CorsConfiguration, CorsRule};
use http::Method;
use reqwest::RequestBuilder;

use super::world::{World, refusal, refused};

fn rule(origins: &[&str], methods: &[&str]) -> aws_sdk_s3::types::builders::CorsRuleBuilder {
    let owned = |texts: &[&str]| Some(texts.iter().map(|&text| text.to_owned()).collect());
    CorsRule::builder()
        .set_allowed_origins(owned(origins))
        .set_allowed_methods(owned(methods))
}

async fn world_with(rules: Vec<CorsRule>) -> World {
    let world = World::start().await;
    let cors = CorsConfiguration::builder()
        .set_cors_rules(Some(rules))
        .build()
        .unwrap();
    world
        .owner()
        .put_bucket_cors()
        .bucket("pictures")
        .cors_configuration(cors)
        .send()
        .await
        .unwrap();
    world.put("k", b"hello").await;
    world
}

async fn a_world() -> World {
    let console = rule(&["https://*.example.com"], &["GET", "HEAD"]).allowed_headers("range");
    let console = console
        .allowed_headers("x-amz-*")
        .expose_headers("ETag")
        .expose_headers("Content-Range");
    let upload = rule(&["https://upload.example.com"], &["PUT"])
        .allowed_headers("*")
        .build()
        .unwrap();
    let anyone = rule(&["*"], &["HEAD"]).build().unwrap();
    world_with(vec![
        console.max_age_seconds(3000).build().unwrap(),
        upload,
        anyone,
    ])
    .await
}

fn preflight(world: &World, origin: &str, method: &str, headers: &str) -> RequestBuilder {
    let request = crate::api::http()
        .unwrap()
        .request(Method::OPTIONS, world.url("/pictures/k"));
    let request = request
        .header("origin", origin)
        .header("access-control-request-method", method);
    if headers.is_empty() {
        request
    } else {
        request.header("access-control-request-headers", headers)
    }
}

#[tokio::test]
async fn a_preflight_is_answered_by_the_first_rule_that_matches() {
    let world = a_world().await;
    let answer = preflight(
        &world,
        "https://app.example.com",
        "GET",
        "Range, x-amz-date",
    )
    .send()
    .await
    .unwrap();
    assert_eq!(answer.status(), 200);
    let header = |name: &str| {
        answer
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap())
    };
    assert_eq!(
        header("access-control-allow-origin"),
        Some("https://app.example.com")
    );
    assert_eq!(header("access-control-allow-methods"), Some("GET, HEAD"));
    assert_eq!(
        header("access-control-allow-headers"),
        Some("range, x-amz-date")
    );
    assert_eq!(
        header("access-control-expose-headers"),
        Some("ETag, Content-Range")
    );
    assert_eq!(header("access-control-max-age"), Some("3000"));
    assert_eq!(header("access-control-allow-credentials"), Some("true"));
    assert_eq!(
        header("vary"),
        Some("Origin, Access-Control-Request-Headers, Access-Control-Request-Method")
    );

    let answer = preflight(&world, "https://upload.example.com", "PUT", "anything")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.headers()["access-control-allow-methods"], "PUT");
    let answer = preflight(&world, "http://other.org", "HEAD", "")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    assert_eq!(
        answer.headers().get("access-control-allow-credentials"),
        None
    );
}

#[tokio::test]
async fn a_preflight_that_no_rule_matches_is_forbidden() {
    let world = a_world().await;
    for (origin, method, headers) in [
        ("https://example.com", "GET", ""),
        ("http://app.example.com", "GET", ""),
        ("https://app.example.com:8443", "GET", ""),
        ("https://app.example.com", "DELETE", ""),
        ("https://app.example.com", "GET", "authorization"),
    ] {
        let answer = preflight(&world, origin, method, headers)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.headers().get("access-control-allow-origin"), None);
        assert_eq!(
            refused(answer).await,
            (403, "AccessForbidden".into()),
            "{origin} {method} {headers}"
        );
    }
    let without_origin = crate::api::http()
        .unwrap()
        .request(Method::OPTIONS, world.url("/pictures/k"));
    assert_eq!(
        refused(without_origin.send().await.unwrap()).await,
        (400, "BadRequest".into())
    );
}

#[tokio::test]
async fn requests_with_an_origin_get_cors_headers_whether_they_succeed_or_not() {
    let world = a_world().await;
    let url = world.presign(&world.owner(), "k").await;
    let bad = format!("{}0", url.uri());
    for (url, status) in [
        (url.uri(), 200),
        (bad.as_str(), 403),
        (&world.url("/pictures/k"), 403),
    ] {
        let get = || crate::api::http().unwrap().get(url);
        let answer = get()
            .header("origin", "https://app.example.com")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), status, "{url}");
        assert_eq!(
            answer.headers()["access-control-allow-origin"],
            "https://app.example.com"
        );
        assert_eq!(
            answer.headers()["access-control-expose-headers"],
            "ETag, Content-Range"
        );
        let names = |answer: reqwest::Response| {
            let cors = |name: &http::HeaderName| {
                name == "vary" || name.as_str().starts_with("access-control")
            };
            answer.headers().keys().any(cors)
        };
        assert!(!names(
            get()
                .header("origin", "https://other.org")
                .send()
                .await
                .unwrap()
        ));
        assert!(!names(get().send().await.unwrap()));
    }
}

#[tokio::test]
async fn rules_are_kept_replaced_and_removed() {
    let world = a_world().await;
    let owner = world.owner();
    let rules = owner
        .get_bucket_cors()
        .bucket("pictures")
        .send()
        .await
        .unwrap()
        .cors_rules
        .unwrap();
    assert_eq!(rules.len(), 3);
    assert_eq!(rules[0].expose_headers(), ["ETag", "Content-Range"]);
    assert_eq!(rules[0].max_age_seconds(), Some(3000));
    owner
        .delete_bucket_cors()
        .bucket("pictures")
        .send()
        .await
        .unwrap();
    let error = owner
        .get_bucket_cors()
        .bucket("pictures")
        .send()
        .await
        .unwrap_err();
    assert_eq!(refusal(&error), (404, "NoSuchCORSConfiguration".into()));
    let answer = preflight(&world, "https://app.example.com", "GET", "")
        .send()
        .await
        .unwrap();
    assert_eq!(refused(answer).await, (403, "AccessForbidden".into()));
}

#[tokio::test]
async fn rules_that_s3_would_not_take_are_refused() {
    let world = World::start().await;
    for rule in [
        rule(&["https://*.*.org"], &["GET"]),
        rule(&["*"], &["OPTIONS"]),
    ] {
        let cors = CorsConfiguration::builder()
            .cors_rules(rule.build().unwrap())
            .build()
            .unwrap();
        let put = world
            .owner()
            .put_bucket_cors()
            .bucket("pictures")
            .cors_configuration(cors);
        assert_eq!(
            refusal(&put.send().await.unwrap_err()),
            (400, "InvalidRequest".into())
        );
    }
}
