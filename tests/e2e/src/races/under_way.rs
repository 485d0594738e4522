//! Writes of which DynamoDB says, as long as the SDK asks, that they are under way.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::{
    BeforeDeserializationInterceptorContextMut, BeforeTransmitInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{Builder, ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use local::platform::TABLE;
use shared::adapters::dynamodb::DynamoDbStore;
use shared::adapters::{SystemClock, SystemRandomness};
use shared::domain::Integration;
use shared::ports::IntegrationStore;

use super::ledger::Ledger;
use crate::contract::bodies::draft;
use crate::world::world;

/// What DynamoDB answers to a request token whose first request is not done yet.
const IN_PROGRESS: &str =
    r#"{"__type": "com.amazonaws.dynamodb.v20120810#TransactionInProgressException"}"#;

/// How often the SDK asks.
const ATTEMPTS: usize = 3;

/// Has the first write happen, and the client read that it is under way.
#[derive(Clone, Debug, Default)]
struct UnderWay {
    is_write: Arc<AtomicBool>,
    said: Arc<AtomicUsize>,
}

impl UnderWay {
    /// How often the client has read so.
    fn said(&self) -> usize {
        self.said.load(Ordering::SeqCst)
    }
}

impl Intercept for UnderWay {
    fn name(&self) -> &'static str {
        "UnderWay"
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
        let is_write = self.is_write.load(Ordering::SeqCst);
        if is_write && self.said() < ATTEMPTS {
            self.said.fetch_add(1, Ordering::SeqCst);
            let answer = context.response_mut();
            assert!(answer.status().is_success());
            *answer.status_mut() = 400.try_into()?;
            *answer.body_mut() = IN_PROGRESS.into();
        }
        Ok(())
    }
}

/// A store whose first write is under way for as long as it asks.
async fn store(under_way: &UnderWay) -> DynamoDbStore {
    let config = world().aws.connect(&world().aws.platform).await;
    let config = Builder::from(&config).interceptor(under_way.clone());
    let client = Client::from_conf(config.build());
    let (clock, randomness) = (Arc::new(SystemClock), Arc::new(SystemRandomness));
    DynamoDbStore::new(client, TABLE.to_owned(), clock, randomness)
}

#[tokio::test]
async fn what_has_happened_meanwhile_is_recognised_and_not_done_twice() {
    let [reading, replacing, deleting, creating] = [(); 4].map(|()| UnderWay::default());
    let ledger = Ledger::new(world());
    let organization = ledger.organization.parse().unwrap();
    let created = ledger.create(&draft("images")).await.json;
    let id = created["id"].as_str().unwrap().parse().unwrap();
    let first = store(&reading).await.get(&organization, id).await;
    let first = first.unwrap().unwrap();
    assert_eq!(reading.said(), 0);

    let second = Integration {
        version: 2,
        ..first.clone()
    };
    let replaced = store(&replacing).await;
    let replaced = replaced.replace(&organization, second.clone()).await;
    assert_eq!(replaced, Ok(second));
    assert_eq!(replacing.said(), ATTEMPTS);
    let deleted = store(&deleting).await.delete(&organization, id, 2).await;
    assert_eq!(deleted, Ok(()));
    assert_eq!(deleting.said(), ATTEMPTS);
    let again = store(&creating).await;
    let again = again.create(&organization, first.clone(), None).await;
    assert_eq!(again, Ok(first));
    assert_eq!(creating.said(), ATTEMPTS);
    let list = ledger.admin.get("/integrations").await.unwrap();
    assert_eq!(list.json["integrations"], serde_json::json!([created]));
}
