//! The integrations of organisations, for the few seconds within which a change may go unnoticed.
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use moka::future::Cache;

use crate::domain::{OrganizationId, RoutingTable};
use crate::ports::{Clock, IntegrationStore, StoreError};

/// Integrations kept, of all organisations together; whose were asked for least go first.
const MAX_INTEGRATIONS: u64 = 50_000;

/// The routing tables of organisations: read once however many wait, and again when older than
/// `max_age`. A failure is told to everyone who waited for it, and never served again.
pub struct RoutingCache {
    store: Arc<dyn IntegrationStore>,
    clock: Arc<dyn Clock>,
    max_age: SignedDuration,
    tables: Cache<OrganizationId, Result<Read, StoreError>>,
}

/// A table, and when it began to be read.
#[derive(Clone)]
struct Read {
    table: Arc<RoutingTable>,
    at: Timestamp,
}

impl RoutingCache {
    /// An empty cache. With a `max_age` of zero nothing is served twice.
    #[must_use]
    pub fn new(
        store: Arc<dyn IntegrationStore>,
        clock: Arc<dyn Clock>,
        max_age: SignedDuration,
    ) -> Self {
        let weigh = |_: &OrganizationId, read: &Result<Read, StoreError>| {
            let integrations = read
                .as_ref()
                .map_or(0, |read| read.table.integrations().len());
            u32::try_from(integrations)
                .unwrap_or(u32::MAX)
                .saturating_add(1)
        };
        Self {
            store,
            clock,
            max_age,
            tables: Cache::builder()
                .max_capacity(MAX_INTEGRATIONS)
                .weigher(weigh)
                .build(),
        }
    }

    /// The organisation's integrations, as they were `max_age` ago or later.
    ///
    /// # Errors
    /// What the store answers.
    pub async fn table(
        &self,
        organization: &OrganizationId,
    ) -> Result<Arc<RoutingTable>, StoreError> {
        if self.max_age.is_zero() {
            let integrations = self.store.all(organization).await?;
            return Ok(Arc::new(RoutingTable::new(integrations)));
        }
        let now = self.clock.now();
        let is_outdated = |read: &Result<Read, StoreError>| {
            let age = read.as_ref().map(|read| read.at.duration_until(now));
            age.map_or(true, |age| age >= self.max_age)
        };
        let read = async {
            let integrations = self.store.all(organization).await?;
            let table = Arc::new(RoutingTable::new(integrations));
            Ok(Read { table, at: now })
        };
        let entry = self.tables.entry(organization.clone());
        let read = entry
            .or_insert_with_if(read, is_outdated)
            .await
            .into_value();
        read.map(|read| read.table)
    }
}

#[cfg(test)]
mod tests;
