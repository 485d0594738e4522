use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};

use async_trait::async_trait;

use super::*;
use crate::domain::fixtures::default_integration;
use crate::sigv4::SigningKeys;

#[derive(Default)]
struct FakeClock(AtomicI64);

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

/// An STS that counts, and answers as it is told.
struct FakeSts {
    clock: Arc<FakeClock>,
    with_external_id: AtomicUsize,
    without_external_id: AtomicUsize,
    answer: Mutex<Answers>,
    hangs: AtomicBool,
}

#[derive(Clone, Copy)]
struct Answers {
    with_external_id: Result<(), AssumeRoleError>,
    without_external_id: Result<(), AssumeRoleError>,
}

const SOUND: Answers = Answers {
    with_external_id: Ok(()),
    without_external_id: Err(AssumeRoleError::AccessDenied),
};

const DENIED: Answers = Answers {
    with_external_id: Err(AssumeRoleError::AccessDenied),
    without_external_id: Err(AssumeRoleError::AccessDenied),
};

#[async_trait]
impl RoleAssumer for FakeSts {
    async fn assume_role(
        &self,
        request: AssumeRole<'_>,
    ) -> Result<SessionCredentials, AssumeRoleError> {
        tokio::task::yield_now().await;
        if self.hangs.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        let answers = *self.answer.lock().unwrap();
        let (counter, answer) = match request.external_id {
            Some(_) => (&self.with_external_id, answers.with_external_id),
            None => (&self.without_external_id, answers.without_external_id),
        };
        let number = counter.fetch_add(1, Ordering::Relaxed);
        answer.map(|()| SessionCredentials {
            access_key_id: format!("ASIA{number}"),
            secret_access_key: "secret".into(),
            session_token: request.session_policy,
            starts_at: self.clock.now(),
            expires_at: self.clock.now() + request.duration,
            signing_keys: SigningKeys::default(),
        })
    }
}

struct World {
    clock: Arc<FakeClock>,
    sts: Arc<FakeSts>,
    cache: CredentialCache,
    integration: Integration,
}

fn world(answer: Answers) -> World {
    let clock = Arc::new(FakeClock::default());
    let sts = Arc::new(FakeSts {
        clock: clock.clone(),
        with_external_id: AtomicUsize::new(0),
        without_external_id: AtomicUsize::new(0),
        answer: Mutex::new(answer),
        hangs: AtomicBool::new(false),
    });
    World {
        cache: CredentialCache::new(sts.clone(), clock.clone()),
        clock,
        sts,
        integration: default_integration(1, &["images", "video"]),
    }
}

impl World {
    async fn session(
        &self,
        bucket: &str,
        minutes: i64,
    ) -> Result<Arc<SessionCredentials>, CredentialError> {
        let session = self.session_of(&self.integration, bucket, minutes).await;
        session.map_err(|unusable| unusable.reason)
    }

    async fn session_of(
        &self,
        integration: &Integration,
        bucket: &str,
        minutes: i64,
    ) -> Result<Arc<SessionCredentials>, Unusable> {
        let needed_life = SignedDuration::from_mins(minutes);
        let bucket = bucket.parse().unwrap();
        self.cache.session(integration, &bucket, needed_life).await
    }

    fn answer(&self, answers: Answers) {
        *self.sts.answer.lock().unwrap() = answers;
    }

    /// How often the role was assumed with, and without, the external id.
    fn asked(&self) -> (usize, usize) {
        (
            self.sts.with_external_id.load(Ordering::Relaxed),
            self.sts.without_external_id.load(Ordering::Relaxed),
        )
    }

    fn wait(&self, minutes: i64) {
        self.wait_seconds(minutes * 60);
    }

