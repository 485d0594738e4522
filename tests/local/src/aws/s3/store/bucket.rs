//! A bucket in memory: its settings, and the rules by which versions come and go.
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::version::{NULL_VERSION, Version};

/// What a bucket is, apart from its objects.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Settings {
    /// The region it was created in.
    pub region: String,
    /// The account that created it, 12 digits.
    pub account: String,
    /// When it was created.
    pub created: Timestamp,
    /// Whether old versions are kept.
    pub versioning: Versioning,
    /// Tried in order; empty when CORS is not configured.
    pub cors: Vec<CorsRule>,
    /// Whether the requester pays.
    pub requester_pays: bool,
}

/// A bucket's versioning state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Versioning {
    /// Never enabled: every key has at most its null version.
    Unversioned,
    /// Each write adds a version.
    Enabled,
    /// Old versions stay, writes replace the null version.
    Suspended,
}

/// One rule of a bucket's CORS configuration.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CorsRule {
    /// The rule's name.
    pub id: Option<String>,
    /// `scheme://host[:port]`, at most one `*` in each.
    pub allowed_origins: Vec<String>,
    /// Of GET, PUT, HEAD, POST, DELETE.
    pub allowed_methods: Vec<String>,
    /// What `Access-Control-Request-Headers` may name, at most one `*` in each.
    pub allowed_headers: Vec<String>,
    /// What scripts may read of an answer.
    pub expose_headers: Vec<String>,
    /// Seconds for which a browser may remember a preflight.
    pub max_age_seconds: Option<i32>,
}

#[derive(Debug)]
pub(super) struct Bucket {
    pub(super) settings: Settings,
    /// By key; of each key the oldest version first.
    pub(super) objects: BTreeMap<String, Vec<Version>>,
}

impl Bucket {
    pub(super) fn new(settings: Settings) -> Self {
        Self {
            settings,
            objects: BTreeMap::new(),
        }
    }

    /// Whether a write gets an id of its own rather than the null version's.
    pub(super) fn keeps_versions(&self) -> bool {
        self.settings.versioning == Versioning::Enabled
    }

    /// The newest version, which may be a delete marker.
    pub(super) fn current(&self, key: &str) -> Option<&Version> {
        self.objects.get(key)?.last()
    }

    pub(super) fn version(&self, key: &str, id: &str) -> Option<&Version> {
        self.objects
            .get(key)?
            .iter()
            .find(|version| version.id == id)
    }

    /// Adds a version and gives back the one it replaces: a null version replaces the other.
    pub(super) fn add(&mut self, version: Version) -> Option<Version> {
        let replaced = if version.id == NULL_VERSION {
            self.remove(&version.key, NULL_VERSION)
        } else {
            None
        };
        self.objects
            .entry(version.key.clone())
            .or_default()
            .push(version);
        replaced
    }

    pub(super) fn remove(&mut self, key: &str, id: &str) -> Option<Version> {
        let versions = self.objects.get_mut(key)?;
        let position = versions.iter().position(|version| version.id == id)?;
        let removed = versions.remove(position);
        if versions.is_empty() {
            self.objects.remove(key);
        }
        Some(removed)
    }
}
