use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_sts::Client;
use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};
use jiff::Timestamp;

use super::aws::retries;
use crate::ports::{AssumeRole, AssumeRoleError, RoleAssumer};
use crate::sigv4::{SessionCredentials, SigningKeys};

/// Assumes roles through STS in the deployment's own region. An integration's `endpoint_url` has no
/// say here: the platform's credentials never sign towards it.
#[derive(Clone, Debug)]
pub struct StsRoleAssumer {
    client: Client,
}

impl StsRoleAssumer {
    /// An assumer that signs with the credentials of `config`.
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        let config = aws_sdk_sts::config::Builder::from(config);
        let config = config.retry_partition(retries()).build();
        let client = Client::from_conf(config);
        Self { client }
    }
}

#[async_trait]
impl RoleAssumer for StsRoleAssumer {
    async fn assume_role(
        &self,
        request: AssumeRole<'_>,
    ) -> Result<SessionCredentials, AssumeRoleError> {
        let seconds = i32::try_from(request.duration.as_secs()).unwrap_or(i32::MAX);
        let call = self
            .client
            .assume_role()
            .role_arn(request.role_arn.to_string())
            .set_external_id(request.external_id.map(ToString::to_string))
            .role_session_name(request.role_session_name)
            .policy(request.session_policy)
            .duration_seconds(seconds);
        let answer = call.send().await.map_err(|error| reason(&error))?;
        let credentials = answer.credentials.ok_or(AssumeRoleError::Unavailable)?;
        let expires_at = Timestamp::from_second(credentials.expiration.secs())
            .map_err(|_| AssumeRoleError::Unavailable)?;
        Ok(SessionCredentials {
            access_key_id: credentials.access_key_id,
            secret_access_key: credentials.secret_access_key,
            session_token: credentials.session_token,
            starts_at: expires_at - request.duration,
            expires_at,
            signing_keys: SigningKeys::default(),
        })
    }
}

/// What an error means to us. Codes: STS API Reference, `AssumeRole` and "Common Errors".
fn reason<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> AssumeRoleError {
    let reason = match error.code() {
        Some("AccessDenied") => return AssumeRoleError::AccessDenied,
        Some("Throttling" | "ThrottlingException" | "RequestLimitExceeded") => {
            AssumeRoleError::Throttled
        }
        Some("PackedPolicyTooLarge") => AssumeRoleError::PackedPolicyTooLarge,
        Some("ValidationError" | "MalformedPolicyDocument" | "RegionDisabledException") => {
            AssumeRoleError::Refused
        }
        _ if matches!(error, SdkError::TimeoutError(_)) => AssumeRoleError::TimedOut,
        _ => AssumeRoleError::Unavailable,
    };
    // A denial is the customer's affair, and told to them; the rest is ours to look into.
    tracing::warn!(code = error.code(), failure = error.to_string(), "{reason}");
    reason
}
