//! Connecting with an AWS, embedded or not.
use anyhow::{Result, ensure};
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
    /// `PRINCIPAL_ARNS` of the service, where it cannot be the default.
    pub principal_arns: Option<String>,
    /// The account that the service runs in.
    pub platform: Account,
    /// The account that owns the buckets.
    pub customer: Account,
}

impl Aws {
    /// The AWS outside of this process that the environment describes; none where it says nothing.
    ///
    /// # Errors
    /// Names every variable that is missing.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that learns which AWS to use"
    )]
    pub fn from_environment() -> Result<Option<Self>> {
        Self::outside(|name| std::env::var(name).ok())
    }

    /// The AWS outside of this process that `variable` describes, with the service in the account
    /// `PLATFORM_ACCOUNT_ID`; none without that variable.
    ///
    /// Its services are where the SDKs look for them: at the `AWS_ENDPOINT_URL*` variables, or at
    /// AWS itself.
    fn outside(variable: impl Fn(&str) -> Option<String>) -> Result<Option<Self>> {
        if variable("PLATFORM_ACCOUNT_ID").is_none() {
            return Ok(None);
        }
        let mut missing = vec![];
        let mut account = |whose| {
            let mut required = |what| {
                let name = format!("{whose}_{what}");
                let value = variable(&name);
                value.unwrap_or_else(|| {
                    missing.push(name);
                    String::new()
                })
            };
            Account {
                id: required("ACCOUNT_ID"),
                access_key_id: required("ACCESS_KEY_ID"),
                secret_access_key: required("SECRET_ACCESS_KEY"),
            }
        };
        let (platform, customer) = (account("PLATFORM"), account("CUSTOMER"));
        ensure!(missing.is_empty(), "not set: {}", missing.join(", "));
        Ok(Some(Self {
            endpoint_url: None,
            s3_endpoint_url: variable("AWS_ENDPOINT_URL_S3")
                .or_else(|| variable("AWS_ENDPOINT_URL")),
            principal_arns: variable("PRINCIPAL_ARNS"),
            platform,
            customer,
        }))
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    fn outside(variables: &[&str]) -> Result<Option<Aws>> {
        Aws::outside(|name| variables.contains(&name).then(|| name.to_lowercase()))
    }

    #[test]
    fn the_variables_of_an_outside_aws_are_all_asked_for_at_once() {
        assert!(outside(&["AWS_ENDPOINT_URL"]).unwrap().is_none());
        let error = outside(&["PLATFORM_ACCOUNT_ID"]).unwrap_err().to_string();
        insta::assert_snapshot!(error, @"not set: PLATFORM_ACCESS_KEY_ID, PLATFORM_SECRET_ACCESS_KEY, CUSTOMER_ACCOUNT_ID, CUSTOMER_ACCESS_KEY_ID, CUSTOMER_SECRET_ACCESS_KEY");
    }
}
