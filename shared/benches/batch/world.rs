//! A `presign` function whose DynamoDB and STS are in memory, and count how often they are asked.
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use serde_json::{from_value, json};
use shared::domain::{Integration, IntegrationId, OrganizationId};
use shared::ports::{
    AssumeRole, AssumeRoleError, Clock, IdempotencyKey, IntegrationStore, Page, RoleAssumer,
    StoreError, WriteError,
};
use shared::sigv4::{SessionCredentials, SigningKeys};

/// Time stands still, so that nothing has to be asked for again.
pub(crate) struct World {
    integrations: Vec<Integration>,
    asked: AtomicUsize,
}

impl World {
    /// An organisation with so many integrations, of which the last one serves the locators.
    pub(crate) fn new(integrations: usize) -> Arc<Self> {
        Arc::new(Self {
            integrations: (1..=integrations)
                .map(|n| integration(n, n == integrations))
                .collect(),
            asked: AtomicUsize::new(0),
        })
    }

    /// How often DynamoDB and STS were asked, together.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

fn integration(n: usize, is_served: bool) -> Integration {
    let bucket = if is_served {
        crate::BUCKET
    } else {
        &format!("bucket-{n}")
    };
    let integration = json!({
        "id": IntegrationId::from_parts(0, n as u128),
        "settings": {
            "name": format!("Integration {n}"), "scope": {"type": "bucket", "bucket": bucket},
            "prefix": null, "role_arn": "arn:aws:iam::111122223333:role/reader",
            "region": "us-east-1", "endpoint_url": null, "force_path_style": false,
            "file_versioning": true, "browsing": false, "kms_key_arns": [],
            "requester_pays": false, "stable_urls": true, "enabled": true,
        },
        "external_id": "0123456789abcdef0123456789abcdef",
        "created_at": now(), "created_by": "ada", "updated_at": now(), "updated_by": "ada",
        "version": 1,
    });
    from_value(integration).expect("an integration")
}

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).expect("a time")
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        now()
    }
}

#[async_trait]
impl RoleAssumer for World {
    async fn assume_role(
        &self,
        request: AssumeRole<'_>,
    ) -> Result<SessionCredentials, AssumeRoleError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        request.external_id.ok_or(AssumeRoleError::AccessDenied)?;
        let token = "IQoJb3JpZ2luX2VjEBYaCXVzLWVhc3QtMSJHMEUCIQD/";
        Ok(SessionCredentials {
            access_key_id: "ASIAIOSFODNN7EXAMPLE".to_owned(),
            secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
            session_token: token.chars().cycle().take(900).collect(),
            starts_at: now() - SignedDuration::from_mins(1),
            expires_at: now() + request.duration,
            signing_keys: SigningKeys::default(),
        })
    }
}

#[async_trait]
impl IntegrationStore for World {
    async fn all(&self, _: &OrganizationId) -> Result<Vec<Integration>, StoreError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Ok(self.integrations.clone())
    }

    async fn page(
        &self,
        _: &OrganizationId,
        _: Option<IntegrationId>,
        _: u16,
    ) -> Result<Page, StoreError> {
        Err(StoreError::Unavailable)
    }

    async fn get(
        &self,
        _: &OrganizationId,
        _: IntegrationId,
    ) -> Result<Option<Integration>, StoreError> {
        Err(StoreError::Unavailable)
    }

    async fn create(
        &self,
        _: &OrganizationId,
        _: Integration,
        _: Option<&IdempotencyKey>,
    ) -> Result<Integration, WriteError> {
        Err(StoreError::Unavailable.into())
    }

    async fn replace(&self, _: &OrganizationId, _: Integration) -> Result<Integration, WriteError> {
        Err(StoreError::Unavailable.into())
    }

    async fn delete(&self, _: &OrganizationId, _: IntegrationId, _: u64) -> Result<(), WriteError> {
        Err(StoreError::Unavailable.into())
    }
}
