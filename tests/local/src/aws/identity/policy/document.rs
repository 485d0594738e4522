//! A policy document, parsed and checked.
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    principal::{NamedPrincipal, PrincipalElement},
    statement::Statement,
};

/// A policy document: its text as given, and the statements in it.
///
/// The grammar is IAM's:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Document {
    text: String,
    pub(super) statements: Vec<Statement>,
    /// Only version 2012-10-17 knows policy variables.
    pub(super) has_variables: bool,
}

/// Why a document is none; the message is worded as IAM words it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct MalformedPolicy(pub String);

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Grammar {
    #[serde(default)]
    version: Version,
    #[serde(rename = "Id")]
    _id: Option<String>,
    /// One, or a list.
    statement: Value,
}

/// Left out, a version is the older one.
#[derive(Default, Deserialize, PartialEq)]
enum Version {
    #[default]
    #[serde(rename = "2008-10-17")]
    Older,
    #[serde(rename = "2012-10-17")]
    Current,
}

impl Document {
    /// Reads a document of any kind: identity, session, trust or bucket policy.
    ///
    /// # Errors
    /// When it is not JSON, does not follow the grammar, or has no statement.
    pub fn parse(json: &str) -> Result<Self, MalformedPolicy> {
        let value: Value = serde_json::from_str(json)
            .map_err(|_| malformed("This policy contains invalid Json"))?;
        let syntax = |error| MalformedPolicy(format!("Syntax errors in policy. ({error})"));
        let grammar = Grammar::deserialize(value).map_err(syntax)?;
        let statements = match grammar.statement {
            Value::Array(statements) => statements,
            statement => vec![statement],
        };
        if statements.is_empty() {
            return Err(malformed("Syntax errors in policy. (Statement is empty)"));
        }
        let statements: Vec<Statement> = statements
            .into_iter()
            .map(serde_json::from_value)
            .collect::<Result<_, _>>()
            .map_err(syntax)?;
        statements.iter().try_for_each(Statement::check)?;
        Ok(Self {
            text: json.to_owned(),
            statements,
            has_variables: grammar.version == Version::Current,
        })
    }

    /// Reads what may be attached to a role or given to `AssumeRole`: resources, no principals.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), when a statement has a principal, lacks resources or has a `Sid`
    /// of other characters than `[0-9A-Za-z]`, and when two have the same `Sid`.
    pub fn parse_identity_policy(json: &str) -> Result<Self, MalformedPolicy> {
        let document = Self::parse(json)?;
        document.check_unique_sids()?;
        document
            .statements
            .iter()
            .try_for_each(Statement::check_identity)?;
        Ok(document)
    }

    /// Reads who may assume a role: principals, no resources, actions of STS only.
    ///
    /// Whether the principals exist is for the caller to check: [`principals`](Self::principals).
    ///
    /// # Errors
    /// As [`parse`](Self::parse), when a statement lacks a principal or has a resource, and when
    /// two have the same `Sid`.
    pub fn parse_trust_policy(json: &str) -> Result<Self, MalformedPolicy> {
        let document = Self::parse(json)?;
        document.check_unique_sids()?;
        document
            .statements
            .iter()
            .try_for_each(Statement::check_trust)?;
        Ok(document)
    }

    /// "In IAM, the Sid value must be unique within a JSON policy"; an empty one is none.
    fn check_unique_sids(&self) -> Result<(), MalformedPolicy> {
        let mut seen = BTreeSet::new();
        let mut sids = self.statements.iter().map(|statement| &statement.sid);
        if sids.all(|sid| sid.is_empty() || seen.insert(sid)) {
            return Ok(());
        }
        Err(malformed(
            "Statement IDs (SID) in a single policy must be unique.",
        ))
    }

    /// The document as it was given.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its size as IAM counts it against quotas: characters without white space.
    #[must_use]
    pub fn size(&self) -> usize {
        self.text
            .chars()
            .filter(|character| !character.is_whitespace())
            .count()
    }

    /// The same document in which every principal `from` is called `to`, as IAM rewrites a trust
    /// policy when a user or role that it names is deleted.
    #[must_use]
    pub(in crate::aws::identity) fn with_principal_renamed(&self, from: &str, to: &str) -> Self {
        let mut value: Value = serde_json::from_str(&self.text).expect("a document is JSON");
        let statements = match &mut value["Statement"] {
            Value::Array(statements) => statements.iter_mut().collect(),
            statement => vec![statement],
        };
        for statement in statements {
            match statement.pointer_mut("/Principal/AWS") {
                Some(Value::Array(names)) => {
                    for name in names {
                        rename(name, from, to);
                    }
                }
                Some(name) => rename(name, from, to),
                None => {}
            }
        }
        Self::parse(&value.to_string()).expect("a renamed principal keeps the grammar")
    }

    /// Every principal that a statement names.
    #[must_use]
    pub fn principals(&self) -> Vec<NamedPrincipal> {
        self.statements
            .iter()
            .flat_map(|statement| [&statement.principal, &statement.not_principal])
            .flatten()
            .flat_map(PrincipalElement::entries)
            .collect()
    }
}

impl TryFrom<String> for Document {
    type Error = MalformedPolicy;

    fn try_from(text: String) -> Result<Self, MalformedPolicy> {
        Self::parse(&text)
    }
}

impl From<Document> for String {
    fn from(document: Document) -> Self {
        document.text
    }
}

/// The error with this message.
pub(super) fn malformed(message: &str) -> MalformedPolicy {
    MalformedPolicy(message.to_owned())
}

fn rename(name: &mut Value, from: &str, to: &str) {
    if name == from {
        *name = to.into();
    }
}
