//! The versions of a managed policy.
use std::{cmp::Reverse, mem};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::policy::Document;

/// The versions kept of a managed policy; one is the default, which is the one in force.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Versions {
    default: Version,
    others: Vec<Version>,
    /// How many there have ever been: a number is never used again.
    made: u32,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Version {
    /// From 1.
    number: u32,
    pub(super) created_at: Timestamp,
    pub(super) document: Document,
}

impl Versions {
    /// A first version, which is the default.
    pub(super) fn new(document: Document, created_at: Timestamp) -> Self {
        let number = 1;
        Self {
            default: Version {
                number,
                created_at,
                document,
            },
            others: Vec::new(),
            made: number,
        }
    }

    /// Adds a version that is not the default, and gives its id.
    pub(super) fn add(&mut self, document: Document, created_at: Timestamp) -> String {
        self.made += 1;
        let version = Version {
            number: self.made,
            created_at,
            document,
        };
        let id = version.id();
        self.others.push(version);
        id
    }

    pub(super) fn default(&self) -> &Version {
        &self.default
    }

    pub(super) fn newest(&self) -> &Version {
        let newest = self.all().max_by_key(|version| version.number);
        newest.unwrap_or(&self.default)
    }

    pub(super) fn newest_first(&self) -> Vec<&Version> {
        let mut versions: Vec<_> = self.all().collect();
        versions.sort_by_key(|version| Reverse(version.number));
        versions
    }

    pub(super) fn len(&self) -> usize {
        1 + self.others.len()
    }

    pub(super) fn get(&self, id: &str) -> Option<&Version> {
        self.all().find(|version| version.id() == id)
    }

    /// Makes a version the default; `None` when there is no such version.
    pub(super) fn set_default(&mut self, id: &str) -> Option<()> {
        if self.default.id() != id {
            let version = self.others.iter_mut().find(|version| version.id() == id)?;
            mem::swap(&mut self.default, version);
        }
        Some(())
    }

    /// Forgets a version; `None` when no other than the default has this id.
    pub(super) fn remove(&mut self, id: &str) -> Option<Version> {
        let index = self.others.iter().position(|version| version.id() == id)?;
        Some(self.others.remove(index))
    }

    fn all(&self) -> impl Iterator<Item = &Version> {
        self.others.iter().chain([&self.default])
    }
}

impl Version {
    /// `v1`, `v2`, ….
    pub(super) fn id(&self) -> String {
        format!("v{}", self.number)
    }
}
