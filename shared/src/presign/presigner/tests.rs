use async_trait::async_trait;

use super::*;
use crate::domain::fixtures::{bucket_integration, default_integration};
use crate::ports::{AddressError, AssumeRole, RoleAssumer};
use crate::sigv4::SigningKeys;

/// For how long STS is silent about the role `hanging`; it answers for others at once.
const SILENCE: Duration = Duration::from_secs(6);

struct World;

#[async_trait]
impl RoleAssumer for World {
    async fn assume_role(
        &self,
        request: AssumeRole<'_>,
    ) -> Result<SessionCredentials, AssumeRoleError> {
        if request.role_arn.to_string().ends_with("/hanging") {
            tokio::time::sleep(SILENCE).await;
            return Err(AssumeRoleError::TimedOut);
        }
        let demanded = request.external_id.ok_or(AssumeRoleError::AccessDenied);
        demanded.map(|_| SessionCredentials {
            access_key_id: String::new(),
            secret_access_key: String::new(),
            session_token: String::new(),
            starts_at: self.now(),
            expires_at: self.now() + request.duration,
            signing_keys: SigningKeys::default(),
        })
    }
}

impl BucketAddressing for World {
    fn address(
        &self,
        _: &crate::domain::Settings,
        bucket: &BucketName,
    ) -> Result<BucketAddress, AddressError> {
        let url = format!("https://{bucket}.s3.us-east-1.amazonaws.com/");
        Ok(BucketAddress::new(&url, "us-east-1").unwrap())
    }
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

#[tokio::test(start_paused = true)]
async fn a_role_that_hangs_is_waited_for_once_and_takes_nobodys_turn() {
    let presigner = Presigner {
        credentials: CredentialCache::new(Arc::new(World), Arc::new(World)),
        addressing: Arc::new(World),
        clock: Arc::new(World),
        window: SignedDuration::ZERO,
    };
    let buckets: Vec<_> = (1..crate::presign::MAX_BUCKETS)
        .map(|n| format!("bucket-{n}"))
        .collect();
    let names: Vec<_> = buckets.iter().map(String::as_str).collect();
    let mut hanging = default_integration(1, &names);
    let role = "arn:aws:iam::111122223333:role/hanging";
    hanging.settings.role_arn = Some(role.parse().unwrap());
    let hanging_id = hanging.id;
    let table = RoutingTable::new(vec![hanging, bucket_integration(2, "sound")]);
    let mut locators: Vec<_> = names.iter().map(|it| format!("s3://{it}/a")).collect();
    locators.push("s3://sound/a".to_owned());
    let options = PresignOptions {
        expires_in: 900.try_into().unwrap(),
        overrides: crate::presign::ResponseOverrides::default(),
    };

    let started = Instant::now();
    let locators = locators.iter().map(String::as_str);
    let prepared = presigner.prepare(&table, locators, &options).await;
    assert_eq!(started.elapsed().as_secs(), SILENCE.as_secs());
    let outcomes: Vec<_> = prepared.outcomes().collect();
    let (sound, silent) = outcomes.split_last().unwrap();
    assert!(sound.is_ok());
    let error = PresignError::RoleUnavailable(hanging_id, TIMED_OUT);
    assert!(
        silent
            .iter()
            .all(|outcome| outcome.is_err_and(|reason| *reason == error))
    );
}
