//! Which organisation a caller is of: what the token says, and nothing else.
use local::api::Answer;
use reqwest::Method;
use serde_json::{Value, json};

use super::acme::Acme;
use super::routes::{Caller, ROUTES};
use crate::contract::bodies::draft;
use crate::contract::callers::{admin, all, claiming, create, organization, path};
use crate::contract::problems::refused;
use crate::world::world;

#[tokio::test]
async fn a_token_that_names_no_organisation_opens_no_route() {
    let acme = Acme::new().await;
    let tokens = world().gateway.tokens();
    let name = &acme.organization.name;
    for organization in [
        Value::Null,
        json!(""),
        json!("two words"),
        json!([]),
        json!([name]),
        json!([name, "umbrella"]),
        json!({"id": name}),
        json!("x".repeat(256)),
    ] {
        let mut claims = json!(tokens.claims(name, "ada", &["admin"]));
        claims["org_id"] = organization;
        let caller = Caller::new(Some(tokens.sign(&claims)));
        for row in &ROUTES {
            let answer = caller.ask(row, &acme.things()).await;
            let problem = refused(&answer, 403, "forbidden");
            assert!(problem["detail"].as_str().unwrap().contains("org_id"));
        }
    }
    acme.assert_untouched().await;
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
