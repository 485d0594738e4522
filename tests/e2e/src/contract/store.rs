//! The table misbehaves: callers hear 503 and when to try again.
use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use local::api::Api;
use local::platform::TABLE;
use local::stack::{Stack, StackOptions};
use serde_json::{Value, json};
use shared::adapters::dynamodb::DynamoDbStore;
use shared::adapters::{SystemClock, SystemRandomness};
use shared::ports::{IntegrationStore, StoreError};

use super::bodies::draft;
use super::callers::{admin, create, path};
use super::problems::refused;
use super::table::{self, Item, inside};
use crate::world::world;

/// Changes the stored item of an integration.
async fn damage(organization: &str, integration: &Value, change: impl FnOnce(&mut Item)) {
    let client = table::client().await;
    let mut item = table::item(&client, organization, integration).await;
    change(&mut item);
    table::put(&client, vec![item]).await;
}

/// Asserts that whatever needs the integration answers 503, and when to try again.
async fn assert_unavailable(organization: &str, integration: &Value, detail: &str) {
    let api = admin(organization);
    let path = path(integration);
    for answer in [
        api.get(&path).await,
        api.get("/integrations").await,
        api.post("/integrations", &draft("another")).await,
        api.put(&path, "\"1\"", &draft("another")).await,
        api.delete(&path, "\"1\"").await,
        api.get(&format!("{path}/policies")).await,
        api.get_for("/presign", "s3://images/a").await,
        api.post("/presign", &json!({"locators": ["s3://images/a"]}))
            .await,
        api.get_for("/resolve", "s3://images/a").await,
    ] {
        let answer = answer.unwrap();
        let problem = refused(&answer, 503, "store_unavailable");
        assert_eq!(problem["detail"], detail);
        assert_eq!(answer.header("retry-after"), "60");
    }
}

#[tokio::test]
async fn an_item_of_a_newer_schema_is_an_error_and_never_dropped() {
    let created = create(&admin("newer"), &draft("images")).await;
    damage("newer", &created, |item| {
        item.insert("schema".into(), AttributeValue::N("2".into()));
    })
    .await;
    assert_unavailable("newer", &created, "an item was written by a newer release").await;
}

#[tokio::test]
async fn a_damaged_item_is_an_error_and_never_dropped() {
    let created = create(&admin("damaged"), &draft("images")).await;
    damage("damaged", &created, |item| {
        let settings = inside(inside(item, "integration"), "settings");
        settings.insert("region".into(), AttributeValue::S("nowhere".into()));
    })
    .await;
    assert_unavailable("damaged", &created, "an item of the store is damaged").await;
    create(&admin("damaged-not"), &draft("images")).await;
}

#[tokio::test]
async fn without_its_table_the_service_is_unavailable() {
    let stack = Stack::start(StackOptions::default()).await.unwrap();
    let token = stack.gateway.tokens().token("acme", "ada", &["admin"]);
    let api = Api::new(stack.gateway.url(), token).unwrap();
    let config = stack.aws.connect(&stack.aws.platform).await;
    let delete = Client::new(&config).delete_table().table_name(TABLE);
    delete.send().await.unwrap();
    for answer in [
        api.get("/integrations").await,
        api.get("/integrations/int_01k2f4z8e6qs3vn9x7c5d0ab1m")
            .await,
        api.post("/integrations", &draft("images")).await,
        api.get_for("/presign", "s3://images/a").await,
    ] {
        let answer = answer.unwrap();
        refused(&answer, 503, "store_unavailable");
        assert_eq!(answer.header("retry-after"), "1");
    }
}

#[tokio::test]
async fn a_store_that_cannot_be_reached_is_unavailable() {
    let mut aws = world().aws.clone();
    // Port 9 is "discard", which nothing here listens on.
    aws.endpoint_url = Some("http://127.0.0.1:9".to_owned());
    let client = Client::new(&aws.connect(&aws.platform).await);
    let (clock, randomness) = (Arc::new(SystemClock), Arc::new(SystemRandomness));
    let store = DynamoDbStore::new(client, TABLE.to_owned(), clock, randomness);
    let all = store.all(&"unreachable".parse().unwrap()).await;
    assert_eq!(all, Err(StoreError::Unavailable));
}
