//! The table misbehaves: callers hear 503 and when to try again, and nothing is lost or doubled.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::{
    BeforeDeserializationInterceptorContextMut, BeforeTransmitInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::types::AttributeValue;
use local::api::Api;
use local::platform::TABLE;
use local::stack::{Stack, StackOptions};
use serde_json::{Value, json};
use shared::adapters::dynamodb::DynamoDbStore;
use shared::adapters::{SystemClock, SystemRandomness};
use shared::domain::Integration;
use shared::ports::{IntegrationStore, StoreError};

use super::bodies::draft;
use super::callers::{admin, all, create, organization, path};
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

/// The store of the one world's table, through a client of the test's own.
fn store(client: Client) -> DynamoDbStore {
    let (clock, randomness) = (Arc::new(SystemClock), Arc::new(SystemRandomness));
    DynamoDbStore::new(client, TABLE.to_owned(), clock, randomness)
}

#[tokio::test]
async fn a_store_that_cannot_be_reached_is_unavailable() {
    let mut aws = world().aws.clone();
    // Port 9 is "discard", which nothing here listens on.
    aws.endpoint_url = Some("http://127.0.0.1:9".to_owned());
    let store = store(Client::new(&aws.connect(&aws.platform).await));
    let all = store.all(&"unreachable".parse().unwrap()).await;
    assert_eq!(all, Err(StoreError::Unavailable));
}

/// What a client reads in place of an answer.
#[derive(Clone, Copy, Debug)]
struct Failure {
    status: u16,
    body: &'static str,
    /// In place of how many answers.
    times: usize,
}

/// DynamoDB fails after the write, and the SDK tries once more.
const BROKEN: Failure = Failure {
    status: 500,
    body: "",
    times: 1,
};

/// However often the SDK tries, an attempt before is said to be under way.
const IN_PROGRESS: Failure = Failure {
    status: 400,
    body: r#"{"__type": "com.amazonaws.dynamodb.v20120810#TransactionInProgressException"}"#,
    times: 3,
};

/// Loses the answers to the first writes: they happened, and the client reads a failure.
#[derive(Debug)]
struct LostAnswer {
    is_write: AtomicBool,
    lost: AtomicUsize,
    failure: Failure,
}

impl Intercept for LostAnswer {
    fn name(&self) -> &'static str {
        "LostAnswer"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let target = context.request().headers().get("x-amz-target");
        let is_write = target.is_some_and(|target| target.ends_with(".TransactWriteItems"));
        self.is_write.store(is_write, Ordering::SeqCst);
        Ok(())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Failure {
            status,
            body,
            times,
        } = self.failure;
        if self.is_write.load(Ordering::SeqCst) && self.lost.fetch_add(1, Ordering::SeqCst) < times
        {
            let response = context.response_mut();
            assert!(response.status().is_success());
            *response.status_mut() = status.try_into()?;
            *response.body_mut() = body.into();
        }
        Ok(())
    }
}

/// The store of the one world, which does not hear that its first write succeeded.
async fn forgetful_store(failure: Failure) -> DynamoDbStore {
    let config = world().aws.connect(&world().aws.platform).await;
    let config = aws_sdk_dynamodb::config::Builder::from(&config);
    let lost_answer = LostAnswer {
        is_write: AtomicBool::default(),
        lost: AtomicUsize::default(),
        failure,
    };
    let config = config.interceptor(lost_answer).build();
    store(Client::from_conf(config))
}

async fn assert_each_write_happens_once(label: &str, failure: Failure) {
    let api = admin(label);
    let organization = organization(label).parse().unwrap();
    let id = create(&api, &draft("images")).await["id"].clone();
    let id = id.as_str().unwrap().parse().unwrap();
    let store = forgetful_store(failure).await;
    let first = store.get(&organization, id).await.unwrap().unwrap();

    let second = Integration {
        version: 2,
        ..first.clone()
    };
    let replaced = store.replace(&organization, second.clone()).await;
    assert_eq!(replaced, Ok(second));

    let store = forgetful_store(failure).await;
    assert_eq!(store.delete(&organization, id, 2).await, Ok(()));

    let store = forgetful_store(failure).await;
    let created = store.create(&organization, first.clone(), None).await;
    assert_eq!(created, Ok(first));
    assert_eq!(all(&api).await.len(), 1);
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_is_not_made_twice() {
    assert_each_write_happens_once("lost", BROKEN).await;
}

#[tokio::test]
async fn a_write_that_is_said_to_be_under_way_is_recognised_once_it_happened() {
    assert_each_write_happens_once("in-progress", IN_PROGRESS).await;
}
