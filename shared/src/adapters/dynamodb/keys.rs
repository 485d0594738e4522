//! Every name of the table's key schema, and of the attributes that expressions name.
//!
//! | `pk` | `sk` | holds |
//! |---|---|---|
//! | `ORG#acme` | `INTEGRATION#int_01k…` | an integration |
//! | `ORG#acme` | `CLAIMS` | the revision of the organisation's scopes |
//! | `ORG#acme` | `IDEMPOTENCY#<hash>` | the first answer to a create, for 24 hours |
use crate::domain::{IntegrationId, OrganizationId};

pub(super) const PARTITION_KEY: &str = "pk";
pub(super) const SORT_KEY: &str = "sk";

/// The layout of an item; an item of a newer one is an error, never dropped.
pub(super) const SCHEMA: &str = "schema";
/// The version of an integration, what conditions compare.
pub(super) const VERSION: &str = "version";
/// How often the claims of an organisation have changed.
pub(super) const REVISION: &str = "revision";
/// When an idempotency key is forgotten, in Unix seconds; also DynamoDB's time to live.
pub(super) const EXPIRES_AT: &str = "expires_at";

pub(super) const INTEGRATION_PREFIX: &str = "INTEGRATION#";
pub(super) const CLAIMS: &str = "CLAIMS";

pub(super) fn partition(organization: &OrganizationId) -> String {
    format!("ORG#{organization}")
}

pub(super) fn integration(id: IntegrationId) -> String {
    format!("{INTEGRATION_PREFIX}{id}")
}

pub(super) fn idempotency(key: &str) -> String {
    format!("IDEMPOTENCY#{key}")
}
