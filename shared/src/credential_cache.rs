//! Sessions of customers' roles: fetched once however many wait, kept in memory, renewed in time,
//! and never used before the role has proven that it demands the external id.
mod back_off;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use moka::future::Cache;
use moka::policy::EvictionPolicy;
use tokio::time::timeout;

use back_off::BackOff;

use crate::domain::{BucketName, Integration, IntegrationId, RoleArn};
use crate::policy::{Grant, deny_everything, session_policy};
use crate::ports::{AssumeRole, AssumeRoleError, Clock, RoleAssumer};
use crate::sigv4::SessionCredentials;

/// How long a session lasts: as long as role chaining allows.
pub const SESSION_LIFE: SignedDuration = SignedDuration::from_hours(1);

/// How long a proof that a role demands the external id serves further buckets of the role. Far
/// shorter than the time between renewals, so that each renewal rests on a new one.
const PROOF_LIFE: SignedDuration = SignedDuration::from_mins(5);

/// How old a session gets at least: otherwise a request for an hour would renew it each time.
const SESSION_REST: SignedDuration = SignedDuration::from_mins(10);

/// How long a renewal may take while there is a session that still lives.
const RENEWAL_PATIENCE: Duration = Duration::from_secs(2);

/// Sessions kept; what was not used for longest goes first.
const MAX_SESSIONS: u64 = 10_000;

/// The sessions of customers' roles, one per integration, its version, and bucket.
///
/// A session serves a request when it has [`needed_life`](crate::presign::needed_life) left, and is
/// renewed when it has not, but not within its first ten minutes. So a URL is limited by its session
/// only when more than 50 minutes are needed, and then lives for 50 at least.
///
/// A failure is told to everyone who waited for it, and STS is not asked again for a second, which
/// becomes twice as long with each further failure, up to half a minute. Where STS merely does not
/// answer within two seconds, a session serves as long as it lives.
///
/// Only after a role was assumed with the external id is it asked without: before, a denial could
/// mean that the role does not exist yet, and would prove nothing.
pub struct CredentialCache {
    assumer: Arc<dyn RoleAssumer>,
    clock: Arc<dyn Clock>,
    sessions: Cache<SessionKey, Result<Arc<SessionCredentials>, Unusable>>,
    proofs: Cache<RoleArn, Result<Timestamp, CredentialError>>,
    back_off: BackOff,
}

/// A changed integration has another version, and so never serves under its former policy.
type SessionKey = (IntegrationId, u64, BucketName);

/// There are no credentials for a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// Why.
    pub reason: CredentialError,
    /// In how many seconds STS is asked again; none if it is not asked at all.
    pub retry_after: Option<u32>,
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
        Self::bounded(assumer, clock, MAX_SESSIONS)
    }

    fn bounded(assumer: Arc<dyn RoleAssumer>, clock: Arc<dyn Clock>, sessions: u64) -> Self {
        Self {
            assumer,
            clock,
            sessions: cache(sessions),
            proofs: cache(MAX_SESSIONS),
            back_off: BackOff::new(),
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
    ) -> Result<Arc<SessionCredentials>, Unusable> {
        let role = integration.settings.role_arn.as_ref();
        let role_arn = role.ok_or(Unusable::NO_ROLE)?;
        let now = self.clock.now();
        let is_exposed = self.is_exposed(role_arn).await;
        let needed_life = needed_life.min(SESSION_LIFE - SESSION_REST);
        let lives = |session: &Arc<SessionCredentials>| {
            now.duration_until(session.expires_at) >= needed_life
        };
        let is_outdated =
            |held: &Result<_, Unusable>| is_exposed || !held.as_ref().is_ok_and(lives);
        let key = (integration.id, integration.version, bucket.clone());
        let renew = self.renew(integration, role_arn, &key, now);
        let entry = self.sessions.entry(key.clone());
        entry
            .or_insert_with_if(renew, is_outdated)
            .await
            .into_value()
    }

    /// A new session, or for want of an answer the old one.
    async fn renew(
        &self,
        integration: &Integration,
        role_arn: &RoleArn,
        key: &SessionKey,
        now: Timestamp,
    ) -> Result<Arc<SessionCredentials>, Unusable> {
        let old = self.sessions.get(key).await.and_then(Result::ok);
        let old = old.filter(|old| old.expires_at > now);
        let asked = self.ask(integration, role_arn, key, now, old.is_some());
        match asked.await {
            Ok(session) => Ok(Arc::new(session)),
            Err(unusable) => {
                let is_silence = unusable.reason.is_transient() && !self.is_exposed(role_arn).await;
                old.filter(|_| is_silence).ok_or(unusable)
            }
        }
    }

    /// A new session, unless STS is to be left in peace after a failure.
    async fn ask(
        &self,
        integration: &Integration,
        role_arn: &RoleArn,
        key: &SessionKey,
        now: Timestamp,
        is_renewal: bool,
    ) -> Result<SessionCredentials, Unusable> {
        if let Some(unusable) = self.back_off.holds(key, now) {
            return Err(unusable);
        }
        let fetch = self.fetch(integration, role_arn, &key.2);
        let fetched = if is_renewal {
            let fetched = timeout(RENEWAL_PATIENCE, fetch).await;
            fetched.unwrap_or(Err(AssumeRoleError::TimedOut.into()))
        } else {
            fetch.await
        };
        let failed = |error| {
            let (integration, _, bucket) = key;
            tracing::warn!(%integration, %bucket, %error, "a role cannot be used");
            self.back_off.failed(key, error, self.clock.now())
        };
        let session = fetched.map_err(failed)?;
        self.back_off.succeeded(key);
        Ok(session)
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
        let lasts = |proven_at: &Timestamp| {
            let age = proven_at.duration_until(now);
            (SignedDuration::ZERO..PROOF_LIFE).contains(&age)
        };
        let is_outdated = |proof: &Result<_, CredentialError>| !proof.as_ref().is_ok_and(lasts);
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
                Err(unknown) if !self.is_exposed(role_arn).await => Err(unknown.into()),
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

impl Unusable {
    const NO_ROLE: Self = Self {
        reason: CredentialError::NoRole,
        retry_after: None,
    };
}

impl CredentialError {
    /// Whether this says something about STS at this moment, and nothing about the role.
    #[must_use]
    pub const fn is_transient(self) -> bool {
        matches!(self, Self::Unavailable(reason) if reason.is_transient())
    }
}

/// Bounded, and forgetting what is older than any session.
fn cache<K, V>(entries: u64) -> Cache<K, V>
where
    K: std::hash::Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    let life = SESSION_LIFE.unsigned_abs();
    Cache::builder()
        .max_capacity(entries)
        .eviction_policy(EvictionPolicy::lru())
        .time_to_live(life)
        .build()
}

#[cfg(test)]
mod tests;
