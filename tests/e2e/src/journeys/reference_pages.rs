//! The two reference pages, step by step, for both scopes.
use std::sync::LazyLock;

use local::api::Api;
use local::connection::REGION;
use serde_json::{Value, json};

use crate::world::{Bucket, Fetched, Organization, fetch, permitted, world};

/// Real pictures, each a key and its bytes, computed once.
static PICTURES: LazyLock<Vec<(&str, Vec<u8>)>> =
    LazyLock::new(|| local::pictures::pictures().unwrap());

/// Both scopes go through the same steps.
async fn walk_through_the_page(acme: &Organization, scope: Value) {
    let admin = &acme.admin;

    // 1. Select Integration Scope
    let draft = json!({"name": "Training data", "scope": scope, "region": REGION});
    let created = admin.post("/integrations", &draft).await.unwrap();
    assert_eq!(created.status, 201, "{}", created.text);
    assert_eq!(created.text_at("/status"), "draft");
    let integration = created.header("location").to_owned();

    // 2. Create an Access Policy in AWS
    let before = admin.post("/policies", &draft).await.unwrap();
    let rendered = admin.get(&format!("{integration}/policies")).await.unwrap();
    let rendered = rendered.success().unwrap().json;
    assert_eq!(before.json["access_policies"], rendered["access_policies"]);
    let access_policy = raw(admin, &integration, &rendered["access_policies"][0]).await;
    let policy = acme.customer.create_policy(&access_policy).await;

    // 3. Create a Role
    let trust_policy = raw(admin, &integration, &rendered["trust_policy"]).await;
    let role_arn = acme.customer.create_role(&trust_policy, &[policy]).await;

    // 4. Save Integration
    let saved = json!({
        "name": "Training data",
        "scope": scope,
        "role_arn": role_arn,
        "region": REGION,
        "endpoint_url": world().aws.s3_endpoint_url,
        "force_path_style": true,
    });
    let etag = created.header("etag");
    let saved = admin.put(&integration, etag, &saved).await.unwrap();
    assert_eq!(saved.text_at("/status"), "ready", "{}", saved.text);
    assert_eq!(saved.json["external_id"], created.json["external_id"]);
}

/// The raw document that `/policies` names, which says the same.
async fn raw(admin: &Api, integration: &str, shown: &Value) -> String {
    let name = shown["name"].as_str().unwrap();
    let path = format!("{integration}/policies/{name}");
    let raw = admin.get(&path).await.unwrap().success().unwrap();
    assert_eq!(raw.json, shown["document"]);
    raw.text
}

/// Everyone of the team sees exactly the bytes that were stored, whichever way they ask.
async fn see_every_picture(acme: &Organization, bucket: &Bucket) {
    let member = acme.person(&["member"]);
    for (key, bytes) in PICTURES.iter() {
        let locator = bucket.locator(key);
        let asked_for_many = json!({"locators": [locator]});
        let many = member.post("/presign", &asked_for_many).await.unwrap();
        let one = member.get_for("/presign", &locator).await.unwrap();
        let redirect = member.get_for("/objects", &locator).await.unwrap();
        assert_eq!(redirect.status, 302, "{}", redirect.text);
        for url in [
            many.text_at("/results/0/presigned_url"),
            one.text_at("/presigned_url"),
            redirect.header("location"),
        ] {
            assert!(fetch(url).await.object() == *bytes, "{locator}");
        }
    }
}

async fn bucket_with_pictures(acme: &Organization, label: &str) -> Bucket {
    let bucket = acme.customer.bucket(label).await;
    for (key, bytes) in PICTURES.iter() {
        bucket.put(key, bytes).await;
    }
    bucket
}

#[tokio::test]
async fn one_bucket_is_connected() {
    let acme = Organization::new().await;
    let bucket = bucket_with_pictures(&acme, "my-bucket").await;
    walk_through_the_page(&acme, bucket.scope()).await;
    see_every_picture(&acme, &bucket).await;
}

#[tokio::test]
async fn a_role_is_used_by_default_for_all_permitted_buckets() {
    let acme = Organization::new().await;
    let images = bucket_with_pictures(&acme, "ml-images").await;
    let video = bucket_with_pictures(&acme, "ml-video").await;
    walk_through_the_page(&acme, permitted(&[&images, &video])).await;
    see_every_picture(&acme, &images).await;
    see_every_picture(&acme, &video).await;
}

#[tokio::test]
async fn before_there_is_an_integration_the_trust_policy_says_why_it_is_missing() {
    let acme = Organization::new().await;
    let draft = json!({"scope": {"type": "bucket", "bucket": "my-bucket"}});
    let policies = acme.admin.post("/policies", &draft).await.unwrap().json;
    assert_eq!(policies["trust_policy"], Value::Null);
    assert!(
        policies["notes"][0]
            .as_str()
            .unwrap()
            .contains("external id")
    );
    let list = acme.admin.get("/integrations").await.unwrap();
    assert_eq!(list.json["integrations"], json!([]));
}

#[tokio::test]
async fn the_rendered_cors_lets_the_console_show_files() {
    let acme = Organization::new().await;
    let bucket = bucket_with_pictures(&acme, "my-bucket").await;
    let integration = acme.integration(bucket.scope(), json!({})).await;
    let rules = integration.document("cors.json").await;
    bucket
        .paste_cors(&serde_json::from_str(&rules).unwrap())
        .await;
    let url = acme.url(&bucket.locator("sunrise.png")).await;
    let browser = local::api::http().unwrap();
    let origin = local::service::console_origin(0);

    let preflight = browser.request(reqwest::Method::OPTIONS, &url);
    let preflight = preflight
        .header("origin", &origin)
        .header("access-control-request-method", "GET")
        .header("access-control-request-headers", "range");
    let preflight = Fetched::of(preflight).await;
    assert_eq!(preflight.status, 200);
    assert_eq!(preflight.header("access-control-allow-origin"), origin);
    assert_eq!(preflight.header("access-control-allow-headers"), "range");

    let shown = browser.get(&url).header("origin", &origin);
    let shown = Fetched::of(shown.header("range", "bytes=0-3")).await;
    assert_eq!(shown.header("access-control-allow-origin"), origin);
    let exposed = shown.header("access-control-expose-headers");
    assert!(exposed.contains("Content-Range"), "{exposed}");
    assert_eq!(shown.object(), b"\x89PNG");

    let elsewhere = browser.get(&url).header("origin", "https://evil.example");
    let elsewhere = Fetched::of(elsewhere).await;
    assert_eq!(elsewhere.header("access-control-allow-origin"), "");
}
