//! An error as AWS answers it.
use http::StatusCode;

use super::identity::policy::MalformedPolicy;

/// What a call failed with: AWS's status, code and message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct AwsError {
    /// The HTTP status.
    pub status: StatusCode,
    /// `AccessDenied`, `NoSuchEntity`, ….
    pub code: &'static str,
    /// The sentence for a person.
    pub message: String,
}

impl AwsError {
    /// An error of the caller's making.
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }

    pub(super) fn access_denied(caller_arn: &str, action: &str, resource: &str) -> Self {
        let message = format!(
            "User: {caller_arn} is not authorized to perform: {action} on resource: {resource}"
        );
        Self::new(StatusCode::FORBIDDEN, "AccessDenied", message)
    }

    /// Adds which kind of policy, `identity` or `resource`, would have had to allow.
    pub(super) fn because_no(mut self, kind: &str, action: &str) -> Self {
        let reason = format!(" because no {kind}-based policy allows the {action} action");
        self.message.push_str(&reason);
        self
    }

    pub(super) fn validation(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "ValidationError", message)
    }

    pub(super) fn malformed_policy(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "MalformedPolicyDocument", message)
    }

    pub(super) fn no_such_entity(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NoSuchEntity", message)
    }

    pub(super) fn already_exists(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "EntityAlreadyExists", message)
    }

    pub(super) fn limit_exceeded(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "LimitExceeded", message)
    }

    pub(super) fn delete_conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "DeleteConflict", message)
    }

    pub(super) fn invalid_action(action: &str, version: &str) -> Self {
        let message = format!("Could not find operation {action} for version {version}");
        Self::new(StatusCode::BAD_REQUEST, "InvalidAction", message)
    }

    pub(super) fn internal_failure(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error, "the embedded AWS failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalFailure",
            "The embedded AWS failed.",
        )
    }
}

impl From<MalformedPolicy> for AwsError {
    fn from(error: MalformedPolicy) -> Self {
        Self::malformed_policy(error.0)
    }
}
