//! Nothing crosses organisations, and nobody does more than their role allows.
use local::api::{Answer, Api};
use reqwest::Method;
use serde_json::{Value, json};

use super::bodies::{draft, with};
use super::callers::{admin, all, claiming, create, member, organization, path};
use super::problems::refused;

#[tokio::test]
async fn an_id_of_another_organisation_does_not_exist() {
    let theirs = create(&admin("theirs"), &draft("images")).await;
    let ours = admin("ours");
    let unknown = json!({"id": "int_01k2f4z8e6qs3vn9x7c5d0ab1m"});
    let malformed = json!({"id": "x"});
    for integration in [&theirs, &unknown, &malformed] {
        let path = path(integration);
        for answer in [
            ours.get(&path).await,
            ours.put(&path, "\"1\"", &draft("video")).await,
            ours.put(&path, "*", &draft("video")).await,
            ours.delete(&path, "\"1\"").await,
            ours.get(&format!("{path}/policies")).await,
            ours.get(&format!("{path}/policies/trust-policy.json"))
                .await,
        ] {
            let problem = refused(&answer.unwrap(), 404, "not_found");
            assert_eq!(
                problem["detail"],
                "your organisation has no such integration"
            );
        }
    }
    assert_eq!(all(&ours).await, Vec::<Value>::new());
    assert_eq!(all(&admin("theirs")).await, [theirs]);
}

#[tokio::test]
async fn a_locator_of_another_organisations_bucket_is_not_served() {
    let role = "arn:aws:iam::111122223333:role/reader";
    create(&admin("serves"), &with(draft("images"), "role_arn", role)).await;
    let stranger = member("serves-not");
    let answer = stranger.get_for("/presign", "s3://images/a.png").await;
    refused(&answer.unwrap(), 404, "no_integration");
}

/// What a caller may do, each with its status: list, read, render, presign; create, replace, delete.
async fn statuses(api: &Api, path: &str) -> [u16; 7] {
    let draft = draft("video");
    let status = |answer: Result<Answer, _>| answer.unwrap().status.as_u16();
    [
        status(api.get("/integrations").await),
        status(api.get(path).await),
        status(api.post("/policies", &draft).await),
        status(
            api.post("/presign", &json!({"locators": ["s3://images/a"]}))
                .await,
        ),
        status(api.post("/integrations", &json!({})).await),
        status(api.put(path, "\"9\"", &draft).await),
        status(api.delete(path, "\"9\"").await),
    ]
}

const ADMIN: [u16; 7] = [200, 200, 200, 200, 400, 412, 412];
const MEMBER: [u16; 7] = [200, 200, 200, 200, 403, 403, 403];
const NOBODY: [u16; 7] = [403; 7];

#[tokio::test]
async fn roles_come_in_every_shape_that_identity_providers_send() {
    let path = path(&create(&admin("claims"), &draft("images-of-claims")).await);
    for (roles, allowed) in [
        (json!("admin"), ADMIN),
        (json!(["admin"]), ADMIN),
        (json!(["member", "admin"]), ADMIN),
        (json!("member admin"), ADMIN),
        (json!("[member admin]"), ADMIN),
        (json!("member"), MEMBER),
        (json!(["member", "billing"]), MEMBER),
        (json!("billing"), NOBODY),
        (json!("administrator"), NOBODY),
        (json!("Admin"), NOBODY),
        (json!([]), NOBODY),
        (json!(""), NOBODY),
        (json!({"admin": true}), NOBODY),
        (json!(true), NOBODY),
        (Value::Null, NOBODY),
    ] {
        let api = claiming(json!({"roles": roles}));
        assert_eq!(statuses(&api, &path).await, allowed, "{roles}");
    }
}

#[tokio::test]
async fn a_token_that_names_no_organisation_opens_nothing() {
    for organization in [
        Value::Null,
        json!(""),
        json!("two words"),
        json!([]),
        json!(["acme"]),
        json!(["acme", "umbrella"]),
        json!({"id": "acme"}),
        json!("x".repeat(256)),
    ] {
        let api = claiming(json!({"org_id": organization}));
        let answer = api.get("/integrations").await.unwrap();
        let problem = refused(&answer, 403, "forbidden");
        assert!(problem["detail"].as_str().unwrap().contains("org_id"));
    }
}

#[tokio::test]
async fn organisations_are_told_apart_by_case_and_punctuation() {
    create(&admin("tell-apart"), &draft("images")).await;
    let name = organization("tell-apart");
    for other in [
        name.to_uppercase(),
        format!("{name}#"),
        format!("{name}/"),
        name.replace('-', "_"),
        name[..name.len() - 1].to_owned(),
    ] {
        let api = claiming(json!({"org_id": other}));
        assert_eq!(all(&api).await, Vec::<Value>::new(), "{other}");
    }
    assert_eq!(all(&claiming(json!({"org_id": name}))).await.len(), 1);
}

#[tokio::test]
async fn nothing_a_client_sends_makes_it_someone_else() {
    let theirs = create(&admin("header-theirs"), &draft("images")).await;
    let request = admin("header-ours")
        .request(Method::GET, &path(&theirs))
        .header("org_id", organization("header-theirs"))
        .header("x-org-id", organization("header-theirs"))
        .header("x-amzn-request-context", r#"{"authorizer":{}}"#)
        .query(&[("org_id", organization("header-theirs"))]);
    refused(&Answer::of(request).await.unwrap(), 404, "not_found");
}
