//! Who may call, and whose integrations they see.
use local::api::{Answer, Api};
use local::service::FUNCTIONS;
use local::{clock, gateway::Issuer};
use reqwest::Method;
use serde_json::json;

use crate::world::{Organization, world};

/// Every route of the API, for an integration and a locator.
fn every_route(id: &str, locator: &str) -> Vec<(Method, String)> {
    let routes = FUNCTIONS.iter().flat_map(|function| (function.routes)());
    let filled = routes.map(|route| {
        let path = route
            .path
            .replace("{id}", id)
            .replace("{document}", "cors.json");
        (route.method, format!("{path}?locator={locator}"))
    });
    filled.collect()
}

#[tokio::test]
async fn another_organisation_sees_nothing_of_this_one() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("private").await;
    bucket.put("a.png", b"bytes").await;
    let integration = acme.integration(bucket.scope(), json!({})).await;
    let (path, locator) = (integration.path(), bucket.locator("a.png"));
    let globex = Organization::new().await.admin;

    let read = globex.get(&path).await.unwrap();
    let policies = globex.get(&format!("{path}/policies")).await.unwrap();
    let settings = json!({"name": "mine", "scope": bucket.scope(), "region": "us-east-1"});
    let replaced = globex.put(&path, "*", &settings).await.unwrap();
    let deleted = globex.delete(&path, "*").await.unwrap();
    let draft = json!({"scope": bucket.scope(), "integration_id": integration.id()});
    let rendered = globex.post("/policies", &draft).await.unwrap();
    for refused in [read, policies, replaced, deleted, rendered] {
        assert_eq!(refused.status, 404, "{}", refused.text);
        assert_eq!(refused.text_at("/code"), "not_found");
    }
    for path in ["/presign", "/objects"] {
        let refused = globex.get_for(path, &locator).await.unwrap();
        assert_eq!(refused.status, 404);
        assert_eq!(refused.text_at("/code"), "no_integration");
    }
    let resolution = globex.get_for("/resolve", &locator).await.unwrap();
    assert_eq!(resolution.json["considered"], json!([]));
    let list = globex.get("/integrations").await.unwrap();
    assert_eq!(list.json["integrations"], json!([]));
    assert_eq!(acme.fetch(&locator).await.object(), b"bytes");
}

#[tokio::test]
async fn a_member_presigns_and_reads_but_changes_nothing() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("images").await;
    let integration = acme.integration(bucket.scope(), json!({})).await;
    let member = acme.person(&["member"]);
    let path = integration.path();

    let settings = json!({"name": "mine", "scope": bucket.scope(), "region": "us-east-1"});
    let created = member.post("/integrations", &settings).await.unwrap();
    let replaced = member.put(&path, "*", &settings).await.unwrap();
    let deleted = member.delete(&path, "*").await.unwrap();
    for refused in [created, replaced, deleted] {
        assert_eq!(refused.status, 403, "{}", refused.text);
        assert_eq!(refused.text_at("/code"), "forbidden");
    }
    let read = member.get(&path).await.unwrap();
    assert_eq!(read.json["version"], integration.json["version"]);
    let locator = bucket.locator("a.png");
    let presigned = member.get_for("/presign", &locator).await.unwrap();
    presigned.success().unwrap();
}

#[tokio::test]
async fn someone_without_a_role_in_the_organisation_does_nothing() {
    let acme = Organization::new().await;
    for roles in [&[][..], &["viewer"], &["administrator"]] {
        let refused = acme.person(roles).get("/integrations").await.unwrap();
        assert_eq!(refused.status, 403);
        assert_eq!(refused.text_at("/code"), "forbidden");
    }
}

#[tokio::test]
async fn a_token_that_is_missing_foreign_expired_or_altered_opens_nothing() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("images").await;
    let integration = acme.integration(bucket.scope(), json!({})).await;
    let gateway = &world().gateway;
    let issuer = gateway.tokens();
    let claims = issuer.claims(&acme.name, "ada", &["admin"]);

    let foreign = Issuer::new(&gateway.url(), clock::system()).unwrap();
    let mut past = claims.clone();
    past.iat -= 100_000;
    past.exp -= 100_000;
    let mut elsewhere = claims.clone();
    elsewhere.aud = "another-service".to_owned();
    let mut altered = issuer.sign(&claims);
    altered.replace_range(altered.len() / 2..=altered.len() / 2, "!");
    for token in [
        String::new(),
        foreign.sign(&claims),
        issuer.sign(&past),
        issuer.sign(&elsewhere),
        altered,
    ] {
        let api = Api::new(gateway.url(), token).unwrap();
        for (method, path) in every_route(integration.id(), &bucket.locator("a.png")) {
            let refused = Answer::of(api.request(method, &path)).await.unwrap();
            assert_eq!(refused.status, 401, "{path}");
        }
    }
    let without_header = local::api::http()
        .unwrap()
        .get(format!("{}/integrations", gateway.url()))
        .send();
    assert_eq!(without_header.await.unwrap().status(), 401);
}
