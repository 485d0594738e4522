//! The table of integrations in DynamoDB.
mod item;
mod keys;
mod patience;
mod store;
mod table;
mod transaction;

use std::sync::Arc;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use super::aws::retries;
use super::{SystemClock, SystemRandomness};
use crate::configuration::Configuration;
use crate::ports::StoreError;

pub use store::DynamoDbStore;
pub use table::create_table;

/// DynamoDB did not answer, after all retries of the SDK: the one place that logs why.
fn unavailable<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> StoreError {
    let code = error.code();
    tracing::warn!(code, failure = error.to_string(), "DynamoDB did not answer");
    StoreError::Unavailable
}

/// The integrations in the deployment's table.
#[must_use]
pub fn store(aws: &SdkConfig, configuration: &Configuration) -> DynamoDbStore {
    let config = aws_sdk_dynamodb::config::Builder::from(aws);
    let config = config.retry_partition(retries()).build();
    DynamoDbStore::new(
        Client::from_conf(config),
        configuration.table_name.clone(),
        Arc::new(SystemClock),
        Arc::new(SystemRandomness),
    )
}
