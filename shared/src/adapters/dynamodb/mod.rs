//! The table of integrations in DynamoDB.
mod item;
mod keys;
mod store;
mod table;
mod transaction;

pub use store::DynamoDbStore;
pub use table::create_table;
