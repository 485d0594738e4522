//! A statement of a policy, and the rules for what it must have.
use serde::Deserialize;

use super::{
    condition::Conditions,
    document::{MalformedPolicy, malformed},
    principal::PrincipalElement,
};

/// One statement; an element left out restricts nothing.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Statement {
    #[serde(default)]
    pub(super) sid: String,
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

impl Statement {
    /// What every statement must have, in a policy of any kind.
    pub(super) fn check(&self) -> Result<(), MalformedPolicy> {
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

    /// What a policy attached to a role must have besides.
    pub(super) fn check_identity(&self) -> Result<(), MalformedPolicy> {
        if self.principal.is_some() || self.not_principal.is_some() {
            return Err(malformed("Policy document should not specify a principal."));
        }
        if !self.sid.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(malformed(
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
            ));
        }
        let resources = self.resource.as_ref().or(self.not_resource.as_ref());
        if resources.is_none_or(|resources| resources.iter().next().is_none()) {
            return Err(malformed("Policy statement must contain resources."));
        }
        Ok(())
    }

    /// What a trust policy must have besides.
    pub(super) fn check_trust(&self) -> Result<(), MalformedPolicy> {
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
