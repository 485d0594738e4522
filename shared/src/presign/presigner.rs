use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

use super::{ObjectSigner, PresignError, PresignOptions, Presigned, Validity, needed_life};
use crate::credential_cache::{CredentialCache, CredentialError};
use crate::domain::{BucketName, ExpiresIn, Integration, IntegrationId, Locator, Refusal, resolve};
use crate::ports::{AssumeRoleError, BucketAddressing, Clock};
use crate::sigv4::{BucketAddress, SessionCredentials};

/// The most buckets that one request may name: each costs a session.
pub const MAX_BUCKETS: usize = 100;

/// The most sessions of one integration that one request asks for at a time: a role that is slow
/// takes no turns from the others. All integrations together are bounded by [`MAX_BUCKETS`].
const SESSIONS_IN_FLIGHT: usize = 16;

/// How long a request waits for sessions: roles that are slow fail their own locators, and leave
/// the others time to be answered within API Gateway's 30 seconds. Enough for STS to be asked
/// twice, with the external id and without, each time for as long as a call may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Turns locators into presigned URLs.
pub struct Presigner {
    /// The sessions to sign with.
    pub credentials: CredentialCache,
    /// Where buckets are reached.
    pub addressing: Arc<dyn BucketAddressing>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How long a locator keeps its URL, at most.
    pub window: SignedDuration,
}

/// Everything that URLs of one bucket under one integration have in common.
struct Signing {
    address: BucketAddress,
    session: Arc<SessionCredentials>,
    requester_pays: bool,
}

type Target = (IntegrationId, BucketName);

const TIMED_OUT: CredentialError = CredentialError::Unavailable(AssumeRoleError::TimedOut);

impl Presigner {
    /// The presigned URLs of `locators`, in their order. One bad locator never fails the others.
    pub async fn presign<'a>(
        &self,
        integrations: &[Integration],
        locators: impl Iterator<Item = &'a str>,
        options: &PresignOptions,
    ) -> Vec<Result<Presigned, PresignError>> {
        let routed: Vec<_> = locators
            .map(|text| parse_and_route(integrations, text))
            .collect();
        let signings = self.prepare(&routed, options.expires_in).await;
        let now = self.clock.now();
        let signer = |(target, signing): (Target, Result<Signing, _>)| {
            let signer = signing.and_then(|signing| self.signer(now, &signing, options, target.0));
            (target, signer)
        };
        let signers: HashMap<_, _> = signings.into_iter().map(signer).collect();
        let sign = |routed: Result<(Locator, &Integration), PresignError>| {
            let (locator, integration) = routed?;
            let target = (integration.id, locator.bucket().clone());
            match signers.get(&target) {
                None => Err(PresignError::TooManyBuckets),
                Some(Err(error)) => Err(error.clone()),
                Some(Ok((signer, validity))) => Ok(Presigned {
                    presigned_url: signer.url(&locator),
                    expires_at: validity.expires_at,
                    limited_by: validity.limited_by,
                }),
            }
        };
        routed.into_iter().map(sign).collect()
    }

    /// A session and an address for each bucket, side by side.
    async fn prepare(
        &self,
        routed: &[Result<(Locator, &Integration), PresignError>],
        expires_in: ExpiresIn,
    ) -> HashMap<Target, Result<Signing, PresignError>> {
        let mut targets = HashMap::new();
        for (locator, integration) in routed.iter().flatten() {
            let target = (integration.id, locator.bucket().clone());
            if targets.len() < MAX_BUCKETS {
                targets.entry(target).or_insert(*integration);
            }
        }
        let needed_life = needed_life(expires_in, self.window);
        let deadline = Instant::now() + PATIENCE;
        let turns =
            |integration: &IntegrationId| (*integration, Semaphore::new(SESSIONS_IN_FLIGHT));
        let turns: HashMap<_, _> = targets.keys().map(|(id, _)| turns(id)).collect();
        let prepare = targets.into_iter().map(async |(target, integration)| {
            let signing = self.in_turn(&turns[&target.0], integration, &target.1, needed_life);
            let signing = timeout_at(deadline, signing).await;
            let too_late = PresignError::RoleUnavailable(target.0, TIMED_OUT);
            (target, signing.unwrap_or(Err(too_late)))
        });
        join_all(prepare).await.into_iter().collect()
    }

    /// A role for which STS was silent once is not waited for again: nobody has a turn any more.
    async fn in_turn(
        &self,
        turns: &Semaphore,
        integration: &Integration,
        bucket: &BucketName,
        needed_life: SignedDuration,
    ) -> Result<Signing, PresignError> {
        let timed_out = PresignError::RoleUnavailable(integration.id, TIMED_OUT);
        let Ok(_turn) = turns.acquire().await else {
            return Err(timed_out);
        };
        let signing = self.signing(integration, bucket, needed_life).await;
        if signing.as_ref().is_err_and(|error| *error == timed_out) {
            turns.close();
        }
        signing
    }

    async fn signing(
        &self,
        integration: &Integration,
        bucket: &BucketName,
        needed_life: SignedDuration,
    ) -> Result<Signing, PresignError> {
        let settings = &integration.settings;
        let address = self.addressing.address(settings, bucket);
        let address = address.map_err(PresignError::NoAddress)?;
        let session = self.credentials.session(integration, bucket, needed_life);
        let unavailable = |error| {
            tracing::warn!(integration = %integration.id, %bucket, %error, "a role cannot be used");
            PresignError::RoleUnavailable(integration.id, error)
        };
        Ok(Signing {
            address,
            session: session.await.map_err(unavailable)?,
            requester_pays: settings.requester_pays,
        })
    }

    fn signer(
        &self,
        now: Timestamp,
        signing: &Signing,
        options: &PresignOptions,
        integration: IntegrationId,
    ) -> Result<(ObjectSigner, Validity), PresignError> {
        let Signing {
            address,
            session,
            requester_pays,
        } = signing;
        let validity = Validity::plan(now, options.expires_in, self.window, session);
        // None when the session ended while the request waited for others.
        let validity = validity.ok_or(PresignError::RoleUnavailable(integration, TIMED_OUT))?;
        let overrides = &options.overrides;
        let signer = ObjectSigner::new(address, session, &validity, overrides, *requester_pays);
        Ok((signer, validity))
    }
}

fn parse_and_route<'a>(
    integrations: &'a [Integration],
    text: &str,
) -> Result<(Locator, &'a Integration), PresignError> {
    let locator: Locator = text.parse().map_err(PresignError::InvalidLocator)?;
    let integration = route(integrations, &locator)?;
    Ok((locator, integration))
}

/// The integration that serves `locator`.
///
/// # Errors
/// Why none does.
pub fn route<'a>(
    integrations: &'a [Integration],
    locator: &Locator,
) -> Result<&'a Integration, PresignError> {
    let named = |by: &Integration| (by.id, by.settings.name.clone());
    resolve(integrations, locator).map_err(|refusal| match refusal {
        Refusal::NoIntegration => PresignError::NoIntegration,
        Refusal::BucketNotPermitted => PresignError::BucketNotPermitted(locator.bucket().clone()),
        Refusal::IntegrationDisabled(by) => {
            let (id, name) = named(by);
            PresignError::IntegrationDisabled(id, name)
        }
        Refusal::FileVersioningDisabled(by) => {
            let (id, name) = named(by);
            PresignError::FileVersioningDisabled(id, name)
        }
    })
}

#[cfg(test)]
mod tests;
