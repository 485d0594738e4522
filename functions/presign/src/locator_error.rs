use axum::http::StatusCode;
use serde::Serialize;
use shared::credential_cache::{CredentialError, Unusable};
use shared::domain::IntegrationId;
use shared::http::{Code, Problem};
use shared::ports::AssumeRoleError;
use shared::presign::{MAX_BUCKETS, PresignError};

/// Why a locator has no presigned URL, and what to do about it: inside the answer to a batch, or
/// as the problem that answers a single locator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct LocatorError {
    code: Code,
    detail: String,
    action: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    integration_id: Option<IntegrationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
    /// The status that answers a single locator.
    #[serde(skip)]
    status: StatusCode,
}

impl LocatorError {
    fn new(code: Code, detail: impl Into<String>, action: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            action: action.into(),
            integration_id: None,
            retry_after: None,
            status: code.status(),
        }
    }

    fn about(self, integration: IntegrationId) -> Self {
        Self {
            integration_id: Some(integration),
            ..self
        }
    }
}

impl From<&PresignError> for LocatorError {
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
            PresignError::RoleUnavailable(id, unusable) => role_error(*id, *unusable).about(*id),
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

fn role_error(integration: IntegrationId, unusable: Unusable) -> LocatorError {
    let trust_policy = format!("GET /integrations/{integration}/policies/trust-policy.json");
    let unavailable =
        |detail: &str, action: &str| LocatorError::new(Code::RoleUnavailable, detail, action);
    let described = match unusable.reason {
        CredentialError::IgnoresExternalId => LocatorError::new(
            Code::RoleIgnoresExternalId,
            "the role can be assumed without the external id, so that anyone could have this \
             service read its buckets; it is not used",
            format!("Have an admin replace the role's trust policy by {trust_policy}."),
        ),
        CredentialError::NoRole => {
            unavailable("the integration has no role", "Have an admin save its ARN.")
        }
        CredentialError::Unavailable(AssumeRoleError::AccessDenied) => unavailable(
            "AWS refuses to let this service assume the integration's role",
            &format!(
                "Have an admin compare the role's ARN and trust policy with {trust_policy}. A \
                 role that was just created needs up to a minute: AWS is asked again after \
                 retry_after seconds."
            ),
        ),
        CredentialError::Unavailable(
            AssumeRoleError::Throttled | AssumeRoleError::TimedOut | AssumeRoleError::Unavailable,
        ) => unavailable(
            "AWS STS cannot answer at the moment",
            "Try again after retry_after seconds.",
        ),
        CredentialError::Unavailable(AssumeRoleError::PackedPolicyTooLarge) => unavailable(
            "the session policy of this integration does not fit into a session",
            "Have an admin shorten the prefix, or name fewer KMS keys.",
        ),
        CredentialError::Unavailable(AssumeRoleError::Refused) => unavailable(
            "AWS STS refuses the request for the integration's role",
            "Have an operator look for this request_id in the logs.",
        ),
    };
    LocatorError {
        retry_after: unusable.retry_after,
        // A moment of STS is ours to answer for; what else a role does is its owner's.
        status: if unusable.reason.is_transient() {
            described.status
        } else {
            StatusCode::CONFLICT
        },
        ..described
    }
}

impl From<LocatorError> for Problem {
    fn from(error: LocatorError) -> Self {
        Self::new(error.code, error.detail, error.action)
            .about(error.integration_id)
            .retry_after(error.retry_after)
            .with_status(error.status)
    }
}
