//! Connecting with an AWS, embedded or not.
use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use shared::adapters::{SdkConfig, bounded};

/// The region that everything is in, unless a test says otherwise.
pub const REGION: &str = "us-east-1";

/// An access key of an account, and the account.
#[derive(Clone, Debug)]
pub struct Account {
    /// 12 digits.
    pub id: String,
    /// The access key id.
    pub access_key_id: String,
    /// Its secret.
    pub secret_access_key: String,
}

impl Account {
    /// An account whose access key is `key`, and its secret as well: only an embedded AWS has such.
    #[must_use]
    pub fn embedded(id: &str, key: &str) -> Self {
        Self {
            id: id.to_owned(),
            access_key_id: key.to_owned(),
            secret_access_key: key.to_owned(),
        }
    }
}

/// Where AWS is, and the two accounts: the platform's, and a customer's.
#[derive(Clone, Debug)]
pub struct Aws {
    /// The address of every service; none where the `AWS_ENDPOINT_URL*` variables say it, or where
    /// AWS itself is meant.
    pub endpoint_url: Option<String>,
    /// The address of S3, as integrations have it in `endpoint_url`.
    pub s3_endpoint_url: Option<String>,
    /// The account that the service runs in.
    pub platform: Account,
    /// The account that owns the buckets.
    pub customer: Account,
}

impl Aws {
    /// Signs as `account`.
    pub async fn connect(&self, account: &Account) -> SdkConfig {
        let Account {
            access_key_id,
            secret_access_key,
            ..
        } = account;
        let key = Credentials::new(access_key_id, secret_access_key, None, None, "local");
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .region(Region::from_static(REGION))
            .credentials_provider(key);
        if let Some(url) = &self.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        bounded(loader).load().await
    }
}
