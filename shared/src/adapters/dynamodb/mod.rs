//! The table of integrations in DynamoDB.
mod item;
mod keys;
mod store;
mod table;
mod transaction;

use std::sync::Arc;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;

use super::{SystemClock, SystemRandomness};
use crate::configuration::Configuration;

pub use store::DynamoDbStore;
pub use table::create_table;

/// The integrations in the deployment's table.
#[must_use]
pub fn store(aws: &SdkConfig, configuration: &Configuration) -> DynamoDbStore {
    DynamoDbStore::new(
        Client::new(aws),
        configuration.table_name.clone(),
        Arc::new(SystemClock),
        Arc::new(SystemRandomness),
    )
}
