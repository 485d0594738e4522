//! Who asks, and the `Principal` element that names them.
use serde::Deserialize;

use super::statement::OneOrMany;

/// Who asks, by every name that a `Principal` element may use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Principal {
    /// The account, 12 digits.
    pub account: Option<String>,
    /// The user's ARN, or a role session's: the role's and the session's own. A deleted
    /// principal's unique id never is among them.
    pub arns: Vec<String>,
}

impl Principal {
    /// A user, by its ARN.
    #[must_use]
    pub fn user(arn: &str) -> Self {
        Self {
            account: account_of(arn),
            arns: vec![arn.to_owned()],
        }
    }

    /// A session of a role: `arn:aws:iam::A:role/path/name` and
    /// `arn:aws:sts::A:assumed-role/name/session`.
    #[must_use]
    pub fn session(role_arn: &str, session_arn: &str) -> Self {
        Self {
            account: account_of(role_arn),
            arns: vec![role_arn.to_owned(), session_arn.to_owned()],
        }
    }

    /// The same principal without its account: who is still named is named in person.
    #[must_use]
    pub fn in_person(&self) -> Self {
        Self {
            account: None,
            ..self.clone()
        }
    }
}

/// The value of `Principal` or `NotPrincipal`.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum PrincipalElement {
    Anyone(Anyone),
    Named(Named),
}

/// The string `*`.
#[derive(Clone, Debug, Deserialize)]
pub(super) enum Anyone {
    #[serde(rename = "*")]
    Anyone,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    #[serde(rename = "AWS", default)]
    aws: OneOrMany,
    #[serde(rename = "Service", default)]
    service: OneOrMany,
    #[serde(rename = "Federated", default)]
    federated: OneOrMany,
    #[serde(rename = "CanonicalUser", default)]
    canonical_user: OneOrMany,
}

/// One entry of a `Principal` element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamedPrincipal {
    /// `"AWS": "…"`: an account, a user, a role, a session, or `*`.
    Aws(String),
    /// `"Service": "…"`.
    Service(String),
}

impl PrincipalElement {
    /// Only users and sessions ask here, so an entry for a service matches nobody.
    pub(super) fn matches(&self, principal: &Principal) -> bool {
        match self {
            Self::Anyone(_) => true,
            Self::Named(named) => named.aws.iter().any(|name| names(name, principal)),
        }
    }

    /// Its entries, as far as their existence can be checked.
    pub(super) fn entries(&self) -> Vec<NamedPrincipal> {
        match self {
            Self::Anyone(_) => vec![NamedPrincipal::Aws("*".to_owned())],
            Self::Named(named) => {
                let aws = named
                    .aws
                    .iter()
                    .map(|name| NamedPrincipal::Aws(name.to_owned()));
                let service = named
                    .service
                    .iter()
                    .map(|name| NamedPrincipal::Service(name.to_owned()));
                aws.chain(service).collect()
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Anyone(_) => false,
            Self::Named(named) => [
                &named.aws,
                &named.service,
                &named.federated,
                &named.canonical_user,
            ]
            .iter()
            .all(|names| names.iter().next().is_none()),
        }
    }
}

fn names(name: &str, principal: &Principal) -> bool {
    let account = principal.account.as_deref();
    name == "*"
        || account == Some(name)
        || principal.arns.iter().any(|arn| arn == name)
        || name.ends_with(":root") && account.is_some() && account == account_of(name).as_deref()
}

/// The account in an ARN.
fn account_of(arn: &str) -> Option<String> {
    arn.split(':')
        .nth(4)
        .filter(|account| !account.is_empty())
        .map(str::to_owned)
}
