use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, SdkConfig};
use aws_sdk_sts::config::retry::{RetryPartition, TokenBucket};
use aws_smithy_http_client::{Builder, tls};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

/// One HTTP client for every SDK client: reading the system's certificates is three quarters of a
/// cold start, and happens once per HTTP client.
fn http_client() -> SharedHttpClient {
    let ring = tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring);
    Builder::new().tls_provider(ring).build_https()
}

/// Connects with AWS as the environment says: region, credentials, and the address of each service
/// from the standard `AWS_ENDPOINT_URL*` variables.
pub async fn connect() -> SdkConfig {
    bounded(aws_config::defaults(BehaviorVersion::latest()))
        .load()
        .await
}

/// Bounds every call, so that a service which is silent costs a person seconds and not API
/// Gateway's 30: up to three attempts, each of at most 3 seconds, 6 in all. The local stack connects
/// its functions by this, too.
#[must_use]
pub fn bounded(loader: ConfigLoader) -> ConfigLoader {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .operation_attempt_timeout(Duration::from_secs(3))
        .operation_timeout(Duration::from_secs(6))
        .build();
    loader
        .http_client(http_client())
        .retry_config(RetryConfig::standard().with_max_attempts(3))
        .timeout_config(timeouts)
}

/// Retries that are bounded by the attempts of each call alone. The SDK's default, one quota for a
/// whole process, would let the failures of one tenant's role or items use up everyone's retries.
pub(super) fn retries() -> RetryPartition {
    let quota = TokenBucket::unlimited();
    RetryPartition::custom("each-call-by-itself")
        .token_bucket(quota)
        .build()
}
