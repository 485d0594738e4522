use std::time::Duration;

use serde::{Serialize, Serializer};
use shared::policy::PolicyDocument;

/// What was found out about an integration.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// Whether every check that decides has passed.
    valid: bool,
    /// In how many seconds it makes sense to verify again; none when something has to change first.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
    checks: Vec<Check>,
}

/// A property of the integration, and whether it holds.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Check {
    pub(crate) name: Name,
    pub(crate) status: Status,
    /// What was seen.
    pub(crate) detail: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) action: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fix: Option<Fix>,
    #[serde(rename = "duration_ms", serialize_with = "milliseconds")]
    pub(crate) duration: Duration,
}

/// Every property that is checked, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Name {
    RoleIsAssumable,
    ExternalIdIsRequired,
    WrongExternalIdIsRefused,
    SessionDurationIsAllowed,
}

/// Whether a property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    Passed,
    Failed,
    /// It could not be looked at: what it rests on does not hold, or AWS did not answer.
    Skipped,
    /// It does not hold yet; AWS may need a moment.
    Pending,
}

/// The document that makes a property hold, ready to paste.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Fix {
    /// The name under which the integration's documents have it.
    pub(crate) document: &'static str,
    pub(crate) json: PolicyDocument,
    /// The page of the AWS console to paste it into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) console_url: Option<String>,
}

impl Report {
    /// In how many seconds AWS knows what has just been changed, as a rule.
    const PROPAGATION: u32 = 15;

    pub(crate) fn new(checks: Vec<Check>) -> Self {
        let is_pending = checks.iter().any(|check| check.status == Status::Pending);
        Self {
            valid: checks.iter().all(|check| check.status == Status::Passed),
            retry_after: is_pending.then_some(Self::PROPAGATION),
            checks,
        }
    }
}

impl Check {
    pub(crate) fn new(name: Name, status: Status, detail: impl Into<String>) -> Self {
        Self {
            name,
            status,
            detail: detail.into(),
            action: None,
            fix: None,
            duration: Duration::ZERO,
        }
    }

    pub(crate) fn action(self, action: impl Into<String>) -> Self {
        Self {
            action: Some(action.into()),
            ..self
        }
    }

    pub(crate) fn fix(self, fix: Fix) -> Self {
        Self {
            fix: Some(fix),
            ..self
        }
    }

    pub(crate) fn took(self, duration: Duration) -> Self {
        Self { duration, ..self }
    }
}

fn milliseconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}
