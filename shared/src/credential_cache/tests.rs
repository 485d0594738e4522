use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

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

#[async_trait]
impl RoleAssumer for FakeSts {
    async fn assume_role(
        &self,
        request: AssumeRole<'_>,
    ) -> Result<SessionCredentials, AssumeRoleError> {
        tokio::task::yield_now().await;
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
        let needed_life = SignedDuration::from_mins(minutes);
        let bucket = bucket.parse().unwrap();
        self.cache
            .session(&self.integration, &bucket, needed_life)
            .await
    }

    /// How often the role was assumed with, and without, the external id.
    fn asked(&self) -> (usize, usize) {
        (
            self.sts.with_external_id.load(Ordering::Relaxed),
            self.sts.without_external_id.load(Ordering::Relaxed),
        )
    }

    fn wait(&self, minutes: i64) {
        self.clock.0.fetch_add(minutes * 60, Ordering::Relaxed);
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
async fn an_hour_is_never_left_so_half_an_hour_is_enough() {
    let world = world(SOUND);
    world.session("images", 60).await.unwrap();
    world.wait(30);
    world.session("images", 60).await.unwrap();
    assert_eq!(world.asked(), (1, 1));
    world.wait(1);
    world.session("images", 60).await.unwrap();
    assert_eq!(world.asked(), (2, 2));
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
async fn a_failure_is_told_to_all_who_wait_and_never_kept() {
    let world = world(Answers {
        with_external_id: Err(AssumeRoleError::AccessDenied),
        ..SOUND
    });
    let waiting = (0..10).map(|_| world.session("images", 15));
    for session in futures::future::join_all(waiting).await {
        assert_eq!(session, Err(AssumeRoleError::AccessDenied.into()));
    }
    assert_eq!(world.asked(), (1, 0));
    world.session("images", 15).await.unwrap_err();
    assert_eq!(world.asked(), (2, 0));
}

/// A denial before the role exists proves nothing about the role that is created then.
#[tokio::test]
async fn a_role_is_proven_only_once_it_can_be_assumed() {
    let denied = Err(AssumeRoleError::AccessDenied);
    let world = world(Answers {
        with_external_id: denied,
        without_external_id: denied,
    });
    world.session("images", 15).await.unwrap_err();
    *world.sts.answer.lock().unwrap() = Answers {
        with_external_id: Ok(()),
        without_external_id: Ok(()),
    };
    world.wait(1);
    let session = world.session("images", 15).await;
    assert_eq!(session, Err(CredentialError::IgnoresExternalId));
}

#[tokio::test]
async fn what_one_bucket_learns_of_a_role_holds_for_all() {
    let world = world(SOUND);
    world.session("images", 15).await.unwrap();
    *world.sts.answer.lock().unwrap() = Answers {
        without_external_id: Ok(()),
        ..SOUND
    };
    world.wait(6);
    for bucket in ["video", "images"] {
        let session = world.session(bucket, 15).await;
        assert_eq!(session, Err(CredentialError::IgnoresExternalId), "{bucket}");
    }
}

#[tokio::test]
async fn where_sts_does_not_answer_a_session_serves_as_long_as_it_lives() {
    let world = world(SOUND);
    let session = world.session("images", 15).await.unwrap();
    for silence in [AssumeRoleError::Throttled, AssumeRoleError::Unavailable] {
        *world.sts.answer.lock().unwrap() = Answers {
            with_external_id: Err(silence),
            ..SOUND
        };
        world.wait(25);
        let asked = world.asked().0;
        for _ in 0..3 {
            assert_eq!(world.session("images", 15).await, Ok(session.clone()));
        }
        // Not asked again with every request.
        assert!(world.asked().0 <= asked + 1);
    }
    assert_eq!(world.asked(), (2, 1));
    world.wait(10);
    world.session("images", 15).await.unwrap_err();
}

#[tokio::test]
async fn a_role_that_is_refused_at_its_renewal_is_used_no_longer() {
    let world = world(SOUND);
    world.session("images", 15).await.unwrap();
    *world.sts.answer.lock().unwrap() = Answers {
        without_external_id: Ok(()),
        ..SOUND
    };
    world.wait(50);
    let session = world.session("images", 15).await;
    assert_eq!(session, Err(CredentialError::IgnoresExternalId));
}

#[tokio::test]
async fn a_silent_sts_makes_nobody_forget_that_a_role_ignores_the_external_id() {
    let world = world(SOUND);
    world.session("images", 15).await.unwrap();
    let answer = |answers| *world.sts.answer.lock().unwrap() = answers;
    answer(Answers {
        without_external_id: Ok(()),
        ..SOUND
    });
    world.wait(6);
    world.session("video", 15).await.unwrap_err();
    answer(Answers {
        with_external_id: Err(AssumeRoleError::Throttled),
        ..SOUND
    });
    let session = world.session("images", 15).await;
    assert_eq!(session, Err(AssumeRoleError::Throttled.into()));
    answer(Answers {
        without_external_id: Err(AssumeRoleError::Throttled),
        ..SOUND
    });
    let session = world.session("video", 15).await;
    assert_eq!(session, Err(CredentialError::IgnoresExternalId));
    answer(SOUND);
    world.session("images", 15).await.unwrap();
}

#[tokio::test]
async fn an_old_session_of_an_exposed_role_is_not_used_while_the_proof_is_silent() {
    let world = world(SOUND);
    world.session("images", 15).await.unwrap();
    let answer = |without_external_id| {
        let answers = Answers {
            without_external_id,
            ..SOUND
        };
        *world.sts.answer.lock().unwrap() = answers;
    };
    answer(Ok(()));
    world.wait(6);
    world.session("video", 15).await.unwrap_err();
    answer(Err(AssumeRoleError::Throttled));
    let session = world.session("images", 15).await;
    assert_eq!(session, Err(CredentialError::IgnoresExternalId));
}
