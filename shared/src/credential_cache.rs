//! Sessions of customers' roles: fetched once however many wait, kept in memory, renewed in time,
//! and never used before the role has proven that it demands the external id.
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use moka::future::Cache;

use crate::domain::{BucketName, Integration, IntegrationId, RoleArn};
use crate::policy::{Grant, deny_everything, session_policy};
use crate::ports::{AssumeRole, AssumeRoleError, Clock, RoleAssumer};
use crate::sigv4::SessionCredentials;

/// How long a session lasts: as long as role chaining allows.
pub const SESSION_LIFE: SignedDuration = SignedDuration::from_hours(1);

/// How long a proof that a role demands the external id serves further buckets of the role. Far
/// shorter than the time between renewals, so that each renewal rests on a new one.
const PROOF_LIFE: SignedDuration = SignedDuration::from_mins(5);

/// How long a session that STS did not renew is used before STS is asked again.
const SILENCE: SignedDuration = SignedDuration::from_secs(10);

/// Sessions kept; what was used least goes first.
const MAX_SESSIONS: u64 = 10_000;

/// The sessions of customers' roles, one per integration, its version, and bucket.
///
/// A session serves a request when it has [`needed_life`](crate::presign::needed_life) left, but at
/// most half of its own life is ever asked for: otherwise a request for an hour would renew it
/// each time. A failure is told to everyone who waited for it, and never served again; where STS
/// merely does not answer, a session serves as long as it lives.
///
/// Only after a role was assumed with the external id is it asked without: before, a denial could
/// mean that the role does not exist yet, and would prove nothing.
pub struct CredentialCache {
    assumer: Arc<dyn RoleAssumer>,
    clock: Arc<dyn Clock>,
    sessions: Cache<SessionKey, Result<Held, CredentialError>>,
    proofs: Cache<RoleArn, Result<Timestamp, CredentialError>>,
}

/// A changed integration has another version, and so never serves under its former policy.
type SessionKey = (IntegrationId, u64, BucketName);

/// A session at hand.
#[derive(Clone)]
struct Held {
    credentials: Arc<SessionCredentials>,
    /// Until then STS is not asked to renew it, for it did not answer lately.
    not_renewed_until: Option<Timestamp>,
}

/// Why there are no credentials for a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// The integration has no role.
    #[error("the integration has no role")]
    NoRole,
    /// The role was not assumed.
    #[error(transparent)]
    Unavailable(#[from] AssumeRoleError),
    /// The role was assumed without the external id: anyone could make us assume it (invariant 6).
    #[error("the role can be assumed without the external id")]
    IgnoresExternalId,
}

impl CredentialCache {
    /// An empty cache.
    #[must_use]
    pub fn new(assumer: Arc<dyn RoleAssumer>, clock: Arc<dyn Clock>) -> Self {
        Self {
            assumer,
            clock,
            sessions: bounded(),
            proofs: bounded(),
        }
    }

    /// A session that may read `bucket` under `integration`, with `needed_life` left if possible.
    ///
    /// # Errors
    /// When the role cannot be assumed, or must not be used.
    pub async fn session(
        &self,
        integration: &Integration,
        bucket: &BucketName,
        needed_life: SignedDuration,
    ) -> Result<Arc<SessionCredentials>, CredentialError> {
        let role = integration.settings.role_arn.as_ref();
        let role_arn = role.ok_or(CredentialError::NoRole)?;
        let now = self.clock.now();
        let is_exposed = self.is_exposed(role_arn).await;
        let needed_life = needed_life.min(SESSION_LIFE / 2);
        let is_outdated = |held: &Result<Held, CredentialError>| {
            is_exposed
                || held
                    .as_ref()
                    .map_or(true, |held| held.is_outdated(now, needed_life))
        };
        let key = (integration.id, integration.version, bucket.clone());
        let renew = self.renew(integration, role_arn, &key, now);
        let entry = self.sessions.entry(key.clone());
        let held = entry
            .or_insert_with_if(renew, is_outdated)
            .await
            .into_value();
        held.map(|held| held.credentials)
    }

