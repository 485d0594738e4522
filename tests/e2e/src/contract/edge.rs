//! What API Gateway answers itself, in front of the functions.
use local::api::{Answer, http};
use local::service::console_origin;
use reqwest::Method;
use serde_json::json;

use super::bodies::draft;
use super::callers::{admin, create, member};
use crate::world::world;

#[tokio::test]
async fn what_no_route_has_is_answered_by_the_gateway() {
    let api = admin("no-route");
    for (method, path) in [
        (Method::GET, "/"),
        (Method::GET, "/integrations/"),
        (Method::GET, "/Integrations"),
        (Method::GET, "/integrations/x/y"),
        (Method::PATCH, "/integrations"),
        (Method::DELETE, "/integrations"),
        (Method::POST, "/integrations/int_1"),
        (Method::GET, "/policies"),
    ] {
        let answer = Answer::of(api.request(method.clone(), path)).await.unwrap();
        assert_eq!(answer.status, 404, "{method} {path}");
        assert_eq!(answer.json, json!({"message": "Not Found"}));
        assert_ne!(answer.header("apigw-requestid"), "");
    }
}

#[tokio::test]
async fn without_a_token_the_gateway_itself_refuses() {
    let url = world().gateway.url();
    let http = http().unwrap();
    let answer = Answer::of(http.get(format!("{url}/integrations")))
        .await
        .unwrap();
    assert_eq!(answer.status, 401);
    assert_eq!(answer.json, json!({"message": "Unauthorized"}));
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    assert_ne!(answer.header("apigw-requestid"), "");
}

/// The header's names, sorted.
fn names(answer: &Answer, header: &str) -> Vec<String> {
    let list = answer.header(header).split(',');
    let mut names: Vec<_> = list.map(|name| name.trim().to_lowercase()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_browser_of_the_console_may_send_what_the_api_needs() {
    let url = format!("{}/integrations/int_1", world().gateway.url());
    let preflight = http().unwrap().request(Method::OPTIONS, url);
    let preflight = preflight
        .header("origin", console_origin(0))
        .header("access-control-request-method", "PUT")
        .header("access-control-request-headers", "authorization,if-match");
    let answer = Answer::of(preflight).await.unwrap();
    assert_eq!(answer.status, 204);
    assert_eq!(
        answer.header("access-control-allow-origin"),
        console_origin(0)
    );
    let headers = [
        "authorization",
        "content-type",
        "idempotency-key",
        "if-match",
    ];
    assert_eq!(names(&answer, "access-control-allow-headers"), headers);
    for method in ["get", "post", "put", "delete"] {
        let methods = names(&answer, "access-control-allow-methods");
        assert!(methods.iter().any(|allowed| allowed == method), "{method}");
    }
}

#[tokio::test]
async fn answers_and_problems_can_be_read_by_the_console_and_no_other_origin() {
    let api = admin("cors");
    for (path, status) in [("/integrations", 200), ("/integrations/int_1", 404)] {
        let request = api.request(Method::GET, path);
        let answer = Answer::of(request.header("origin", console_origin(0))).await;
        let answer = answer.unwrap();
        assert_eq!(answer.status, status);
        assert_eq!(
            answer.header("access-control-allow-origin"),
            console_origin(0)
        );
        let exposed = ["etag", "location", "retry-after", "x-request-id"];
        assert_eq!(names(&answer, "access-control-expose-headers"), exposed);

        let request = api.request(Method::GET, path);
        let answer = Answer::of(request.header("origin", "https://evil.example"));
        let answer = answer.await.unwrap();
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
}

#[tokio::test]
async fn an_encoded_path_is_the_same_path() {
    let created = create(&admin("decoded"), &draft("images")).await;
    let id = created["id"].as_str().unwrap();
    let api = member("decoded");
    let encoded = format!("/integrations/{}", id.replace('_', "%5F"));
    assert_eq!(api.get(&encoded).await.unwrap().json, created);
}
