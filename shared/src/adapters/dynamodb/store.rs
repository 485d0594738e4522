use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;

use super::item::{self, Item, StoredClaims, StoredIdempotency, StoredIntegration};
use super::keys;
use super::patience::Patience;
use super::transaction::{Committed, Transaction};
use super::unavailable;
use crate::domain::{Integration, IntegrationId, OrganizationId};
use crate::ports::{
    Clock, IdempotencyKey, IntegrationStore, Page, Randomness, StoreError, WriteError,
};

/// The most integrations of an organisation.
const MAX_INTEGRATIONS: usize = 1000;

/// Integrations in DynamoDB.
///
/// Uniqueness of scopes needs no item per claim: a write that claims something reads the
/// organisation's `CLAIMS` revision, then all its integrations, decides, and commits together with
/// the next revision. Of two writers that decided on the same revision one wins, and the other
/// decides again. There are no claims to orphan.
pub struct DynamoDbStore {
    client: Client,
    table: String,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
}

impl DynamoDbStore {
    /// The integrations in `table`.
    #[must_use]
    pub fn new(
        client: Client,
        table: String,
        clock: Arc<dyn Clock>,
        randomness: Arc<dyn Randomness>,
    ) -> Self {
        Self {
            client,
            table,
            clock,
            randomness,
        }
    }

    fn transaction<'a>(&'a self, organization: &'a OrganizationId) -> Transaction<'a> {
        Transaction::new(&self.table, organization)
    }

    fn new_version(&self, integration: &Integration) -> StoredIntegration {
        StoredIntegration {
            version: integration.version,
            write_id: format!("{:032x}", self.randomness.bits()),
            integration: integration.clone(),
        }
    }

    async fn read<T: serde::de::DeserializeOwned>(
        &self,
        organization: &OrganizationId,
        sort_key: String,
    ) -> Result<Option<T>, StoreError> {
        let get = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(item::key(organization, sort_key)))
            .consistent_read(true);
        let answer = get.send().await.map_err(|error| unavailable(&error))?;
        answer.item.map(item::read).transpose()
    }

    /// The revision of the claims, and after it all integrations: what is decided on them is
    /// outdated when the revision has moved.
    async fn claims(
        &self,
        organization: &OrganizationId,
    ) -> Result<(u64, Vec<Integration>), StoreError> {
        let claims = self.read::<StoredClaims>(organization, keys::CLAIMS.to_owned());
        let revision = claims.await?.unwrap_or_default().revision;
        Ok((revision, self.all(organization).await?))
    }

    async fn first_answer(
        &self,
        organization: &OrganizationId,
        idempotency: &IdempotencyKey,
    ) -> Result<Option<Integration>, WriteError> {
        let sort_key = keys::idempotency(&idempotency.key);
        let stored: Option<StoredIdempotency> = self.read(organization, sort_key).await?;
        let now = self.clock.now().as_second();
        match stored.filter(|stored| stored.expires_at > now) {
            None => Ok(None),
            Some(first) if first.fingerprint == idempotency.fingerprint => {
                Ok(Some(first.integration))
            }
            Some(_) => Err(WriteError::IdempotencyKeyReused),
        }
    }
}

#[async_trait]
impl IntegrationStore for DynamoDbStore {
    async fn all(&self, organization: &OrganizationId) -> Result<Vec<Integration>, StoreError> {
        let mut integrations = vec![];
        let mut after = None;
        loop {
            let page = self.page(organization, after, u16::MAX).await?;
            integrations.extend(page.integrations);
            after = page.next;
            if after.is_none() {
                return Ok(integrations);
            }
        }
    }

    async fn page(
        &self,
        organization: &OrganizationId,
        after: Option<IntegrationId>,
        limit: u16,
    ) -> Result<Page, StoreError> {
        let start = after.map(|id| item::key(organization, keys::integration(id)));
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("#pk = :pk AND begins_with(#sk, :prefix)")
            .expression_attribute_names("#pk", keys::PARTITION_KEY)
            .expression_attribute_names("#sk", keys::SORT_KEY)
            .expression_attribute_values(":pk", AttributeValue::S(keys::partition(organization)))
            .expression_attribute_values(
                ":prefix",
                AttributeValue::S(keys::INTEGRATION_PREFIX.to_owned()),
            )
            .consistent_read(true)
            .limit(i32::from(limit) + 1)
            .set_exclusive_start_key(start);
        let answer = query.send().await.map_err(|error| unavailable(&error))?;
        let items = answer.items.unwrap_or_default();
        let integrations = items.into_iter().map(read_integration);
        let mut integrations: Vec<_> = integrations.collect::<Result<_, _>>()?;
        // One more was asked for: `LastEvaluatedKey` alone does not prove that more follows.
        let more = answer.last_evaluated_key.is_some() || integrations.len() > limit.into();
        integrations.truncate(limit.into());
        let next = integrations.last().map(|last| last.id).filter(|_| more);
        Ok(Page { integrations, next })
    }