    /// A new session, or for want of an answer the old one.
    async fn renew(
        &self,
        integration: &Integration,
        role_arn: &RoleArn,
        key: &SessionKey,
        now: Timestamp,
    ) -> Result<Held, CredentialError> {
        let old = self.sessions.get(key).await.and_then(Result::ok);
        let old = old
            .map(|held| held.credentials)
            .filter(|old| old.expires_at > now);
        match (self.fetch(integration, role_arn, &key.2).await, old) {
            (Err(CredentialError::Unavailable(error)), Some(old))
                if error.is_transient() && !self.is_exposed(role_arn).await =>
            {
                Ok(Held {
                    credentials: old,
                    not_renewed_until: Some(now + SILENCE),
                })
            }
            (fetched, _) => fetched.map(|credentials| Held {
                credentials: Arc::new(credentials),
                not_renewed_until: None,
            }),
        }
    }

    async fn fetch(
        &self,
        integration: &Integration,
        role_arn: &RoleArn,
        bucket: &BucketName,
    ) -> Result<SessionCredentials, CredentialError> {
        let grant = Grant::from(&integration.settings);
        let session = self.assumer.assume_role(AssumeRole {
            role_arn,
            external_id: Some(&integration.external_id),
            role_session_name: integration.id.to_string(),
            session_policy: session_policy(&grant, bucket).to_json(),
            duration: SESSION_LIFE,
        });
        let session = session.await?;
        self.prove(role_arn, integration.id).await?;
        Ok(session)
    }

    /// That the role refuses us without the external id, asked lately. The request differs from the
    /// real one in nothing else, but that it may do nothing and for a shorter time.
    async fn prove(
        &self,
        role_arn: &RoleArn,
        integration: IntegrationId,
    ) -> Result<(), CredentialError> {
        let now = self.clock.now();
        let was_exposed = self.is_exposed(role_arn).await;
        let is_outdated = |proof: &Result<Timestamp, CredentialError>| match proof {
            Ok(proven_at) => proven_at.duration_until(now) >= PROOF_LIFE,
            Err(_) => true,
        };
        let ask = async {
            let without_external_id = self.assumer.assume_role(AssumeRole {
                role_arn,
                external_id: None,
                role_session_name: integration.to_string(),
                session_policy: deny_everything().to_json(),
                duration: SignedDuration::from_mins(15),
            });
            match without_external_id.await {
                Err(AssumeRoleError::AccessDenied) => Ok(now),
                // What was seen holds until the role refuses: silence disproves nothing.
                Err(unknown) if !was_exposed => Err(unknown.into()),
                _ => Err(CredentialError::IgnoresExternalId),
            }
        };
        let entry = self.proofs.entry(role_arn.clone());
        let proof = entry.or_insert_with_if(ask, is_outdated).await.into_value();
        proof.map(|_proven_at| ())
    }

    /// Whether the role was last seen to ignore the external id: none of its sessions is used.
    async fn is_exposed(&self, role_arn: &RoleArn) -> bool {
        self.proofs.get(role_arn).await == Some(Err(CredentialError::IgnoresExternalId))
    }
}

impl Held {
    fn is_outdated(&self, now: Timestamp, needed_life: SignedDuration) -> bool {
        let left = now.duration_until(self.credentials.expires_at);
        let spared = self.not_renewed_until.is_some_and(|until| now < until);
        left < needed_life && !(spared && left > SignedDuration::ZERO)
    }
}

/// Bounded, and forgetting what is older than any session.
fn bounded<K, V>() -> Cache<K, V>
where
    K: std::hash::Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    let life = SESSION_LIFE.unsigned_abs();
    Cache::builder()
        .max_capacity(MAX_SESSIONS)
        .time_to_live(life)
        .build()
}

#[cfg(test)]
mod tests;
