//! How the API refuses.
use local::api::Answer;
use serde_json::{Value, json};

/// Asserts that the answer is this problem, with every member that the contract names, and returns
/// it without what differs from request to request.
pub(crate) fn refused(answer: &Answer, status: u16, code: &str) -> Value {
    let mut problem = answer.json.clone();
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(problem["status"], status);
    assert_eq!(problem["code"], code);
    assert_eq!(problem["type"], format!("/problems/{code}"));
    for member in ["title", "detail", "action"] {
        assert_ne!(answer.text_at(&format!("/{member}")), "", "{member}");
    }
    assert_ne!(answer.header("x-request-id"), "");
    assert_eq!(problem["request_id"], answer.header("x-request-id"));
    problem["request_id"] = json!("…");
    problem
}

/// The pointers of a problem's errors.
pub(super) fn pointers(problem: &Value) -> Vec<&str> {
    let errors = problem["errors"].as_array().into_iter().flatten();
    errors
        .map(|error| error["pointer"].as_str().unwrap())
        .collect()
}
