//! What the functions need of the world, in memory: thousands of requests a second.
use async_trait::async_trait;
use jiff::Timestamp;
use local::aws::identity::policy::Document;
use serde_json::json;
use shared::domain::{Integration, IntegrationId, OrganizationId};
use shared::policy::SESSION_POLICY_CHARACTERS;
use shared::ports::{
    AssumeRole, AssumeRoleError, Clock, IdempotencyKey, IntegrationStore, Page, Randomness,
    RoleAssumer, StoreError, WriteError,
};
use shared::sigv4::{SessionCredentials, SigningKeys};

/// The id of the first integration, which is at version 1.
pub(super) const ID: &str = "int_01k2f4z8e6qs3vn9x7c5d0ab1m";

/// A table that is never changed: it takes every write, and has the same integrations before and
/// after.
pub(super) struct Memory(pub(super) Vec<Integration>);

/// One of a whole bucket, one behind a prefix that looks like a pattern, and one that is disabled.
pub(super) fn integrations() -> Vec<Integration> {
    let pattern = Some("a*b/${aws:username}");
    vec![
        integration(ID, "images", None, true),
        integration("int_01k2f4z8e6qs3vn9x7c5d0ab1n", "ml-images", pattern, true),
        integration("int_01k2f4z8e6qs3vn9x7c5d0ab1p", "my-bucket", None, false),
    ]
}

fn integration(id: &str, bucket: &str, prefix: Option<&str>, enabled: bool) -> Integration {
    let json = json!({
        "id": id,
        "settings": {
            "name": bucket,
            "scope": {"type": "bucket", "bucket": bucket},
            "prefix": prefix,
            "role_arn": "arn:aws:iam::111122223333:role/reader",
            "region": "us-east-1",
            "force_path_style": false,
            "file_versioning": true,
            "browsing": true,
            "kms_key_arns": ["arn:aws:kms:us-east-1:111122223333:key/1234abcd"],
            "requester_pays": true,
            "stable_urls": false,
            "enabled": enabled,
        },
        "external_id": "00000000000000000000000000000007",
        "created_at": "2026-01-01T00:00:00Z",
        "created_by": "ada",
        "updated_at": "2026-01-01T00:00:00Z",
        "updated_by": "ada",
        "version": 1,
    });
    serde_json::from_value(json).unwrap()
}

#[async_trait]
impl IntegrationStore for Memory {
    async fn all(&self, _: &OrganizationId) -> Result<Vec<Integration>, StoreError> {
        Ok(self.0.clone())
    }

    async fn page(
        &self,
        _: &OrganizationId,
        after: Option<IntegrationId>,
        limit: u16,
    ) -> Result<Page, StoreError> {
        let following = self
            .0
            .iter()
            .filter(|i| after.is_none_or(|after| i.id > after));
        let mut integrations: Vec<_> = following.cloned().collect();
        let is_more = integrations.len() > usize::from(limit);
        integrations.truncate(limit.into());
        let next = integrations.last().filter(|_| is_more).map(|i| i.id);
        Ok(Page { integrations, next })
    }

    async fn get(
        &self,
        _: &OrganizationId,
        id: IntegrationId,
    ) -> Result<Option<Integration>, StoreError> {
        Ok(self
            .0
            .iter()
            .find(|integration| integration.id == id)
            .cloned())
    }

    async fn create(
        &self,
        _: &OrganizationId,
        integration: Integration,
        _: Option<&IdempotencyKey>,
    ) -> Result<Integration, WriteError> {
        Ok(integration)
    }

    async fn replace(
        &self,
        _: &OrganizationId,
        replacement: Integration,
    ) -> Result<Integration, WriteError> {
        Ok(replacement)
    }

    async fn delete(&self, _: &OrganizationId, _: IntegrationId, _: u64) -> Result<(), WriteError> {
        Ok(())
    }
}

/// A moment that does not pass, and randomness that is none.
pub(super) struct Frozen;

impl Clock for Frozen {
    fn now(&self) -> Timestamp {
        "2026-11-22T05:30:00Z".parse().unwrap()
    }
}

impl Randomness for Frozen {
    fn bits(&self) -> u128 {
        7
    }
}

/// An STS in which every role demands the external id, and which takes no policy that STS would
/// refuse.
pub(super) struct Sts;

#[async_trait]
impl RoleAssumer for Sts {
    async fn assume_role(
        &self,
        request: AssumeRole<'_>,
    ) -> Result<SessionCredentials, AssumeRoleError> {
        Document::parse_identity_policy(&request.session_policy).unwrap();
        assert!(request.session_policy.len() <= SESSION_POLICY_CHARACTERS);
        request.external_id.ok_or(AssumeRoleError::AccessDenied)?;
        let starts_at = Frozen.now();
        Ok(SessionCredentials {
            access_key_id: "ASIAEXAMPLE".into(),
            secret_access_key: "secret".into(),
            session_token: "token/+=".repeat(50),
            starts_at,
            expires_at: starts_at + request.duration,
            signing_keys: SigningKeys::default(),
        })
    }
}
