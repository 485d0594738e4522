//! Who calls. Every test has organisations of its own in the one world, so that all run at once.
use std::sync::LazyLock;

use local::api::{Answer, Api};
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{unique, world};

/// The organisation that a test calls so. Another run in the same AWS has others.
pub(crate) fn organization(label: &str) -> String {
    static RUN: LazyLock<String> = LazyLock::new(|| unique("run"));
    format!("{label}-{}", *RUN)
}

/// Someone of `organization` with these roles.
pub(crate) fn caller(organization: &str, user: &str, roles: &[&str]) -> Api {
    let organization = self::organization(organization);
    let token = world().gateway.tokens().token(&organization, user, roles);
    Api::new(world().gateway.url(), token).unwrap()
}

/// An admin of `organization`.
pub(crate) fn admin(organization: &str) -> Api {
    caller(organization, "ada", &["admin"])
}

/// A member of `organization`.
pub(crate) fn member(organization: &str) -> Api {
    caller(organization, "max", &["member"])
}

/// Someone whose token has these claims, in place of an admin's; null removes one.
pub(crate) fn claiming(claims: Value) -> Api {
    let tokens = world().gateway.tokens();
    let mut all = json!(tokens.claims(&organization("claims"), "ada", &["admin"]));
    let Value::Object(claims) = claims else {
        panic!("claims are an object")
    };
    all.as_object_mut().unwrap().extend(claims);
    Api::new(world().gateway.url(), tokens.sign(&all)).unwrap()
}

/// The integration that a create answers.
pub(crate) async fn create(api: &Api, body: &Value) -> Value {
    let answer = api.post("/integrations", body).await.unwrap();
    answer.success().unwrap().json
}

/// Creates under an idempotency key.
pub(crate) async fn create_once(api: &Api, key: &str, body: &Value) -> Answer {
    let request = api.request(Method::POST, "/integrations").json(body);
    Answer::of(request.header("idempotency-key", key))
        .await
        .unwrap()
}

/// Every integration of the caller's organisation, page by page.
pub(crate) async fn all(api: &Api) -> Vec<Value> {
    let mut integrations = vec![];
    let mut path = "/integrations?limit=100".to_owned();
    loop {
        let page = api.get(&path).await.unwrap().success().unwrap().json;
        integrations.extend(page["integrations"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(cursor) => path = format!("/integrations?limit=100&cursor={cursor}"),
            None => return integrations,
        }
    }
}

/// The path of an integration.
pub(crate) fn path(integration: &Value) -> String {
    format!("/integrations/{}", integration["id"].as_str().unwrap())
}

/// The `ETag` of an integration.
pub(crate) fn etag(integration: &Value) -> String {
    format!("\"{}\"", integration["version"])
}
