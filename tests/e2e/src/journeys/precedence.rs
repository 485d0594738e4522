//! Which integration serves a locator.
use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::world::{Organization, permitted, world};

/// `GET /resolve`: the verdict about each integration, by its name.
async fn verdicts(acme: &Organization, locator: &str) -> BTreeMap<String, String> {
    let resolution = acme.admin.get_for("/resolve", locator).await.unwrap();
    let resolution = resolution.success().unwrap().json;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let considered = resolution["considered"].as_array().unwrap().iter();
    let verdict = |considered: &Value| {
        assert!(!text(&considered["reason"]).is_empty());
        (text(&considered["name"]), text(&considered["verdict"]))
    };
    considered.map(verdict).collect()
}

fn said(verdicts: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = verdicts
        .iter()
        .map(|&(name, verdict)| (name.into(), verdict.into()));
    owned.collect()
}

#[tokio::test]
async fn resolve_names_every_integration_and_why_it_won_or_lost() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("wanted").await;
    let other = acme.customer.bucket("other").await;
    let role = format!("arn:aws:iam::{}:role/reader", world().aws.customer.id);
    let everywhere = permitted(&[&bucket, &other]);
    for (name, scope, prefix, role_arn) in [
        ("default", &everywhere, None, Some(&role)),
        ("default below a/", &everywhere, Some("a/"), Some(&role)),
        ("bucket", &bucket.scope(), None, Some(&role)),
        ("bucket below a/", &bucket.scope(), Some("a/"), Some(&role)),
        ("bucket below z/", &bucket.scope(), Some("z/"), Some(&role)),
        ("draft below a/b/", &bucket.scope(), Some("a/b/"), None),
        ("other bucket", &other.scope(), None, Some(&role)),
    ] {
        let options = json!({"name": name, "prefix": prefix, "role_arn": role_arn});
        acme.create(scope.clone(), options).await;
    }

    assert_eq!(
        verdicts(&acme, &bucket.locator("a/b/1.png")).await,
        said(&[
            ("default", "less_specific_scope"),
            ("default below a/", "less_specific_scope"),
            ("bucket", "shorter_prefix"),
            ("bucket below a/", "wins"),
            ("bucket below z/", "other_prefix"),
            ("draft below a/b/", "draft"),
            ("other bucket", "other_bucket"),
        ])
    );
    let elsewhere = verdicts(&acme, &other.locator("a/1.png")).await;
    assert_eq!(elsewhere["other bucket"], "wins");
    assert_eq!(elsewhere["default below a/"], "less_specific_scope");
}

#[tokio::test]
async fn the_bytes_come_through_the_integration_that_wins() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("wanted").await;
    for key in ["a/1.png", "b/1.png"] {
        bucket.put(key, key.as_bytes()).await;
    }
    let (a, b) = (bucket.locator("a/1.png"), bucket.locator("b/1.png"));
    acme.integration(permitted(&[&bucket]), json!({})).await;
    // It wins below a/, and its role cannot be assumed: nothing falls back to the default.
    let role = format!("arn:aws:iam::{}:role/nobody", world().aws.customer.id);
    let options = json!({"prefix": "a/", "role_arn": role});
    let broken = acme.create(bucket.scope(), options).await;

    let refused = acme.presign(&a).await;
    assert_eq!(refused.text_at("/code"), "role_unavailable");
    assert_eq!(refused.text_at("/integration_id"), broken.id());
    assert_eq!(acme.fetch(&b).await.object(), b"b/1.png");
}

#[tokio::test]
async fn a_disabled_integration_refuses_what_it_would_serve() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("wanted").await;
    bucket.put("a.png", b"bytes").await;
    let locator = bucket.locator("a.png");
    let integration = acme.integration(bucket.scope(), json!({})).await;

    let disabled = integration.save(json!({"enabled": false})).await;
    assert_eq!(disabled.json["status"], "disabled");
    let refused = acme.presign(&locator).await;
    assert_eq!(refused.status, 409);
    assert_eq!(refused.text_at("/code"), "integration_disabled");
    let verdicts = verdicts(&acme, &locator).await;
    assert_eq!(verdicts.values().next().unwrap(), "wins_but_disabled");

    disabled.save(json!({"enabled": true})).await;
    assert_eq!(acme.fetch(&locator).await.object(), b"bytes");
}

#[tokio::test]
async fn a_draft_serves_nothing_yet_and_a_deleted_integration_nothing_more() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("wanted").await;
    let locator = bucket.locator("a.png");
    let draft = acme.create(bucket.scope(), json!({})).await;
    let refused = acme.presign(&locator).await;
    assert_eq!(
        (refused.status.as_u16(), refused.text_at("/code")),
        (404, "no_integration")
    );

    let role_arn = acme.role(&draft).await;
    let ready = draft.save(json!({"role_arn": role_arn})).await;
    acme.presign(&locator).await.success().unwrap();

    let deleted = acme.admin.delete(&ready.path(), "*").await.unwrap();
    assert_eq!(deleted.status, 204);
    let refused = acme.presign(&locator).await;
    assert_eq!(
        (refused.status.as_u16(), refused.text_at("/code")),
        (404, "no_integration")
    );
}

#[tokio::test]
async fn a_bucket_outside_of_the_permitted_ones_is_refused() {
    let acme = Organization::new().await;
    let permitted_bucket = acme.customer.bucket("permitted").await;
    let other = acme.customer.bucket("other").await;
    let scope = permitted(&[&permitted_bucket]);
    acme.integration(scope, json!({})).await;
    let refused = acme.presign(&other.locator("secret.pdf")).await;
    assert_eq!(refused.status, 404);
    assert_eq!(refused.text_at("/code"), "bucket_not_permitted");
    assert!(refused.text_at("/action").contains(&other.name));
}
