use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

use super::prepared::{Prepared, Routed, Signer, Target, Targets};
use super::{ObjectSigner, PresignError, PresignOptions, Validity, needed_life};
use crate::credential_cache::{CredentialCache, CredentialError, Unusable};
use crate::domain::{BucketName, Integration, Locator, Refusal, RoutingTable};
use crate::ports::{AssumeRoleError, BucketAddressing, Clock};
use crate::sigv4::{BucketAddress, SessionCredentials};

/// The most sessions of one integration that one request asks for at a time: a role that is slow
/// takes no turns from the others. All integrations together are bounded by [`MAX_BUCKETS`](super::MAX_BUCKETS).
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
    /// How long a locator keeps its URL, at most, under an integration with stable URLs.
    pub window: SignedDuration,
}

/// Everything that URLs of one bucket under one integration have in common.
struct Signing {
    address: BucketAddress,
    session: Arc<SessionCredentials>,
}

const TIMED_OUT: Unusable = Unusable {
    reason: CredentialError::Unavailable(AssumeRoleError::TimedOut),
    retry_after: Some(1),
};

impl Presigner {
    /// Routes every locator, and gets what it takes to sign them: a session and an address for each
    /// bucket, side by side. One bad locator never fails the others.
    pub async fn prepare(
        &self,
        table: &RoutingTable,
        locators: impl Iterator<Item = &str>,
        options: &PresignOptions,
    ) -> Prepared {
        let mut targets = Targets::default();
        let routed = locators
            .map(|text| route_text(table, &mut targets, text))
            .collect();
        let deadline = Instant::now() + PATIENCE;
        let turns =
            |target: &Target<'_>| (target.integration.id, Semaphore::new(SESSIONS_IN_FLIGHT));
        let turns: HashMap<_, _> = targets.all.iter().map(turns).collect();
        let prepare = targets.all.iter().map(
            async |Target {
                       integration,
                       bucket,
                   }| {
                let life = needed_life(options.expires_in, self.window(integration));
                // Nothing is signed before the last session is there.
                let needed_life = life + SignedDuration::try_from(PATIENCE).unwrap_or_default();
                let signing = async {
                    let _turn = turns[&integration.id].acquire().await;
                    self.signing(integration, bucket, needed_life).await
                };
                let signing = timeout_at(deadline, signing).await;
                let too_late = PresignError::RoleUnavailable(integration.id, TIMED_OUT);
                signing.unwrap_or(Err(too_late))
            },
        );
        let signings = join_all(prepare).await;
        let now = self.clock.now();
        let signers = targets.all.iter().zip(signings);
        let signer = |(target, signing): (&Target<'_>, Result<Signing, _>)| {
            self.signer(now, &signing?, options, target.integration)
        };
        Prepared {
            routed,
            signers: signers.map(signer).collect(),
        }
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
        let unavailable = |unusable| PresignError::RoleUnavailable(integration.id, unusable);
        Ok(Signing {
            address,
            session: session.await.map_err(unavailable)?,
        })
    }

    fn signer(
        &self,
        now: Timestamp,
        signing: &Signing,
        options: &PresignOptions,
        integration: &Integration,
    ) -> Result<Signer, PresignError> {
        let Signing { address, session } = signing;
        let window = self.window(integration);
        let validity = Validity::plan(now, options.expires_in, window, session);
        // None when the session ended while the request waited for others.
        let too_late = PresignError::RoleUnavailable(integration.id, TIMED_OUT);
        let validity = validity.ok_or(too_late)?;
        let overrides = &options.overrides;
        let requester_pays = integration.settings.requester_pays;
        let objects = ObjectSigner::new(address, session, &validity, overrides, requester_pays);
        Ok(Signer {
            objects,
            validity,
            is_stable: integration.settings.stable_urls,
        })
    }

    fn window(&self, integration: &Integration) -> SignedDuration {
        if integration.settings.stable_urls {
            self.window
        } else {
            SignedDuration::ZERO
        }
    }
}

fn route_text<'a>(
    table: &'a RoutingTable,
    targets: &mut Targets<'a>,
    text: &str,
) -> Result<Routed, PresignError> {
    let locator: Locator = text.parse().map_err(PresignError::InvalidLocator)?;
    let integration = route(table, &locator)?;
    let target = targets.number(integration, locator.bucket());
    let target = target.ok_or(PresignError::TooManyBuckets)?;
    Ok(Routed { locator, target })
}

/// The integration that serves `locator`.
///
/// # Errors
/// Why none does.
pub fn route<'a>(
    table: &'a RoutingTable,
    locator: &Locator,
) -> Result<&'a Integration, PresignError> {
    let named = |by: &Integration| (by.id, by.settings.name.clone());
    table.resolve(locator).map_err(|refusal| match refusal {
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
