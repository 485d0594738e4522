//! Whether the role lets the service in, and nobody else through it.
use std::time::Duration;

use futures::future::join3;
use jiff::{SignedDuration, Timestamp};
use shared::credential_cache::SESSION_LIFE;
use shared::domain::{ExternalId, Integration, Platform, RoleArn};
use shared::policy::{deny_everything, trust_policy};
use shared::ports::{AssumeRole, AssumeRoleError, RoleAssumer};
use tokio::time::{Instant, sleep};

use crate::console;
use crate::report::{Check, Fix, Name, Status};

/// How long after a change a denial may mean that AWS does not know the role yet.
const PROPAGATION: SignedDuration = SignedDuration::from_mins(5);

/// When a role that may not be known yet is asked for again.
const PAUSES: [Duration; 3] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// How long it is asked for again: with the other checks an answer has to be there within 25 seconds,
/// even where STS takes its time.
const RETRYING: Duration = Duration::from_secs(8);

/// The shortest session that STS gives.
const SHORT: SignedDuration = SignedDuration::from_mins(15);

/// An integration's role, and whom to ask about it.
pub(crate) struct Role<'a> {
    pub(crate) assumer: &'a dyn RoleAssumer,
    pub(crate) platform: &'a Platform,
    pub(crate) integration: &'a Integration,
    pub(crate) arn: &'a RoleArn,
    /// One that the role has never heard of.
    pub(crate) wrong_external_id: &'a ExternalId,
    pub(crate) now: Timestamp,
}

/// What cannot be looked at while the role cannot be assumed: a role that does not exist refuses
/// a wrong external id, too, and that proves nothing.
const REST_ON_THE_ROLE: [Name; 3] = [
    Name::ExternalIdIsRequired,
    Name::WrongExternalIdIsRefused,
    Name::SessionDurationIsAllowed,
];

/// The checks of an integration that has no role yet.
pub(crate) fn without_role() -> Vec<Check> {
    let missing = Check::new(
        Name::RoleIsAssumable,
        Status::Failed,
        "the integration has no role",
    );
    let missing = missing.action("Create the role with the rendered policies, and save its ARN.");
    skipping_the_rest(missing)
}

fn skipping_the_rest(check: Check) -> Vec<Check> {
    let skipped = |name| Check::new(name, Status::Skipped, "it rests on role_is_assumable");
    let rest = REST_ON_THE_ROLE.map(skipped);
    std::iter::once(check).chain(rest).collect()
}

impl Role<'_> {
    /// Every check of the role.
    pub(crate) async fn checks(&self) -> Vec<Check> {
        let assumable = timed(self.is_assumable()).await;
        if assumable.status != Status::Passed {
            return skipping_the_rest(assumable);
        }
        let required = self.is_refused(Name::ExternalIdIsRequired, None);
        let wrong = Some(self.wrong_external_id);
        let refused = self.is_refused(Name::WrongExternalIdIsRefused, wrong);
        let duration = self.allows_the_session_duration();
        let (required, refused, duration) =
            join3(timed(required), timed(refused), timed(duration)).await;
        vec![assumable, required, refused, duration]
    }

    async fn is_assumable(&self) -> Check {
        let check = |status, detail: &str| Check::new(Name::RoleIsAssumable, status, detail);
        let is_recent = self.integration.updated_at.duration_until(self.now) < PROPAGATION;
        let started = Instant::now();
        let mut pauses = PAUSES
            .iter()
            .take_while(|_| is_recent && started.elapsed() < RETRYING);
        let answer = loop {
            let answer = self.ask(Some(&self.integration.external_id), SHORT).await;
            match pauses.next() {
                Some(pause) if answer == Err(AssumeRoleError::AccessDenied) => {
                    sleep(*pause).await;
                }
                _ => break answer,
            }
        };
        match answer {
            Ok(()) => check(Status::Passed, "AWS lets the service assume the role"),
            Err(AssumeRoleError::AccessDenied) if is_recent => check(
                Status::Pending,
                "AWS refuses to let the service assume the role, which was changed just now",
            )
            .action(
                "Verify again in a moment: AWS needs up to a minute until it knows a role. If it \
                 stays so, compare the role's ARN and trust policy.",
            )
            .fix(self.trust_policy()),
            Err(AssumeRoleError::AccessDenied) => check(
                Status::Failed,
                "AWS refuses to let the service assume the role: it does not exist, or its trust \
                 policy does not let the service in",
            )
            .action("Compare the role's ARN, and replace its trust policy.")
            .fix(self.trust_policy()),
            Err(error) => silent(Name::RoleIsAssumable, error),
        }
    }

    /// Whether the role is refused with an external id that is not the integration's, or none.
    async fn is_refused(&self, name: Name, external_id: Option<&ExternalId>) -> Check {
        match self.ask(external_id, SHORT).await {
            Err(AssumeRoleError::AccessDenied) => {
                Check::new(name, Status::Passed, "AWS refuses it, as it has to")
            }
            Ok(()) => Check::new(
                name,
                Status::Failed,
                "the role can be assumed without the integration's external id, so that anyone \
                 could have this service read its buckets (the confused deputy problem); the role \
                 is not used",
            )
            .action("Replace the role's trust policy: its condition demands the external id.")
            .fix(self.trust_policy()),
            Err(error) => silent(name, error),
        }
    }

    async fn allows_the_session_duration(&self) -> Check {
        let name = Name::SessionDurationIsAllowed;
        let answer = self.ask(Some(&self.integration.external_id), SESSION_LIFE);
        match answer.await {
            Ok(()) => Check::new(name, Status::Passed, "sessions last an hour"),
            Err(AssumeRoleError::Refused) => Check::new(
                name,
                Status::Failed,
                "AWS refuses sessions of an hour, though it gives shorter ones",
            )
            .action("Set the role's maximum session duration to an hour at least."),
            Err(error) => silent(name, error),
        }
    }

    /// Asks for a session that may do nothing.
    async fn ask(
        &self,
        external_id: Option<&ExternalId>,
        duration: SignedDuration,
    ) -> Result<(), AssumeRoleError> {
        let request = AssumeRole {
            role_arn: self.arn,
            external_id,
            role_session_name: self.integration.id.to_string(),
            session_policy: deny_everything().to_json(),
            duration,
        };
        self.assumer.assume_role(request).await.map(|_session| ())
    }

    fn trust_policy(&self) -> Fix {
        Fix {
            document: "trust-policy.json",
            json: trust_policy(self.platform, &self.integration.external_id),
            console_url: console::trust_relationships(self.arn),
        }
    }
}

/// STS said nothing about the role.
fn silent(name: Name, error: AssumeRoleError) -> Check {
    Check::new(name, Status::Skipped, error.to_string())
        .action("Verify again in a moment. Nothing is known about this property.")
}

async fn timed(check: impl Future<Output = Check>) -> Check {
    let started = Instant::now();
    check.await.took(started.elapsed())
}

#[cfg(test)]
mod tests;
