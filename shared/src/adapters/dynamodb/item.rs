use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::keys;
use crate::domain::{Integration, OrganizationId};
use crate::ports::StoreError;

pub(super) type Item = HashMap<String, AttributeValue>;

/// The layout that this release writes. A release that reads layout 2 ships before the one that
/// writes it, so that a gradual deployment can be rolled back.
pub(super) const CURRENT_SCHEMA: u32 = 1;

/// An integration as it is stored.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredIntegration {
    pub(super) version: u64,
    /// Random per write: by it a retried write recognises its own earlier success.
    pub(super) write_id: String,
    pub(super) integration: Integration,
}

/// The revision of an organisation's claims as it is stored.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct StoredClaims {
    pub(super) revision: u64,
}

/// The first answer to a create as it is stored.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredIdempotency {
    pub(super) fingerprint: String,
    pub(super) expires_at: i64,
    pub(super) integration: Integration,
}

/// The key of an item.
pub(super) fn key(organization: &OrganizationId, sort_key: String) -> Item {
    HashMap::from([
        (
            keys::PARTITION_KEY.into(),
            AttributeValue::S(keys::partition(organization)),
        ),
        (keys::SORT_KEY.into(), AttributeValue::S(sort_key)),
    ])
}

/// A whole item, in the current layout.
pub(super) fn write<T: Serialize>(
    organization: &OrganizationId,
    sort_key: String,
    content: &T,
) -> Result<Item, StoreError> {
    let mut item: Item = serde_dynamo::to_item(content).map_err(|_| StoreError::Damaged)?;
    let schema = AttributeValue::N(CURRENT_SCHEMA.to_string());
    item.insert(keys::SCHEMA.into(), schema);
    item.extend(key(organization, sort_key));
    Ok(item)
}

/// What an item holds, if this release knows its layout.
pub(super) fn read<T: DeserializeOwned>(item: Item) -> Result<T, StoreError> {
    let schema = item.get(keys::SCHEMA).and_then(|n| n.as_n().ok());
    let schema = schema.and_then(|n| n.parse::<u32>().ok());
    match schema {
        Some(CURRENT_SCHEMA) => serde_dynamo::from_item(item).map_err(|error| {
            tracing::error!(%error, "an item of the table is damaged");
            StoreError::Damaged
        }),
        Some(newer) if newer > CURRENT_SCHEMA => Err(StoreError::NewerSchema),
        _ => Err(StoreError::Damaged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixtures::default_integration;

    fn stored() -> Item {
        let integration = default_integration(1, &["images", "video"]);
        let stored = StoredIntegration {
            version: 1,
            write_id: "w".into(),
            integration,
        };
        write(&"acme".parse().unwrap(), "INTEGRATION#x".into(), &stored).unwrap()
    }

    #[test]
    fn what_is_written_is_read_back() {
        let read: StoredIntegration = read(stored()).unwrap();
        assert_eq!(
            read.integration,
            default_integration(1, &["images", "video"])
        );
        assert_eq!(stored()["pk"], AttributeValue::S("ORG#acme".into()));
    }

    fn inside<'a>(item: &'a mut Item, attribute: &str) -> &'a mut Item {
        match item.get_mut(attribute) {
            Some(AttributeValue::M(fields)) => fields,
            other => panic!("{attribute} is no map: {other:?}"),
        }
    }

    #[test]
    fn integrations_older_than_stable_urls_have_them() {
        let mut item = stored();
        let settings = inside(inside(&mut item, "integration"), "settings");
        assert!(settings.remove("stable_urls").is_some());
        let read: StoredIntegration = read(item).unwrap();
        assert!(read.integration.settings.stable_urls);
    }

    /// So that a setting can be added while the release before still runs.
    #[test]
    fn a_setting_of_a_newer_release_is_passed_over() {
        let mut item = stored();
        let settings = inside(inside(&mut item, "integration"), "settings");
        settings.insert("unheard_of".into(), AttributeValue::Bool(true));
        let read: StoredIntegration = read(item).unwrap();
        assert_eq!(
            read.integration,
            default_integration(1, &["images", "video"])
        );
    }

    #[test]
    fn an_item_of_a_newer_schema_is_an_error() {
        let mut item = stored();
        item.insert("schema".into(), AttributeValue::N("2".into()));
        let read = read::<StoredIntegration>(item);
        assert_eq!(read.unwrap_err(), StoreError::NewerSchema);
    }

    #[test]
    fn an_item_that_breaks_an_invariant_is_an_error() {
        let mut item = stored();
        item.remove("integration");
        assert_eq!(
            read::<StoredIntegration>(item).unwrap_err(),
            StoreError::Damaged
        );
    }
}