    async fn get(
        &self,
        organization: &OrganizationId,
        id: IntegrationId,
    ) -> Result<Option<Integration>, StoreError> {
        let stored: Option<StoredIntegration> =
            self.read(organization, keys::integration(id)).await?;
        Ok(stored.map(|stored| stored.integration))
    }

    async fn create(
        &self,
        organization: &OrganizationId,
        integration: Integration,
        idempotency: Option<&IdempotencyKey>,
    ) -> Result<Integration, WriteError> {
        let stored = self.new_version(&integration);
        let mut patience = Patience::new();
        loop {
            let (revision, others) = self.claims(organization).await?;
            // Read last: a twin of this request that is among the others has its answer remembered,
            // and is no conflict.
            if let Some(idempotency) = idempotency
                && let Some(first) = self.first_answer(organization, idempotency).await?
            {
                return Ok(first);
            }
            if others.iter().any(|other| other.id == integration.id) {
                // Committed by an attempt before whose answer was lost.
                return Ok(integration);
            }
            if others.len() >= MAX_INTEGRATIONS {
                return Err(WriteError::TooManyIntegrations);
            }
            refuse_conflicts(&integration, &others)?;
            let mut transaction = self
                .transaction(organization)
                .put_integration(&stored)?
                .move_claims(revision)?;
            if let Some(idempotency) = idempotency {
                let answer = StoredIdempotency {
                    fingerprint: idempotency.fingerprint.clone(),
                    expires_at: idempotency.expires_at.as_second(),
                    integration: integration.clone(),
                };
                let now = self.clock.now().as_second();
                transaction = transaction.remember(&idempotency.key, &answer, now)?;
            }
            if transaction.commit(&self.client).await? == Committed::Yes {
                return Ok(integration);
            }
            patience.wait(&*self.randomness).await?;
        }
    }

    async fn replace(
        &self,
        organization: &OrganizationId,
        replacement: Integration,
    ) -> Result<Integration, WriteError> {
        let stored = self.new_version(&replacement);
        let sort_key = keys::integration(replacement.id);
        let mut patience = Patience::new();
        loop {
            let current = self.read::<StoredIntegration>(organization, sort_key.clone());
            let current = current.await?.ok_or(WriteError::NotFound)?;
            if current.write_id == stored.write_id {
                return Ok(replacement);
            }
            if current.version + 1 != replacement.version {
                return Err(WriteError::VersionMismatch);
            }
            let mut transaction = self.transaction(organization).put_integration(&stored)?;
            let before = &current.integration.settings;
            if !before.claims_the_same_as(&replacement.settings) {
                let (revision, others) = self.claims(organization).await?;
                refuse_conflicts(&replacement, &others)?;
                transaction = transaction.move_claims(revision)?;
            }
            if transaction.commit(&self.client).await? == Committed::Yes {
                return Ok(replacement);
            }
            patience.wait(&*self.randomness).await?;
        }
    }

    async fn delete(
        &self,
        organization: &OrganizationId,
        id: IntegrationId,
        version: u64,
    ) -> Result<(), WriteError> {
        let mut patience = Patience::new();
        let mut may_have_happened = false;
        loop {
            let Some(current) = self.get(organization, id).await? else {
                return may_have_happened.then_some(()).ok_or(WriteError::NotFound);
            };
            if current.version != version {
                return Err(WriteError::VersionMismatch);
            }
            let transaction = self.transaction(organization);
            let transaction = transaction.delete_integration(id, version)?;
            match transaction.commit(&self.client).await? {
                Committed::Yes => return Ok(()),
                Committed::No => {}
                Committed::Unknown => may_have_happened = true,
            }
            patience.wait(&*self.randomness).await?;
        }
    }
}

fn read_integration(item: Item) -> Result<Integration, StoreError> {
    item::read::<StoredIntegration>(item).map(|stored| stored.integration)
}

/// That no other integration claims what `integration` claims.
fn refuse_conflicts(integration: &Integration, all: &[Integration]) -> Result<(), WriteError> {
    for other in all.iter().filter(|other| other.id != integration.id) {
        if let Some(bucket) = integration.settings.conflict_with(&other.settings) {
            return Err(WriteError::ScopeConflict {
                bucket: bucket.clone(),
                other: other.id,
                other_name: other.settings.name.clone(),
            });
        }
    }
    Ok(())
}
