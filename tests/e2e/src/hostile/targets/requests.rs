//! Requests: whatever a client sends is answered, with what the contract allows.
use lambda_http::request::LambdaRequest;
use local::aws::identity::policy::Document;
use reqwest::Url;
use serde_json::Value;
use shared::policy::MANAGED_POLICY_CHARACTERS;

use super::functions::{Answer, Function, answer, event};
use super::memory::ID;

/// Every function, for a request may be sent to any.
pub(crate) const FUNCTIONS: [Function; 4] = [
    Function::Integrations,
    Function::Policies,
    Function::Presign,
    Function::Verify,
];

/// API Gateway takes no longer request line and headers.
const REQUEST_LINE_BYTES: usize = 10_240;

/// `POST /integrations`. What can be created has documents, before and after.
pub(crate) fn create_body(bytes: &[u8]) {
    let answer = send(Function::Integrations, "POST", "/integrations", bytes);
    assert!(
        matches!(answer.status, 201 | 400 | 413 | 422),
        "{}",
        answer.body
    );
    if answer.status == 201 {
        let drafted = send(Function::Policies, "POST", "/policies", bytes);
        assert_eq!(drafted.status, 200, "{}", drafted.body);
    }
}

/// `PUT /integrations/{id}`. It takes what a create takes.
pub(crate) fn replace_body(bytes: &[u8]) {
    let path = format!("/integrations/{ID}");
    let answer = send(Function::Integrations, "PUT", &path, bytes);
    assert!(matches!(answer.status, 200 | 400 | 413), "{}", answer.body);
    let created = send(Function::Integrations, "POST", "/integrations", bytes);
    assert_eq!(
        answer.status == 200,
        created.status == 201,
        "{}",
        answer.body
    );
}

/// `POST /policies`. Each document is one that IAM takes.
pub(crate) fn draft_body(bytes: &[u8]) {
    let answer = send(Function::Policies, "POST", "/policies", bytes);
    assert!(
        matches!(answer.status, 200 | 400 | 404 | 413),
        "{}",
        answer.body
    );
    if answer.status == 200 {
        let documents = answer.json();
        for policy in documents["access_policies"].as_array().unwrap() {
            let document = Document::parse_identity_policy(&policy["document"].to_string());
            assert!(document.unwrap().size() <= MANAGED_POLICY_CHARACTERS);
        }
        if let trust_policy @ Value::Object(_) = &documents["trust_policy"]["document"] {
            Document::parse_trust_policy(&trust_policy.to_string()).unwrap();
        }
    }
}

/// `POST /presign`. Each locator has its outcome, in the order asked.
pub(crate) fn presign_body(bytes: &[u8]) {
    let answer = send(Function::Presign, "POST", "/presign", bytes);
    assert!(matches!(answer.status, 200 | 400 | 413), "{}", answer.body);
    if answer.status == 200 {
        let body: Value = serde_json::from_slice(bytes).unwrap();
        let results = answer.json()["results"].as_array().unwrap().clone();
        let locators: Vec<_> = results
            .iter()
            .map(|result| result["locator"].clone())
            .collect();
        assert_eq!(body["locators"], Value::from(locators));
        for result in results {
            match result["presigned_url"].as_str() {
                Some(url) => assert_eq!(Url::parse(url).unwrap().as_str(), url),
                None => assert!(result["error"]["code"].is_string(), "{result}"),
            }
        }
    }
}

/// Cursors: one that is taken stands for an id, and a forged one shows what any other shows.
pub(crate) fn cursor(bytes: &[u8]) {
    let mut query = Url::parse("x:").unwrap();
    let text = String::from_utf8_lossy(bytes);
    query.query_pairs_mut().append_pair("cursor", &text);
    let event = event(
        "GET",
        "/integrations",
        query.query().unwrap_or_default(),
        b"",
    );
    let answer = answer(Function::Integrations, &event).unwrap();
    assert!(matches!(answer.status, 200 | 400), "{}", answer.body);
    if answer.status == 200 {
        assert!(text.len() == 40 && text.is_ascii(), "{text}");
    }
}

/// Queries, as they are on the wire.
pub(crate) fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if text.len() > REQUEST_LINE_BYTES {
        return;
    }
    for (function, path) in [
        (Function::Presign, "/presign"),
        (Function::Presign, "/resolve"),
        (Function::Presign, "/objects"),
        (Function::Integrations, "/integrations"),
    ] {
        let answer = answer(function, &event("GET", path, &text, b"")).unwrap();
        assert!(
            matches!(answer.status, 200 | 302 | 400 | 404 | 409),
            "{}",
            answer.body
        );
    }
}

/// Events: of a JSON object, whatever a client decides about its request.
pub(crate) fn request(bytes: &[u8]) {
    let _ = serde_json::from_slice::<LambdaRequest>(bytes);
    if let Some(event) = requested(bytes) {
        for function in FUNCTIONS {
            answer(function, &event);
        }
    }
}

/// The event of a request. What API Gateway decides itself (host, protocol, stage, encoding of the
/// body) is as it sends it. None of what it does not take.
pub(crate) fn requested(bytes: &[u8]) -> Option<Value> {
    let sent: Value = serde_json::from_slice(bytes).ok()?;
    let text = |name: &str| sent[name].as_str().unwrap_or_default();
    let path = format!("/{}", text("rawPath").trim_start_matches('/'));
    let method = sent["requestContext"]["http"]["method"].as_str();
    let query = text("rawQueryString");
    if path.len() + query.len() > REQUEST_LINE_BYTES {
        return None;
    }
    let body = text("body").as_bytes();
    let mut event = event(method.unwrap_or("GET"), &path, query, body);
    for (name, value) in sent["headers"].as_object().into_iter().flatten() {
        if !matches!(name.as_str(), "host" | "x-forwarded-proto") {
            event["headers"][name] = value.clone();
        }
    }
    event["cookies"] = sent["cookies"].clone();
    event["requestContext"]["authorizer"] = sent["requestContext"]["authorizer"].clone();
    Some(event)
}

fn send(function: Function, method: &str, path: &str, body: &[u8]) -> Answer {
    answer(function, &event(method, path, "", body)).unwrap()
}
