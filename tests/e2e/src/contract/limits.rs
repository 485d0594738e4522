//! Organisations that are as large as they can be.
use aws_sdk_dynamodb::types::AttributeValue;
use futures::future::join_all;
use serde_json::{Value, json};
use shared::domain::IntegrationId;

use super::bodies::{draft, draft_of_all, with};
use super::callers::{admin, all, create, etag, path};
use super::problems::refused;
use super::table::{self, inside};

/// Stores `count` copies of an integration, each with a prefix of its own: `1/`, `2/`, …
async fn copy(organization: &str, integration: &Value, count: u32) {
    let client = table::client().await;
    let original = table::item(&client, organization, integration).await;
    for numbers in (1..=count).collect::<Vec<_>>().chunks(20) {
        let puts = numbers.iter().map(|&number| {
            let id = IntegrationId::from_parts(number.into(), 0);
            let mut item = original.clone();
            item.insert("sk".into(), AttributeValue::S(format!("INTEGRATION#{id}")));
            let fields = inside(&mut item, "integration");
            fields.insert("id".into(), AttributeValue::S(id.to_string()));
            let prefix = AttributeValue::S(format!("{number}/"));
            inside(fields, "settings").insert("prefix".into(), prefix);
            table::put(&client, item)
        });
        join_all(puts).await;
    }
}

#[tokio::test]
async fn an_organisation_has_at_most_a_thousand_integrations() {
    let api = admin("thousand");
    let created = create(&api, &draft("images")).await;
    copy("thousand", &created, 999).await;
    assert_eq!(all(&api).await.len(), 1000);

    let another = api.post("/integrations", &draft("video")).await;
    refused(&another.unwrap(), 409, "too_many_integrations");
    let renamed = with(draft("images"), "name", "Renamed");
    let put = api.put(&path(&created), &etag(&created), &renamed).await;
    assert_eq!(put.unwrap().status, 200);
    let delete = api.delete(&path(&created), "\"2\"").await.unwrap();
    assert_eq!(delete.status, 204);
    create(&api, &draft("video")).await;
}

#[tokio::test]
async fn a_conflict_is_found_beyond_the_megabyte_that_a_query_answers() {
    let api = admin("megabytes");
    let buckets: Vec<_> = (0..500)
        .map(|n| format!("{n:03}{}", "x".repeat(60)))
        .collect();
    let buckets: Vec<_> = buckets.iter().map(String::as_str).collect();
    let largest = create(&api, &draft_of_all(&buckets)).await;
    copy("megabytes", &largest, 60).await;

    let ids: Vec<_> = all(&api).await.iter().map(|i| i["id"].clone()).collect();
    assert_eq!(ids.len(), 61);
    assert_eq!(ids[60], largest["id"]);
    for (prefix, other) in [
        (json!("1/"), &ids[0]),
        (json!("60/"), &ids[59]),
        (json!(null), &ids[60]),
    ] {
        let body = with(draft_of_all(&buckets[499..]), "prefix", prefix);
        let answer = api.post("/integrations", &body).await.unwrap();
        let problem = refused(&answer, 409, "scope_conflict");
        assert_eq!(problem["integration_id"], *other);
    }
}
