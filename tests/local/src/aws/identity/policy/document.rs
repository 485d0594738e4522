//! A policy document, parsed and checked.
use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;

use super::{
    condition::Condition,
    principal::{NamedPrincipal, PrincipalElement},
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
    statement: Statements,
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

#[derive(Deserialize)]
#[serde(untagged)]
enum Statements {
    One(Box<Statement>),
    Many(Vec<Statement>),
}

/// One statement; an element left out restricts nothing.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Statement {
    #[serde(rename = "Sid")]
    _sid: Option<String>,
    pub(super) effect: Effect,
    pub(super) principal: Option<PrincipalElement>,
    pub(super) not_principal: Option<PrincipalElement>,
    pub(super) action: Option<OneOrMany>,
    pub(super) not_action: Option<OneOrMany>,
    pub(super) resource: Option<OneOrMany>,
    pub(super) not_resource: Option<OneOrMany>,
    #[serde(default, rename = "Condition")]
    pub(super) conditions: Conditions,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) enum Effect {
    Allow,
    Deny,
}

/// A value, or a list of values.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMany<T = String> {
    One(T),
    Many(Vec<T>),
}

/// Operator → key → values, flattened.
#[derive(Clone, Debug, Default)]
pub(super) struct Conditions(pub(super) Vec<Condition>);

impl Document {
    /// Reads a document of any kind: identity, session, trust or bucket policy.
    ///
    /// # Errors
    /// When it is not JSON, does not follow the grammar, or has no statement.
    pub fn parse(json: &str) -> Result<Self, MalformedPolicy> {
        let value: Value = serde_json::from_str(json)
            .map_err(|_| MalformedPolicy("This policy contains invalid Json".into()))?;
        let grammar = Grammar::deserialize(value)
            .map_err(|error| MalformedPolicy(format!("Syntax errors in policy. ({error})")))?;
        let statements = match grammar.statement {
            Statements::One(statement) => vec![*statement],
            Statements::Many(statements) => statements,
        };
        if statements.is_empty() {
            return Err(malformed("Syntax errors in policy. (Statement is empty)"));
        }
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
    /// As [`parse`](Self::parse), and when a statement has a principal or lacks resources.
    pub fn parse_identity_policy(json: &str) -> Result<Self, MalformedPolicy> {
        let document = Self::parse(json)?;
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
    /// As [`parse`](Self::parse), and when a statement lacks a principal or has a resource.
    pub fn parse_trust_policy(json: &str) -> Result<Self, MalformedPolicy> {
        let document = Self::parse(json)?;
        document
            .statements
            .iter()
            .try_for_each(Statement::check_trust)?;
        Ok(document)
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

impl Statement {
    fn check(&self) -> Result<(), MalformedPolicy> {
        let actions = match (&self.action, &self.not_action) {
            (Some(actions), None) | (None, Some(actions)) => actions,
            (None, None) => return Err(malformed("Policy statement must contain actions.")),
            (Some(_), Some(_)) => {
                return Err(malformed("Syntax errors in policy. (Action and NotAction)"));
            }
        };
        if actions.iter().next().is_none() {
            return Err(malformed("Policy statement must contain actions."));
        }
        if !actions
            .iter()
            .all(|action| action == "*" || action.contains(':'))
        {
            return Err(malformed(
                "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
            ));
        }
        if self.resource.is_some() && self.not_resource.is_some() {
            return Err(malformed(
                "Syntax errors in policy. (Resource and NotResource)",
            ));
        }
        if self.principal.is_some() && self.not_principal.is_some() {
            return Err(malformed(
                "Syntax errors in policy. (Principal and NotPrincipal)",
            ));
        }
        let mut resources = [&self.resource, &self.not_resource]
            .into_iter()
            .flatten()
            .flat_map(OneOrMany::iter);
        match resources.find(|resource| *resource != "*" && !resource.starts_with("arn:")) {
            Some(resource) => Err(MalformedPolicy(format!(
                "Resource {resource} must be in ARN format or \"*\"."
            ))),
            None => Ok(()),
        }
    }

    fn check_identity(&self) -> Result<(), MalformedPolicy> {
        if self.principal.is_some() || self.not_principal.is_some() {
            return Err(malformed("Policy document should not specify a principal."));
        }
        let resources = self.resource.as_ref().or(self.not_resource.as_ref());
        if resources.is_none_or(|resources| resources.iter().next().is_none()) {
            return Err(malformed("Policy statement must contain resources."));
        }
        Ok(())
    }

    fn check_trust(&self) -> Result<(), MalformedPolicy> {
        let principals = self.principal.as_ref().or(self.not_principal.as_ref());
        if principals.is_none_or(PrincipalElement::is_empty) {
            return Err(malformed("Missing required field Principal"));
        }
        if self.resource.is_some() || self.not_resource.is_some() {
            return Err(malformed("Has prohibited field Resource"));
        }
        let mut actions = self.action.iter().flat_map(OneOrMany::iter);
        if !actions.all(|action| action.to_ascii_lowercase().starts_with("sts:")) {
            return Err(malformed(
                "AssumeRole policy may only specify STS AssumeRole actions.",
            ));
        }
        Ok(())
    }
}

fn rename(name: &mut Value, from: &str, to: &str) {
    if name == from {
        *name = to.into();
    }
}

fn malformed(message: &str) -> MalformedPolicy {
    MalformedPolicy(message.to_owned())
}

impl OneOrMany {
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
        .iter()
        .map(String::as_str)
    }
}

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

/// Strings, numbers and booleans may stand in a condition.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    String(String),
    Bool(bool),
    Number(serde_json::Number),
}

impl<'de> Deserialize<'de> for Conditions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let block =
            BTreeMap::<String, BTreeMap<String, OneOrMany<Scalar>>>::deserialize(deserializer)?;
        let mut conditions = Vec::new();
        for (operator, keys) in block {
            for (key, values) in keys {
                let values = match values {
                    OneOrMany::One(value) => vec![value.into()],
                    OneOrMany::Many(values) => values.into_iter().map(String::from).collect(),
                };
                conditions.push(Condition::new(&operator, key, values).ok_or_else(|| {
                    D::Error::custom(format!("Invalid Condition type : {operator}."))
                })?);
            }
        }
        Ok(Self(conditions))
    }
}

impl From<Scalar> for String {
    fn from(scalar: Scalar) -> Self {
        match scalar {
            Scalar::String(string) => string,
            Scalar::Bool(bool) => bool.to_string(),
            Scalar::Number(number) => number.to_string(),
        }
    }
}
