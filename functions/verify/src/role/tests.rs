use std::sync::Mutex;

use async_trait::async_trait;
use serde_json::{Value, from_value, json};
use shared::domain::Partition;
use shared::sigv4::{SessionCredentials, SigningKeys};

use super::*;
use crate::report::Report;

/// What STS answers, by what it is asked: with the integration's external id for a short or a long
/// session, with another one, or with none.
struct FakeSts {
    takes: Duration,
    denials: Mutex<usize>,
    short: Answer,
    long: Answer,
    wrong: Answer,
    none: Answer,
}

type Answer = Result<(), AssumeRoleError>;

const DENIED: Answer = Err(AssumeRoleError::AccessDenied);

fn sound() -> FakeSts {
    FakeSts {
        takes: Duration::ZERO,
        denials: Mutex::new(0),
        short: Ok(()),
        long: Ok(()),
        wrong: DENIED,
        none: DENIED,
    }
}

#[async_trait]
impl RoleAssumer for FakeSts {
    async fn assume_role(
        &self,
        request: AssumeRole<'_>,
    ) -> Result<SessionCredentials, AssumeRoleError> {
        assert_eq!(request.session_policy, deny_everything().to_json());
        sleep(self.takes).await;
        let mut denials = self.denials.lock().unwrap();
        if *denials > 0 {
            *denials -= 1;
            return Err(AssumeRoleError::AccessDenied);
        }
        let answer = match request.external_id.map(ToString::to_string) {
            None => self.none,
            Some(id) if id != EXTERNAL_ID => self.wrong,
            Some(_) if request.duration == SHORT => self.short,
            Some(_) => self.long,
        };
        answer.map(|()| SessionCredentials {
            access_key_id: String::new(),
            secret_access_key: String::new(),
            session_token: String::new(),
            starts_at: Timestamp::UNIX_EPOCH,
            expires_at: Timestamp::UNIX_EPOCH,
            signing_keys: SigningKeys::default(),
        })
    }
}

const EXTERNAL_ID: &str = "0123456789abcdef0123456789abcdef";

fn integration() -> Integration {
    let integration = json!({
        "id": "int_01jd6m3x8s9fq2v7k4t1n5b0wz",
        "settings": {
            "name": "Images", "scope": {"type": "bucket", "bucket": "images"}, "prefix": null,
            "role_arn": "arn:aws:iam::111122223333:role/reader", "region": "us-east-1",
            "endpoint_url": null, "force_path_style": false, "file_versioning": false,
            "browsing": false, "kms_key_arns": [], "requester_pays": false, "enabled": true,
        },
        "external_id": EXTERNAL_ID,
        "created_at": "2026-01-01T00:00:00Z", "created_by": "ada",
        "updated_at": "2026-01-01T00:00:00Z", "updated_by": "ada", "version": 1,
    });
    from_value(integration).unwrap()
}

/// The report on the role, so long after the integration was changed.
async fn report(sts: &FakeSts, minutes: i64) -> Value {
    let integration = integration();
    let platform = Platform {
        account: "123456789012".parse().unwrap(),
        partition: Partition::Aws,
        principal_arns: vec!["arn:aws:iam::123456789012:role/s3-integrations/*".into()],
    };
    let role = Role {
        assumer: sts,
        platform: &platform,
        arn: integration.settings.role_arn.as_ref().unwrap(),
        integration: &integration,
        wrong_external_id: &ExternalId::from_random(7),
        now: integration.updated_at + SignedDuration::from_mins(minutes),
    };
    serde_json::to_value(Report::new(role.checks().await)).unwrap()
}

/// The statuses of the four checks, in order.
fn statuses(report: &Value) -> Vec<&str> {
    let checks = report["checks"].as_array().unwrap().iter();
    checks
        .map(|check| check["status"].as_str().unwrap())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_role_that_demands_the_external_id_is_valid() {
    let report = report(&sound(), 60).await;
    assert_eq!(statuses(&report), ["passed"; 4]);
    assert_eq!(report["valid"], true);
    assert_eq!(report["retry_after"], Value::Null);
}

#[tokio::test(start_paused = true)]
async fn whoever_else_could_come_in_makes_it_invalid_and_the_fix_keeps_them_out() {
    for (sts, index, name) in [
        (
            FakeSts {
                none: Ok(()),
                ..sound()
            },
            1,
            "external_id_is_required",
        ),
        (
            FakeSts {
                wrong: Ok(()),
                ..sound()
            },
            2,
            "wrong_external_id_is_refused",
        ),
    ] {
        let report = report(&sts, 60).await;
        assert_eq!(report["valid"], false);
        let check = &report["checks"][index];
        assert_eq!(
            (&check["name"], &check["status"]),
            (&json!(name), &json!("failed"))
        );
        let condition = &check["fix"]["json"]["Statement"][0]["Condition"];
        let demanded = &condition["StringEquals"]["sts:ExternalId"];
        assert_eq!(demanded, &json!([EXTERNAL_ID]));
    }
}

#[tokio::test(start_paused = true)]
async fn what_rests_on_a_role_that_cannot_be_assumed_is_skipped() {
    let sts = FakeSts {
        short: DENIED,
        ..sound()
    };
    let report = report(&sts, 60).await;
    assert_eq!(
        statuses(&report),
        ["failed", "skipped", "skipped", "skipped"]
    );
    assert_eq!(report["checks"][0]["fix"]["document"], "trust-policy.json");
    assert_eq!(report["retry_after"], Value::Null);
}

#[tokio::test(start_paused = true)]
async fn a_role_that_was_changed_just_now_is_asked_for_again_and_then_pending() {
    let late = FakeSts {
        denials: Mutex::new(3),
        ..sound()
    };
    assert_eq!(statuses(&report(&late, 1).await), ["passed"; 4]);
    let later = FakeSts {
        denials: Mutex::new(4),
        ..sound()
    };
    let report = report(&later, 1).await;
    assert_eq!(
        statuses(&report),
        ["pending", "skipped", "skipped", "skipped"]
    );
    assert_eq!(report["valid"], false);
    assert_eq!(report["retry_after"], 15);
    assert_eq!(report["checks"][0]["duration_ms"], 7000);
}

#[tokio::test(start_paused = true)]
async fn where_sts_is_slow_the_answer_is_in_time_all_the_same() {
    let slow = FakeSts {
        takes: Duration::from_secs(6),
        denials: Mutex::new(9),
        ..sound()
    };
    let started = Instant::now();
    assert_eq!(report(&slow, 1).await["retry_after"], 15);
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[tokio::test(start_paused = true)]
async fn sessions_of_an_hour_are_told_apart_from_the_role() {
    let sts = FakeSts {
        long: Err(AssumeRoleError::Refused),
        ..sound()
    };
    let report = report(&sts, 60).await;
    assert_eq!(statuses(&report), ["passed", "passed", "passed", "failed"]);
}

#[tokio::test(start_paused = true)]
async fn silence_proves_nothing() {
    let silence = Err(AssumeRoleError::TimedOut);
    let sts = FakeSts {
        none: silence,
        wrong: silence,
        ..sound()
    };
    let report = report(&sts, 60).await;
    assert_eq!(
        statuses(&report),
        ["passed", "skipped", "skipped", "passed"]
    );
    assert_eq!(report["valid"], false);
}
