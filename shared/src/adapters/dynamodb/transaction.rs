use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem, Update};

use super::item::{self, Item, StoredIdempotency, StoredIntegration};
use super::{keys, unavailable};
use crate::domain::{IntegrationId, OrganizationId};
use crate::ports::StoreError;

/// Writes that happen together or not at all.
///
/// Every write of the store is a transaction, even of one item: the SDK gives it a request token,
/// by which DynamoDB recognises a retry whose first answer was lost.
pub(super) struct Transaction<'a> {
    pub(super) table: &'a str,
    pub(super) organization: &'a OrganizationId,
    pub(super) items: Vec<TransactWriteItem>,
}

/// What became of a transaction.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Committed {
    /// It happened.
    Yes,
    /// A condition did not hold, or another transaction was faster: read again, decide again.
    No,
    /// An attempt of it is still under way, whose answer never came: the table will show.
    Unknown,
}

impl<'a> Transaction<'a> {
    pub(super) fn new(table: &'a str, organization: &'a OrganizationId) -> Self {
        let items = vec![];
        Self {
            table,
            organization,
            items,
        }
    }

    /// Puts an integration that must not exist, or must be at the version before.
    pub(super) fn put_integration(
        mut self,
        stored: &StoredIntegration,
    ) -> Result<Self, StoreError> {
        let sort_key = keys::integration(stored.integration.id);
        let item = item::write(self.organization, sort_key, stored)?;
        let put = Put::builder().table_name(self.table).set_item(Some(item));
        let put = match stored.version {
            1 => put
                .condition_expression("attribute_not_exists(#key)")
                .expression_attribute_names("#key", keys::PARTITION_KEY),
            version => put
                .condition_expression("#version = :before")
                .expression_attribute_names("#version", keys::VERSION)
                .expression_attribute_values(":before", number(version - 1)),
        };
        let put = put.build().map_err(|_| StoreError::Damaged)?;
        self.items
            .push(TransactWriteItem::builder().put(put).build());
        Ok(self)
    }

    /// Deletes an integration that must be at `version`.
    pub(super) fn delete_integration(
        mut self,
        id: IntegrationId,
        version: u64,
    ) -> Result<Self, StoreError> {
        let delete = Delete::builder()
            .table_name(self.table)
            .set_key(Some(item::key(self.organization, keys::integration(id))))
            .condition_expression("#version = :version")
            .expression_attribute_names("#version", keys::VERSION)
            .expression_attribute_values(":version", number(version))
            .build()
            .map_err(|_| StoreError::Damaged)?;
        self.items
            .push(TransactWriteItem::builder().delete(delete).build());
        Ok(self)
    }

    /// Moves the organisation's claims from `revision` to the next: whoever decided on the same
    /// revision loses, and decides again.
    pub(super) fn move_claims(mut self, revision: u64) -> Result<Self, StoreError> {
        let condition = if revision == 0 {
            "attribute_not_exists(#revision)"
        } else {
            "#revision = :before"
        };
        let update = Update::builder()
            .table_name(self.table)
            .set_key(Some(item::key(self.organization, keys::CLAIMS.to_owned())))
            .update_expression("SET #revision = :after, #schema = :schema")
            .condition_expression(condition)
            .expression_attribute_names("#revision", keys::REVISION)
            .expression_attribute_names("#schema", keys::SCHEMA)
            .expression_attribute_values(":after", number(revision + 1))
            .expression_attribute_values(":schema", number(item::CURRENT_SCHEMA.into()));
        let update = match revision {
            0 => update,
            before => update.expression_attribute_values(":before", number(before)),
        };
        let update = update.build().map_err(|_| StoreError::Damaged)?;
        self.items
            .push(TransactWriteItem::builder().update(update).build());
        Ok(self)
    }

    /// Remembers the first answer under an idempotency key that is free at `now`.
    pub(super) fn remember(
        mut self,
        key: &str,
        stored: &StoredIdempotency,
        now: i64,
    ) -> Result<Self, StoreError> {
        let item: Item = item::write(self.organization, keys::idempotency(key), stored)?;
        let put = Put::builder()
            .table_name(self.table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(#key) OR #expires_at <= :now")
            .expression_attribute_names("#key", keys::PARTITION_KEY)
            .expression_attribute_names("#expires_at", keys::EXPIRES_AT)
            .expression_attribute_values(":now", AttributeValue::N(now.to_string()))
            .build()
            .map_err(|_| StoreError::Damaged)?;
        self.items
            .push(TransactWriteItem::builder().put(put).build());
        Ok(self)
    }

    pub(super) async fn commit(self, client: &Client) -> Result<Committed, StoreError> {
        use TransactWriteItemsError as Failure;
        let call = client
            .transact_write_items()
            .set_transact_items(Some(self.items));
        let Err(error) = call.send().await else {
            return Ok(Committed::Yes);
        };
        let lost = match error.as_service_error() {
            Some(Failure::TransactionCanceledException(canceled)) => {
                let reasons = canceled.cancellation_reasons();
                reasons
                    .iter()
                    .filter_map(|reason| reason.code())
                    .all(|code| {
                        matches!(
                            code,
                            "None" | "ConditionalCheckFailed" | "TransactionConflict"
                        )
                    })
            }
            Some(Failure::TransactionInProgressException(_)) => return Ok(Committed::Unknown),
            _ => false,
        };
        if lost {
            Ok(Committed::No)
        } else {
            Err(unavailable(&error))
        }
    }
}

fn number(number: u64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}
