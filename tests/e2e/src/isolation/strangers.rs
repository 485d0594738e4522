//! What a stranger learns about another organisation: what someone learns who makes things up.
use local::api::Answer;
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::IntegrationId;

use super::acme::Acme;
use super::routes::{Caller, ROUTES, Things, body};
use crate::contract::callers::create_once;
use crate::contract::problems::refused;
use crate::world::{Organization, unique, world};

/// The members of an answer that differ from one request to the next.
const OWN: [&str; 6] = [
    "id",
    "integration_id",
    "external_id",
    "created_at",
    "updated_at",
    "request_id",
];

/// The headers that differ from one request to the next, and one that says what the body says.
const OWN_HEADERS: [&str; 4] = ["x-request-id", "apigw-requestid", "date", "content-length"];

/// Things that nobody has.
fn made_up() -> Things {
    Things {
        id: IntegrationId::from_parts(1_790_000_000_000, getrandom::u64().unwrap().into())
            .to_string(),
        bucket: unique("private"),
    }
}

/// All that an answer tells, with placeholders for what was asked about.
fn told(answer: &Answer, things: &Things) -> String {
    let headers = answer.headers.iter();
    let headers = headers.filter(|(name, _)| !OWN_HEADERS.contains(&name.as_str()));
    let mut headers: Vec<_> = headers
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    let mut told = format!("{}\n{}\n{}", answer.status, headers.join("\n"), answer.text);
    for own in own_values(&answer.json) {
        told = told.replace(own, "…");
    }
    told.replace(&things.id, "{id}")
        .replace(&things.bucket, "{bucket}")
}

fn own_values(json: &Value) -> Vec<&str> {
    match json {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| match value {
                Value::String(own) if OWN.contains(&name.as_str()) => vec![own.as_str()],
                other => own_values(other),
            })
            .collect(),
        Value::Array(values) => values.iter().flat_map(own_values).collect(),
        _ => vec![],
    }
}

/// Everything that a new organisation's admin is told who asks every route about `things`.
async fn asked_everything(things: &Things) -> Vec<(&'static str, String)> {
    let organization = Organization::new().await;
    let tokens = world().gateway.tokens();
    let stranger = Caller::new(Some(tokens.token(&organization.name, "eve", &["admin"])));
    let mut all_told = vec![];
    for row in &ROUTES {
        let answer = stranger.ask(row, things).await;
        assert_eq!(
            answer.status, row.stranger,
            "{}: {}",
            row.route, answer.text
        );
        if row.stranger == 404 {
            assert_ne!(answer.text_at("/code"), "", "{}", answer.text);
        }
        all_told.push((row.route, told(&answer, things)));
    }
    all_told
}

#[tokio::test]
async fn what_another_organisation_has_is_as_good_as_made_up() {
    let acme = Acme::new().await;
    let theirs = asked_everything(&acme.things()).await;
    let made_up = asked_everything(&made_up()).await;
    for (theirs, made_up) in theirs.iter().zip(&made_up) {
        assert_eq!(theirs, made_up);
    }
    acme.assert_untouched().await;
}

#[tokio::test]
async fn no_precondition_and_no_body_makes_a_difference() {
    let acme = Acme::new().await;
    let stranger = Organization::new().await.admin;
    let ask = async |method: Method, if_match: Option<&str>, body: Value, things: &Things| {
        let request = stranger.request(method, &format!("/integrations/{}", things.id));
        let request = request.json(&body);
        let request = match if_match {
            Some(tag) => request.header("if-match", tag),
            None => request,
        };
        let answer = Answer::of(request).await.unwrap();
        refused(&answer, 404, "not_found");
        told(&answer, things)
    };
    let theirs = acme.things();
    let nobodys = made_up();
    let malformed = Things {
        id: "x".to_owned(),
        ..made_up()
    };
    for if_match in [None, Some("*"), Some("\"1\""), Some("\"2\""), Some("x")] {
        for method in [Method::PUT, Method::DELETE] {
            for settings in [body(&theirs), json!({"name": ""}), json!(null)] {
                let ask = |things| ask(method.clone(), if_match, settings.clone(), things);
                let told = ask(&theirs).await;
                assert_eq!(told, ask(&nobodys).await);
                assert_eq!(told, ask(&malformed).await);
            }
        }
    }
    acme.assert_untouched().await;
}

#[tokio::test]
async fn another_organisations_role_is_as_good_as_none() {
    let acme = Acme::new().await;
    let eve = Organization::new().await;
    let things = acme.things();
    let scope = json!({"type": "bucket", "bucket": things.bucket});
    let theirs = acme.integration.role_arn().to_owned();
    let nobodys = format!("{theirs}0");
    let mut integration = eve.create(scope, json!({})).await;
    let mut all_told = vec![];
    for role_arn in [theirs, nobodys] {
        integration = integration.save(json!({"role_arn": role_arn})).await;
        let answer = eve.presign(&format!("s3://{}/a.png", things.bucket)).await;
        refused(&answer, 409, "role_unavailable");
        all_told.push(told(&answer, &things));
    }
    assert_eq!(all_told[0], all_told[1]);
    acme.assert_untouched().await;
}

#[tokio::test]
async fn another_organisations_idempotency_key_is_free() {
    let [acme, eve] = [Organization::new().await, Organization::new().await];
    let (key, settings) = (unique("key"), body(&made_up()));
    let first = create_once(&acme.admin, &key, &settings).await;
    let second = create_once(&eve.admin, &key, &settings).await;
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201));
    for own in ["id", "external_id"] {
        assert_ne!(first.json[own], second.json[own], "{own}");
    }
    let mine = eve.admin.get("/integrations").await.unwrap();
    assert_eq!(mine.json["integrations"], json!([second.json]));
}
