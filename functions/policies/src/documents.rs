use serde::Serialize;
use shared::policy::{CorsRule, PolicyDocument};

/// Everything that there is to paste.
#[derive(Debug, Serialize)]
pub(crate) struct Documents {
    /// One document as a rule; the role needs all of them.
    pub(crate) access_policies: Vec<Document<PolicyDocument>>,
    /// None before there is an external id.
    pub(crate) trust_policy: Option<Document<PolicyDocument>>,
    /// What goes into each bucket's permissions.
    pub(crate) cors: Document<Vec<CorsRule>>,
    /// What an administrator should know about these documents.
    pub(crate) notes: Vec<String>,
}

/// One document, under the name that downloads it.
#[derive(Debug, Serialize)]
pub(crate) struct Document<T> {
    pub(crate) name: String,
    pub(crate) document: T,
}

/// Why there is no such document.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoDocument {
    /// It is split: these are the names of its parts.
    Split(Vec<String>),
    /// Nothing has this name.
    Unknown,
}

impl Documents {
    /// The text of the document called `name`, as people paste it.
    pub(crate) fn text(&self, name: &str) -> Result<String, NoDocument> {
        let policies = self.access_policies.iter().chain(&self.trust_policy);
        let mut policies = policies.filter(|document| document.name == name);
        if let Some(policy) = policies.next() {
            return Ok(policy.document.to_pretty_json());
        }
        if name == self.cors.name {
            let json = serde_json::to_string_pretty(&self.cors.document);
            return json.map_err(|_| NoDocument::Unknown);
        }
        if name == "access-policy.json" {
            let parts = self.access_policies.iter().map(|part| part.name.clone());
            return Err(NoDocument::Split(parts.collect()));
        }
        Err(NoDocument::Unknown)
    }
}
