//! The fields of an integration.
use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::bodies::{draft, every_field, with};
use super::callers::{admin, caller, create, path};
use super::problems::{pointers, refused};

/// Asserts that `integration` has everything that `body` says.
fn assert_has(integration: &Value, body: &Value) {
    for (field, value) in body.as_object().unwrap() {
        assert_eq!(integration[field], *value, "{field}");
    }
}

#[tokio::test]
async fn every_field_is_read_as_it_was_created() {
    let api = caller("fields", "ada@example.com", &["admin"]);
    let created = create(&api, &every_field()).await;
    assert_has(&created, &every_field());
    assert_eq!(created["version"], 1);
    assert_eq!(created["created_by"], "ada@example.com");
    assert_eq!(created["updated_by"], "ada@example.com");
    assert_eq!(created["created_at"], created["updated_at"]);
    assert_eq!(created["last_verification"], Value::Null);

    let read = api.get(&path(&created)).await.unwrap().success().unwrap();
    assert_eq!(read.json, created);
    let list = api.get("/integrations").await.unwrap().success().unwrap();
    assert_eq!(list.json["integrations"], json!([created]));
}

#[tokio::test]
async fn an_integration_has_the_members_of_the_contract_and_no_others() {
    let created = create(&admin("members"), &every_field()).await;
    let members: Vec<_> = created.as_object().unwrap().keys().collect();
    insta::assert_json_snapshot!(members);
}

#[tokio::test]
async fn what_is_left_out_has_its_default() {
    let created = create(&admin("defaults"), &draft("images")).await;
    assert_has(
        &created,
        &json!({
            "prefix": null, "role_arn": null, "endpoint_url": null, "force_path_style": false,
            "file_versioning": false, "browsing": false, "kms_key_arns": [],
            "requester_pays": false, "stable_urls": true, "enabled": true, "status": "draft",
        }),
    );
}

#[tokio::test]
async fn the_status_follows_from_role_and_switch() {
    let api = admin("status");
    let role = "arn:aws:iam::111122223333:role/reader";
    for (bucket, role_arn, enabled, status) in [
        ("draft", None, true, "draft"),
        ("draft-off", None, false, "draft"),
        ("ready", Some(role), true, "ready"),
        ("disabled", Some(role), false, "disabled"),
    ] {
        let body = with(draft(bucket), "role_arn", role_arn);
        let created = create(&api, &with(body, "enabled", enabled)).await;
        assert_eq!(created["status"], status, "{bucket}");
    }
}

#[tokio::test]
async fn a_create_says_where_the_integration_is_and_at_which_version() {
    let api = admin("headers");
    let created = api.post("/integrations", &draft("images")).await.unwrap();
    assert_eq!(created.status, 201);
    assert_eq!(created.header("location"), path(&created.json));
    assert_eq!(created.header("etag"), "\"1\"");
    assert_ne!(created.header("x-request-id"), "");

    let read = api.get(created.header("location")).await.unwrap();
    assert_eq!(read.status, 200);
    assert_eq!(read.header("etag"), "\"1\"");
    assert_eq!(read.header("content-type"), "application/json");
    assert_ne!(read.header("x-request-id"), created.header("x-request-id"));
}

#[tokio::test]
async fn external_ids_are_128_bits_and_each_integration_has_its_own() {
    let api = admin("external-ids");
    let mut external_ids = BTreeSet::new();
    for bucket in ["one", "two", "three", "four"] {
        let created = create(&api, &draft(bucket)).await;
        let external_id = created["external_id"].as_str().unwrap().to_owned();
        let is_hex = |c: u8| matches!(c, b'0'..=b'9' | b'a'..=b'f');
        assert!(external_id.len() == 32 && external_id.bytes().all(is_hex));
        external_ids.insert(external_id);
    }
    assert_eq!(external_ids.len(), 4);
}

#[tokio::test]
async fn what_the_service_makes_is_not_taken_from_a_caller() {
    let api = admin("made-by-the-service");
    let created = create(&api, &draft("images")).await;
    for field in [
        "id",
        "external_id",
        "status",
        "version",
        "created_at",
        "created_by",
        "updated_at",
        "updated_by",
        "last_verification",
    ] {
        let body = with(draft("video"), field, created[field].clone());
        let answer = api.post("/integrations", &body).await.unwrap();
        let problem = refused(&answer, 400, "invalid_request");
        assert_eq!(pointers(&problem), [format!("/{field}")]);
        let answer = api.put(&path(&created), "\"1\"", &body).await.unwrap();
        let problem = refused(&answer, 400, "invalid_request");
        assert_eq!(pointers(&problem), [format!("/{field}")]);
    }
}

#[tokio::test]
async fn buckets_are_answered_in_one_order() {
    let buckets = json!(["zebra", "apple", "mango"]);
    let scope = json!({"type": "all_permitted_buckets", "buckets": buckets});
    let created = create(&admin("order"), &with(draft("x"), "scope", scope)).await;
    assert_eq!(
        created["scope"]["buckets"],
        json!(["apple", "mango", "zebra"])
    );
}
