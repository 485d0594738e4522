//! The account of every write that an organisation was told succeeded, and what follows from it.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use local::api::{Answer, Api};
use local::stack::Stack;
use reqwest::Method;
use serde_json::Value;

use super::partition::{Partition, claims};
use crate::contract::callers::{all, etag, path};
use crate::world::unique;

/// An organisation to race in. All that is written goes through here.
pub(super) struct Ledger<'a> {
    stack: &'a Stack,
    pub(super) organization: String,
    pub(super) admin: Api,
    /// Every version of an integration that was answered.
    written: Mutex<BTreeMap<(String, u64), Value>>,
    deleted: Mutex<BTreeSet<String>>,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(stack: &'a Stack) -> Self {
        let organization = unique("race");
        let tokens = stack.gateway.tokens();
        let token = tokens.token(&organization, "ada", &["admin"]);
        Self {
            admin: Api::new(stack.gateway.url(), token).unwrap(),
            stack,
            organization,
            written: Mutex::default(),
            deleted: Mutex::default(),
        }
    }

    pub(super) async fn create(&self, body: &Value) -> Answer {
        self.send_create(body, None).await
    }

    /// Creates under an idempotency key.
    pub(super) async fn create_once(&self, key: &str, body: &Value) -> Answer {
        self.send_create(body, Some(key)).await
    }

    async fn send_create(&self, body: &Value, key: Option<&str>) -> Answer {
        let request = self.admin.request(Method::POST, "/integrations").json(body);
        let request = match key {
            Some(key) => request.header("idempotency-key", key),
            None => request,
        };
        self.enter(Answer::of(request).await.unwrap())
    }

    /// Replaces exactly the version that `integration` is.
    pub(super) async fn replace(&self, integration: &Value, body: &Value) -> Answer {
        let (path, etag) = (path(integration), etag(integration));
        self.enter(self.admin.put(&path, &etag, body).await.unwrap())
    }

    /// Deletes exactly the version that `integration` is.
    pub(super) async fn delete(&self, integration: &Value) -> Answer {
        let (path, etag) = (path(integration), etag(integration));
        let answer = self.admin.delete(&path, &etag).await.unwrap();
        if answer.status == 204 {
            let id = integration["id"].as_str().unwrap().to_owned();
            let is_first = self.deleted.lock().unwrap().insert(id);
            assert!(is_first, "{integration} is deleted twice");
        }
        answer
    }

    fn enter(&self, answer: Answer) -> Answer {
        if answer.status.is_success() {
            self.enter_version(&answer.json);
        }
        answer
    }

    /// Takes note of a version. Two writers that were told the same version were told the same
    /// integration: otherwise one update is lost.
    pub(super) fn enter_version(&self, integration: &Value) {
        let id = integration["id"].as_str().unwrap().to_owned();
        let version = integration["version"].as_u64().unwrap();
        let mut written = self.written.lock().unwrap();
        let first = written.entry((id, version)).or_insert(integration.clone());
        assert_eq!(first, integration, "two writers made one version");
    }

    /// Scans the organisation's part of the table, asserts that it holds exactly what follows from
    /// the writes, and returns the integrations that there are.
    pub(super) async fn check(&self) -> Vec<Value> {
        let partition = Partition::scan(self.stack, &self.organization).await;
        let written = self.written.lock().unwrap().clone();
        let deleted = self.deleted.lock().unwrap().clone();

        let mut latest = BTreeMap::<&str, &Value>::new();
        let mut moves = 0;
        for ((id, version), integration) in &written {
            let before = latest.insert(id, integration);
            let version_before = before.map_or(0, |before| before["version"].as_u64().unwrap());
            assert_eq!(*version, version_before + 1, "a version of {id} is missing");
            moves += u64::from(before.is_none_or(|before| claims(before) != claims(integration)));
        }
        latest.retain(|id, _| !deleted.contains(*id));
        let latest: Vec<_> = latest.into_values().cloned().collect();

        assert_eq!(all(&self.admin).await, latest);
        let versions = latest.iter().map(|integration| {
            let id = integration["id"].as_str().unwrap().to_owned();
            (id, integration["version"].as_u64().unwrap())
        });
        assert_eq!(partition.versions, versions.collect());
        assert_eq!(partition.revision, moves, "the revision of the claims");
        for first in &partition.first_answers {
            assert!(
                written.contains_key(&(first.clone(), 1)),
                "{first} never was"
            );
        }
        latest
    }
}
