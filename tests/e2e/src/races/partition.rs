//! What DynamoDB holds of an organisation, read past the service.
use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use local::stack::Stack;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use shared::domain::Integration;

use crate::contract::table::{self, Item};

/// The items of an organisation, each of a kind that is known.
#[derive(Debug, Default)]
pub(super) struct Partition {
    /// The version of each integration.
    pub(super) versions: BTreeMap<String, u64>,
    /// How often the claims have changed.
    pub(super) revision: u64,
    /// The integrations that idempotency keys remember.
    pub(super) first_answers: Vec<String>,
    claimed: BTreeSet<String>,
    external_ids: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IntegrationItem {
    version: u64,
    write_id: String,
    integration: Integration,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimsItem {
    revision: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IdempotencyItem {
    fingerprint: String,
    expires_at: i64,
    integration: Integration,
}

impl Partition {
    /// Reads all items of an organisation, and asserts what must be true of any one: each is
    /// understood, and no two integrations claim the same.
    pub(super) async fn scan(stack: &Stack, organization: &str) -> Self {
        let client = Client::new(&stack.aws.connect(&stack.aws.platform).await);
        let mut partition = Self::default();
        for item in table::partition(&client, organization).await {
            partition.add(item);
        }
        partition
    }

    fn add(&mut self, mut item: Item) {
        item.remove("pk");
        let Some(AttributeValue::S(sort_key)) = item.remove("sk") else {
            panic!("{item:?} has no sort key")
        };
        let schema = item.remove("schema");
        assert_eq!(
            schema,
            Some(AttributeValue::N("1".to_owned())),
            "{sort_key}"
        );
        match sort_key.split_once('#') {
            None if sort_key == "CLAIMS" => self.revision = read::<ClaimsItem>(item).revision,
            Some(("INTEGRATION", id)) => self.add_integration(id, read(item)),
            Some(("IDEMPOTENCY", hash)) => self.add_first_answer(hash, &read(item)),
            _ => panic!("{sort_key} is of no known kind"),
        }
    }

    fn add_integration(&mut self, id: &str, item: IntegrationItem) {
        let integration = item.integration;
        assert_eq!(integration.id.to_string(), id);
        assert_eq!(integration.version, item.version, "{id}");
        assert_eq!(item.write_id.len(), 32, "{id}");
        for claim in claims(&json!(integration.settings)) {
            assert!(
                self.claimed.insert(claim.clone()),
                "{claim} is claimed twice"
            );
        }
        let is_own = self
            .external_ids
            .insert(integration.external_id.to_string());
        assert!(is_own, "{id} shares its external id");
        self.versions.insert(id.to_owned(), item.version);
    }

    fn add_first_answer(&mut self, hash: &str, item: &IdempotencyItem) {
        assert_eq!((hash.len(), item.fingerprint.len()), (64, 64));
        let created_at = item.integration.created_at.as_second();
        assert_eq!(item.expires_at, created_at + 24 * 60 * 60);
        assert_eq!(item.integration.version, 1);
        self.first_answers.push(item.integration.id.to_string());
    }
}

fn read<T: DeserializeOwned>(item: Item) -> T {
    let shown = format!("{item:?}");
    serde_dynamo::from_item(item).unwrap_or_else(|error| panic!("{error}: {shown}"))
}

/// What an integration claims: for every bucket the kind of its scope, the bucket, and the prefix.
pub(super) fn claims(settings: &Value) -> BTreeSet<String> {
    let scope = &settings["scope"];
    let one = scope.get("bucket").into_iter();
    let many = scope["buckets"].as_array().into_iter().flatten();
    let claim = |bucket| json!([scope["type"], bucket, settings["prefix"]]).to_string();
    one.chain(many).map(claim).collect()
}
