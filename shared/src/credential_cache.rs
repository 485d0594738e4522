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
/// shorter than the time between renewals, so that each renewal proves anew.
const PROOF_LIFE: SignedDuration = SignedDuration::from_mins(5);

/// Sessions kept; what was used least goes first.
const MOST_SESSIONS: u64 = 10_000;

/// The sessions of customers' roles, one per integration, its version, and bucket.
///
/// A session serves a request when it has [`needed_life`](crate::presign::needed_life) left, but at
/// most half of its own life is ever asked for: otherwise a request for an hour would renew it
/// each time. A failure is told to everyone who waited for it, and never kept; where STS merely
/// does not answer, a session serves as long as it lives.
pub struct CredentialCache {
    assumer: Arc<dyn RoleAssumer>,
    clock: Arc<dyn Clock>,
    sessions: Cache<SessionKey, Outcome<Arc<SessionCredentials>>>,
    proofs: Cache<RoleArn, Outcome<Timestamp>>,
}

type Outcome<T> = Result<T, CredentialError>;

/// A changed integration has another version, and so never serves under its former policy.
type SessionKey = (IntegrationId, u64, BucketName);

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
            sessions: Cache::new(MOST_SESSIONS),
            proofs: Cache::new(MOST_SESSIONS),
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
        let needed_life = needed_life.min(SESSION_LIFE / 2);
        let now = self.clock.now();
        let too_old = |outcome: &Outcome<Arc<SessionCredentials>>| match outcome {
            Ok(session) => now.duration_until(session.expires_at) < needed_life,
            Err(_) => true,
        };
        let key = (integration.id, integration.version, bucket.clone());
        let renew = self.renew(integration, bucket, &key, now);
        let entry = self.sessions.entry(key.clone());
        entry.or_insert_with_if(renew, too_old).await.into_value()
    }

    /// A new session, or for want of an answer the old one.
    async fn renew(
        &self,
        integration: &Integration,
        bucket: &BucketName,
        key: &SessionKey,
        now: Timestamp,
    ) -> Outcome<Arc<SessionCredentials>> {
        let old = self.sessions.get(key).await;
        let fetched = self.fetch(integration, bucket).await;
        match (fetched, old) {
            (Err(CredentialError::Unavailable(error)), Some(Ok(old)))
                if error.is_transient() && old.expires_at > now =>
            {
                Ok(old)
            }
            (fetched, _) => fetched,
        }
    }

    async fn fetch(
        &self,
        integration: &Integration,
        bucket: &BucketName,
    ) -> Outcome<Arc<SessionCredentials>> {
        let role = integration.settings.role_arn.as_ref();
        let role_arn = role.ok_or(CredentialError::NoRole)?;
        let grant = Grant::from(&integration.settings);
        let assume = self.assumer.assume_role(AssumeRole {
            role_arn,
            external_id: Some(&integration.external_id),
            role_session_name: integration.id.to_string(),
            session_policy: session_policy(&grant, bucket).to_json(),
            duration: SESSION_LIFE,
        });
        let (session, proof) = futures::join!(assume, self.prove(role_arn));
        let session = session?;
        proof?;
        Ok(Arc::new(session))
    }

    /// That the role refuses us without the external id, asked lately.
    async fn prove(&self, role_arn: &RoleArn) -> Outcome<()> {
        let now = self.clock.now();
        let too_old = |outcome: &Outcome<Timestamp>| match outcome {
            Ok(proven_at) => proven_at.duration_until(now) >= PROOF_LIFE,
            Err(_) => true,
        };
        let ask = async {
            let without_external_id = self.assumer.assume_role(AssumeRole {
                role_arn,
                external_id: None,
                role_session_name: "external-id-proof".to_owned(),
                session_policy: deny_everything().to_json(),
                duration: SignedDuration::from_mins(15),
            });
            match without_external_id.await {
                Err(AssumeRoleError::AccessDenied) => Ok(now),
                Err(unknown) => Err(unknown.into()),
                Ok(_) => Err(CredentialError::IgnoresExternalId),
            }
        };
        let entry = self.proofs.entry(role_arn.clone());
        let outcome = entry.or_insert_with_if(ask, too_old).await.into_value();
        outcome.map(|_proven_at| ())
    }
}

#[cfg(test)]
mod tests;
