use axum::http::StatusCode;
use serde::Serialize;
use shared::credential_cache::CredentialError;
use shared::domain::IntegrationId;
use shared::http::{Code, Problem};
use shared::ports::AssumeRoleError;
use shared::presign::{MAX_BUCKETS, PresignError};

/// Why a locator has no presigned URL, and what to do about it: inside the answer to a batch, or
/// as the problem that answers a single locator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Refusal {
    code: Code,
    detail: String,
    action: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    integration_id: Option<IntegrationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
}

impl Refusal {
    fn new(code: Code, detail: impl Into<String>, action: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            action: action.into(),
            integration_id: None,
            retry_after: None,
        }
    }

    fn about(self, integration: IntegrationId) -> Self {
        Self {
            integration_id: Some(integration),
            ..self
        }
    }
}

impl From<&PresignError> for Refusal {
    fn from(error: &PresignError) -> Self {
        match error {
            PresignError::InvalidLocator(reason) => Self::new(
                Code::InvalidLocator,
                reason.to_string(),
                "Write the locator as s3://bucket/key or s3://bucket/key?versionId=….",
            ),
            PresignError::NoIntegration => Self::new(
                Code::NoIntegration,
                "no integration of your organisation serves this bucket and key",
                "Have an admin add an integration; GET /resolve says which were considered.",
            ),
            PresignError::BucketNotPermitted(bucket) => Self::new(
                Code::BucketNotPermitted,
                format!("no integration of your organisation permits this key of {bucket}"),
                format!(
                    "Have an admin add {bucket} to an integration and to the role's access \
                     policy; GET /resolve says which integrations were considered."
                ),
            ),
            PresignError::IntegrationDisabled(id, name) => Self::new(
                Code::IntegrationDisabled,
                format!("the integration \"{name}\", which serves this locator, is disabled"),
                "Have an admin enable it.",
            )
            .about(*id),
            PresignError::FileVersioningDisabled(id, name) => Self::new(
                Code::FileVersioningDisabled,
                format!("the integration \"{name}\" does not allow a versionId"),
                "Leave ?versionId= out, or have an admin enable file_versioning and add \
                 s3:GetObjectVersion to the access policy.",
            )
            .about(*id),
            PresignError::RoleUnavailable(id, error) => role_refusal(*error).about(*id),
            PresignError::NoAddress(reason) => Self::new(
                Code::AddressUnknown,
                format!("S3 has no address for this bucket: {reason}"),
                "Have an admin correct the region, the endpoint_url or force_path_style.",
            ),
            PresignError::TooManyBuckets => Self::new(
                Code::TooManyBuckets,
                format!("the request names more than {MAX_BUCKETS} buckets"),
                "Send this locator in another request.",
            ),
        }
    }
}

fn role_refusal(error: CredentialError) -> Refusal {
    let (detail, action) = match error {
        CredentialError::IgnoresExternalId => {
            return Refusal::new(
                Code::RoleIgnoresExternalId,
                "the role can be assumed without the external id, so that anyone could have this \
                 service read its buckets; it is not used",
                "Replace the role's trust policy by GET /integrations/{id}/policies/\
                 trust-policy.json.",
            );
        }
        CredentialError::NoRole => ("the integration has no role", "Have an admin save its ARN."),
        CredentialError::Unavailable(AssumeRoleError::AccessDenied) => (
            "AWS refuses to let this service assume the integration's role",
            "Compare the role's ARN and trust policy with GET /integrations/{id}/policies/\
             trust-policy.json. A role that was just created needs up to a minute.",
        ),
        CredentialError::Unavailable(AssumeRoleError::Throttled | AssumeRoleError::Unavailable) => {
            (
                "AWS STS cannot answer at the moment",
                "Try again after retry_after seconds.",
            )
        }
        CredentialError::Unavailable(AssumeRoleError::PackedPolicyTooLarge) => (
            "the session policy of this integration does not fit into a session",
            "Shorten the prefix, or name fewer KMS keys.",
        ),
        CredentialError::Unavailable(AssumeRoleError::Refused) => (
            "AWS STS refuses the request for the integration's role",
            "Check the role's maximum session duration and the region of this service.",
        ),
    };
    Refusal {
        retry_after: retry_after(error),
        ..Refusal::new(Code::RoleUnavailable, detail, action)
    }
}

fn retry_after(error: CredentialError) -> Option<u32> {
    match error {
        CredentialError::Unavailable(error) => error.retry_after(),
        CredentialError::NoRole | CredentialError::IgnoresExternalId => None,
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let problem = Self::new(refusal.code, refusal.detail, refusal.action)
            .about(refusal.integration_id)
            .retry_after(refusal.retry_after);
        // Unavailable for a moment, or until the customer changes something?
        match (refusal.code, refusal.retry_after) {
            (Code::RoleUnavailable, None) => problem.with_status(StatusCode::CONFLICT),
            _ => problem,
        }
    }
}
