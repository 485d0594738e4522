use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;

use super::*;
use crate::domain::fixtures::{bucket_integration, default_integration};
use crate::ports::{AddressError, AssumeRole, RoleAssumer};
use crate::sigv4::SigningKeys;

/// For how long STS is silent about the role `hanging`; it answers for others at once.
const SILENCE: Duration = Duration::from_secs(6);

/// The time, in milliseconds since 1970, and an STS that keeps to it.
#[derive(Default)]
struct World(AtomicI64);

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
        Timestamp::from_millisecond(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

fn presigner(world: &Arc<World>, window: SignedDuration) -> Presigner {
    Presigner {
        credentials: CredentialCache::new(world.clone(), world.clone()),
        addressing: world.clone(),
        clock: world.clone(),
        window,
    }
}

fn a_quarter_of_an_hour() -> PresignOptions {
    PresignOptions {
        expires_in: 900.try_into().unwrap(),
        overrides: crate::presign::ResponseOverrides::default(),
    }
}

#[tokio::test(start_paused = true)]
async fn a_role_that_hangs_is_waited_for_once_and_takes_nobodys_turn() {
    let presigner = presigner(&Arc::default(), SignedDuration::ZERO);
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
    let options = a_quarter_of_an_hour();

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

#[tokio::test]
async fn without_stable_urls_each_is_signed_when_it_is_asked_for() {
    let world = Arc::new(World::default());
    let presigner = presigner(&world, SignedDuration::from_mins(5));
    let mut fresh = bucket_integration(2, "fresh");
    fresh.settings.stable_urls = false;
    let table = RoutingTable::new(vec![bucket_integration(1, "stable"), fresh]);
    let options = a_quarter_of_an_hour();
    for (milliseconds, stable, fresh) in [
        (0, (0, 225 + 900), (0, 900)),
        (100_999, (0, 225 + 900), (100, 1000)),
        (1_000_000, (900, 900 + 225 + 900), (1000, 1900)),
    ] {
        world.0.store(milliseconds, Ordering::Relaxed);
        let locators = ["s3://stable/a", "s3://fresh/a"].into_iter();
        let prepared = presigner.prepare(&table, locators, &options).await;
        let lives = prepared.groups().map(|group| {
            let validity = group.unwrap().validity;
            let instants = (validity.signed_at, validity.expires_at);
            (instants.0.as_second(), instants.1.as_second())
        });
        assert_eq!(lives.collect::<Vec<_>>(), [stable, fresh]);
        let are_stable = prepared
            .outcomes()
            .map(|outcome| outcome.unwrap().presigned().is_stable);
        assert_eq!(are_stable.collect::<Vec<_>>(), [true, false]);
    }
}

/// Two: its bucket and its key. Routing and signing allocate nothing.
#[test]
fn a_locator_costs_two_allocations() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let presigner = presigner(&Arc::default(), SignedDuration::from_mins(5));
    let table = RoutingTable::new(vec![bucket_integration(1, "images")]);
    let options = a_quarter_of_an_hour();
    let locators: Vec<_> = (0..10_000)
        .map(|n| format!("s3://images/grün/{n}"))
        .collect();
    let mut url = String::with_capacity(4096);
    let mut presign = || {
        let texts = locators.iter().map(String::as_str);
        let prepared = runtime.block_on(presigner.prepare(&table, texts, &options));
        let signing = allocation_counter::measure(|| {
            for outcome in prepared.outcomes() {
                url.clear();
                outcome.unwrap().write_url(&mut url);
            }
        });
        assert_eq!(signing.count_total, 0);
    };
    presign();
    let warm = allocation_counter::measure(presign).count_total;
    assert!((20_000..20_200).contains(&warm), "{warm}");
}
