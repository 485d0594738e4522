use jiff::{SignedDuration, Timestamp};
use moka::policy::EvictionPolicy;
use moka::sync::Cache;

use super::{CredentialError, MAX_SESSIONS, SessionKey, Unusable};
use crate::domain::{BucketName, IntegrationId};
use crate::ports::AssumeRoleError;

/// How long STS is not asked again after the first failure; twice as long after each further one.
const SHORTEST: SignedDuration = SignedDuration::from_secs(1);

/// How long it is not asked again at most: whoever corrects a role wants to see that it works.
const LONGEST: SignedDuration = SignedDuration::from_secs(30);

/// What failed lately, and until when STS is not asked for it again.
pub(super) struct BackOff {
    failures: Cache<Subject, Failure>,
}

/// An integration in one version, and the bucket if the failure is the bucket's own.
type Subject = (IntegrationId, u64, Option<BucketName>);

#[derive(Clone, Copy)]
struct Failure {
    reason: CredentialError,
    pause: SignedDuration,
    until: Timestamp,
}

impl BackOff {
    pub(super) fn new() -> Self {
        Self {
            failures: Cache::builder()
                .max_capacity(MAX_SESSIONS)
                .eviction_policy(EvictionPolicy::lru())
                .time_to_live(2 * LONGEST.unsigned_abs())
                .build(),
        }
    }

    /// Why STS is not asked now, if it is not.
    pub(super) fn holds(&self, key: &SessionKey, now: Timestamp) -> Option<Unusable> {
        let (id, version, bucket) = key;
        let lasting = |bucket| {
            let failure = self.failures.get(&(*id, *version, bucket))?;
            failure.lasts(now).then_some(failure)
        };
        let failure = lasting(None).or_else(|| lasting(Some(bucket.clone())))?;
        Some(failure.unusable(now))
    }

    /// Remembers a failure. The pause grows only when it was over: requests that failed side by side
    /// failed once.
    pub(super) fn failed(
        &self,
        key: &SessionKey,
        reason: CredentialError,
        now: Timestamp,
    ) -> Unusable {
        let (id, version, bucket) = key;
        let subject = (*id, *version, is_of_bucket(reason).then(|| bucket.clone()));
        let (pause, until) = match self.failures.get(&subject) {
            Some(before) if before.lasts(now) => (before.pause, before.until),
            Some(before) if now < before.until + LONGEST => {
                let pause = (before.pause * 2).min(LONGEST);
                (pause, now + pause)
            }
            _ => (SHORTEST, now + SHORTEST),
        };
        let failure = Failure {
            reason,
            pause,
            until,
        };
        self.failures.insert(subject, failure);
        failure.unusable(now)
    }

    /// Forgets that the role failed, for it did not.
    pub(super) fn succeeded(&self, (id, version, _): &SessionKey) {
        self.failures.invalidate(&(*id, *version, None));
    }
}

impl Failure {
    /// No longer than its pause, should the clock go back.
    fn lasts(&self, now: Timestamp) -> bool {
        let left = now.duration_until(self.until);
        left > SignedDuration::ZERO && left <= self.pause
    }

    fn unusable(&self, now: Timestamp) -> Unusable {
        let left = now.duration_until(self.until).as_millis().max(0);
        let seconds = u32::try_from(left).unwrap_or(u32::MAX).div_ceil(1000);
        Unusable {
            reason: self.reason,
            // Nothing gets better by itself where only another integration would help.
            retry_after: (!is_of_bucket(self.reason)).then_some(seconds),
        }
    }
}

/// Whether other buckets of the integration may do better: their session policies are other ones.
fn is_of_bucket(reason: CredentialError) -> bool {
    use AssumeRoleError::{PackedPolicyTooLarge, Refused};
    matches!(
        reason,
        CredentialError::Unavailable(PackedPolicyTooLarge | Refused)
    )
}