    fn wait_seconds(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn however_many_wait_it_is_fetched_once() {
    let world = world(SOUND);
    let waiting = (0..1000).map(|_| world.session("images", 15));
    for session in futures::future::join_all(waiting).await {
        assert_eq!(session.unwrap().access_key_id, "ASIA0");
    }
    assert_eq!(world.asked(), (1, 1));
}

#[tokio::test]
async fn each_bucket_has_its_session_and_the_role_one_proof() {
    let world = world(SOUND);
    let images = world.session("images", 15).await.unwrap();
    let video = world.session("video", 15).await.unwrap();
    assert!(images.session_token.contains("arn:aws:s3:::images/*"));
    assert!(video.session_token.contains("arn:aws:s3:::video/*"));
    assert_eq!(world.asked(), (2, 1));
}

#[tokio::test]
async fn a_session_is_renewed_and_proven_anew_when_too_little_life_is_left() {
    let world = world(SOUND);
    world.session("images", 15).await.unwrap();
    world.wait(45);
    world.session("images", 15).await.unwrap();
    assert_eq!(world.asked(), (1, 1));
    world.wait(1);
    world.session("images", 15).await.unwrap();
    assert_eq!(world.asked(), (2, 2));
}

#[tokio::test]
async fn an_hour_is_never_left_so_a_session_is_kept_for_ten_minutes() {
    let world = world(SOUND);
    world.session("images", 60).await.unwrap();
    world.wait(10);
    world.session("images", 60).await.unwrap();
    assert_eq!(world.asked(), (1, 1));
    world.wait(1);
    world.session("images", 60).await.unwrap();
    assert_eq!(world.asked(), (2, 2));
}

#[tokio::test]
async fn up_to_fifty_minutes_no_session_limits_a_url() {
    let world = world(SOUND);
    for needed in [1, 15, 30, 50] {
        for _ in 0..200 {
            let session = world.session("images", needed).await.unwrap();
            let left = world.clock.now().duration_until(session.expires_at);
            assert!(left >= SignedDuration::from_mins(needed));
            world.wait(1);
        }
    }
}

#[tokio::test]
async fn another_version_of_the_integration_has_its_own_session() {
    let mut world = world(SOUND);
    world.session("images", 15).await.unwrap();
    world.integration.version += 1;
    world.session("images", 15).await.unwrap();
    assert_eq!(world.asked(), (2, 1));
}

#[tokio::test]
async fn a_role_that_ignores_the_external_id_is_never_used() {
    let world = world(Answers {
        without_external_id: Ok(()),
        ..SOUND
    });
    let session = world.session("images", 15).await;
    assert_eq!(session, Err(CredentialError::IgnoresExternalId));
}

#[tokio::test]
async fn without_an_answer_to_the_proof_the_role_is_not_used() {
    let world = world(Answers {
        without_external_id: Err(AssumeRoleError::Throttled),
        ..SOUND
    });
    let session = world.session("images", 15).await;
    assert_eq!(session, Err(AssumeRoleError::Throttled.into()));
}

#[tokio::test]
async fn a_failure_is_told_to_all_who_wait() {
    let world = world(DENIED);
    let waiting = (0..10).map(|_| world.session("images", 15));
    for session in futures::future::join_all(waiting).await {
        assert_eq!(session, Err(AssumeRoleError::AccessDenied.into()));
    }
    assert_eq!(world.asked(), (1, 0));
}

#[tokio::test]
async fn a_failing_role_is_asked_again_after_ever_longer_pauses_and_says_when() {
    let world = world(DENIED);
    for (asked, pause) in (1..).zip([1, 2, 4, 8, 16, 30, 30]) {
        for second in 0..pause {
            // Whichever bucket it is for: it is the role that fails.
            for bucket in ["images", "video"] {
                let unusable = world.session_of(&world.integration, bucket, 15).await;
                let unusable = unusable.unwrap_err();
                assert_eq!(unusable.reason, AssumeRoleError::AccessDenied.into());
                assert_eq!(unusable.retry_after, Some(pause - second));
            }
            world.wait_seconds(1);
        }
        assert_eq!(world.asked(), (asked, 0));
    }
    world.answer(SOUND);
    world.session("images", 15).await.unwrap();
    // All is forgotten: the next failure is a first one.
    world.answer(DENIED);
    world.wait(55);
    let unusable = world.session_of(&world.integration, "images", 15).await;
    assert_eq!(unusable.unwrap_err().retry_after, Some(1));
}

#[tokio::test]
async fn requests_that_fail_side_by_side_fail_once() {
    let world = world(DENIED);
    let asking = ["images", "video"].map(|bucket| world.session(bucket, 15));
    futures::future::join_all(asking).await;
    assert_eq!(world.asked(), (2, 0));
    world.wait_seconds(1);
    let unusable = world.session_of(&world.integration, "images", 15).await;
    assert_eq!(unusable.unwrap_err().retry_after, Some(2));
}

#[tokio::test]
async fn a_bucket_whose_policy_is_too_large_leaves_the_others_alone() {
    let too_large = AssumeRoleError::PackedPolicyTooLarge;
    let world = world(Answers {
        with_external_id: Err(too_large),
        ..SOUND
    });
    let unusable = Unusable {
        reason: too_large.into(),
        retry_after: None,
    };
    let session = world.session_of(&world.integration, "images", 15).await;
    assert_eq!(session, Err(unusable));
    world.answer(SOUND);
    world.session("video", 15).await.unwrap();
    let session = world.session_of(&world.integration, "images", 15).await;
    assert_eq!(session, Err(unusable));
}

#[tokio::test]
async fn a_bucket_of_its_own_failure_rests_though_its_role_failed_before() {
    let world = world(DENIED);
    world.session("images", 15).await.unwrap_err();
    world.answer(Answers {
        with_external_id: Err(AssumeRoleError::PackedPolicyTooLarge),
        ..SOUND
    });
    world.wait_seconds(2);
    for _ in 0..3 {
        world.session("images", 15).await.unwrap_err();
    }
    assert_eq!(world.asked(), (2, 0));
}

#[tokio::test]
async fn a_clock_that_goes_back_prolongs_no_pause() {
    let world = world(DENIED);
    world.wait(60);
    world.session("images", 15).await.unwrap_err();
    world.wait(-30);
    world.session("images", 15).await.unwrap_err();
    assert_eq!(world.asked(), (2, 0));
}

#[tokio::test]
async fn a_burst_over_many_integrations_evicts_what_was_not_used_for_longest() {
    let mut world = world(SOUND);
    let (sts, clock) = (world.sts.clone(), world.clock.clone());
    world.cache = CredentialCache::bounded(sts, clock, 100);
    world.session("images", 15).await.unwrap();
    for n in 2..=500 {
        let other = default_integration(n, &["images"]);
        world.session_of(&other, "images", 15).await.unwrap();
        world.session("images", 15).await.unwrap();
        world.cache.sessions.run_pending_tasks().await;
        assert!(world.cache.sessions.entry_count() <= 100);
    }
    assert_eq!(world.asked().0, 500);
    let (last, first) = [500, 2].map(|n| default_integration(n, &["images"])).into();
    world.session_of(&last, "images", 15).await.unwrap();
    assert_eq!(world.asked().0, 500);
    world.session_of(&first, "images", 15).await.unwrap();
    assert_eq!(world.asked().0, 501);
}

/// A denial before the role exists proves nothing about the role that is created then.
#[tokio::test]
async fn a_role_is_proven_only_once_it_can_be_assumed() {
    let world = world(DENIED);
    world.session("images", 15).await.unwrap_err();
    world.answer(Answers {
        with_external_id: Ok(()),
        without_external_id: Ok(()),
    });
    world.wait(1);
    let session = world.session("images", 15).await;
    assert_eq!(session, Err(CredentialError::IgnoresExternalId));
}

#[tokio::test]
async fn what_one_bucket_learns_of_a_role_holds_for_all() {
    let world = world(SOUND);
    world.session("images", 15).await.unwrap();
    world.answer(Answers {
        without_external_id: Ok(()),
        ..SOUND
    });
    world.wait(6);
    for bucket in ["video", "images"] {
        let session = world.session(bucket, 15).await;
        assert_eq!(session, Err(CredentialError::IgnoresExternalId), "{bucket}");
    }
}

#[tokio::test]
async fn where_sts_does_not_answer_a_session_serves_as_long_as_it_lives() {
    use AssumeRoleError::{Throttled, TimedOut, Unavailable};
    let denied = Err(AssumeRoleError::AccessDenied);
    for silence in [Throttled, TimedOut, Unavailable].map(Err) {
        for (with_external_id, without_external_id) in [(silence, denied), (Ok(()), silence)] {
            let world = world(SOUND);
            let session = world.session("images", 15).await.unwrap();
            world.answer(Answers {
                with_external_id,
                without_external_id,
            });
            world.wait(50);
            for _ in 0..3 {
                assert_eq!(world.session("images", 15).await, Ok(session.clone()));
            }
            // Not asked again with every request.
            assert_eq!(world.asked().0, 2);
            world.wait(10);
            let unusable = world.session("images", 15).await.unwrap_err();
            assert!(unusable.is_transient());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_long_for_a_renewal_while_a_session_lives() {
    let world = world(SOUND);
    let session = world.session("images", 15).await.unwrap();
    world.sts.hangs.store(true, Ordering::Relaxed);
    world.wait(50);
    let started = tokio::time::Instant::now();
    assert_eq!(world.session("images", 15).await, Ok(session));
    assert_eq!(started.elapsed(), RENEWAL_PATIENCE);
}

#[tokio::test]
async fn a_role_that_is_refused_at_its_renewal_is_used_no_longer() {
    let world = world(SOUND);
    world.session("images", 15).await.unwrap();
    world.answer(Answers {
        without_external_id: Ok(()),
        ..SOUND
    });
    world.wait(50);
    let session = world.session("images", 15).await;
    assert_eq!(session, Err(CredentialError::IgnoresExternalId));
}

#[tokio::test]
async fn a_silent_sts_makes_nobody_forget_that_a_role_ignores_the_external_id() {
    let world = world(SOUND);
    world.session("images", 15).await.unwrap();
    let silence = Err(AssumeRoleError::Throttled);
    let exposed = Err(CredentialError::IgnoresExternalId);
    for (with_external_id, without_external_id, bucket, expected) in [
        (Ok(()), Ok(()), "video", exposed.clone()),
        (
            silence,
            SOUND.without_external_id,
            "images",
            Err(AssumeRoleError::Throttled.into()),
        ),
        (Ok(()), silence, "video", exposed.clone()),
        (Ok(()), silence, "images", exposed),
    ] {
        world.answer(Answers {
            with_external_id,
            without_external_id,
        });
        world.wait(6);
        assert_eq!(world.session(bucket, 15).await, expected);
    }
    world.answer(SOUND);
    world.wait(1);
    world.session("images", 15).await.unwrap();
}
