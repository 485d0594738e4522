//! Instances that remember the integrations of an organisation, while another changes them.
use std::time::{Duration, Instant};

use futures::future::join;
use local::aws::faults::Failure;
use serde_json::json;

use crate::contract::callers::path;
use crate::faults::{Tenant, of_store, stack};
use crate::world::Instance;

const LOCATOR: &str = "s3://images/a.png";

/// What the two clocks of a machine, the system's and the one that only goes forward, may differ
/// by within seconds.
const SLACK: Duration = Duration::from_millis(100);

/// Asserts that an integration that is disabled is presigned no longer than a second, the
/// `ROUTING_MAX_AGE` of the instance.
async fn hears_within_a_second(instance: &Instance, organization: &str, disabled_at: Instant) {
    loop {
        let asked_after = disabled_at.elapsed();
        let answer = instance.presign(organization, LOCATOR).await;
        if answer.status != 200 {
            assert_eq!(answer.status, 409);
            assert_eq!(answer.json["code"], "integration_disabled");
            return;
        }
        assert!(
            asked_after < Duration::from_secs(1) + SLACK,
            "presigned {asked_after:?} later"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_change_shows_in_every_instance_within_the_max_age() {
    let tenant = Tenant::new(stack()).await;
    let organization = &tenant.organization;
    let one = Instance::start(stack(), 1).await;
    let other = Instance::start(stack(), 1).await;
    for instance in [&one, &other] {
        let answer = instance.presign(organization, LOCATOR).await;
        assert_eq!(answer.status, 200, "{}", answer.json);
    }
    let disabled = json!({
        "name": "ready",
        "scope": tenant.integration["scope"],
        "region": "us-east-1",
        "role_arn": tenant.role_arn,
        "enabled": false,
    });
    let path = path(&tenant.integration);
    let put = tenant.api.put(&path, "\"1\"", &disabled);
    put.await.unwrap().success().unwrap();
    let disabled_at = Instant::now();
    join(
        hears_within_a_second(&one, organization, disabled_at),
        hears_within_a_second(&other, organization, disabled_at),
    )
    .await;
}

#[tokio::test]
async fn within_the_max_age_the_table_is_read_once() {
    let tenant = Tenant::new(stack()).await;
    let faults = stack().faults().unwrap();
    let count = of_store(Failure::Late(Duration::ZERO), &tenant).on("Query");
    let reads = faults.inject(count);
    for (max_age, expected) in [(60, 1), (0, 50)] {
        let instance = Instance::start(stack(), max_age).await;
        let before = reads.struck();
        for _ in 0..50 {
            let answer = instance.presign(&tenant.organization, LOCATOR).await;
            assert_eq!(answer.status, 200, "{}", answer.json);
        }
        assert_eq!(reads.struck() - before, expected, "for {max_age} s");
    }
}
