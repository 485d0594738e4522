//! One tenant's role hangs: the others do not notice.
use std::time::{Duration, Instant};

use futures::future::{Either, join, join_all, select};
use local::aws::faults::{Failure, Fault, Injected, Service};
use serde_json::{Value, json};

use super::tenant::ready;
use super::{IN_TIME, Tenant, faults, of_role, stack};

const BUCKETS: usize = 60;

/// How long whoever is not concerned may take: less than the six seconds of who waits for a hanging
/// role, and enough for a machine with much else to do.
const UNDISTURBED: Duration = Duration::from_secs(4);

/// A tenant with an integration of many buckets, whose role hangs, and a locator in each bucket.
async fn hanging() -> (Tenant, Injected, Vec<String>) {
    let tenant = Tenant::new(stack()).await;
    let buckets: Vec<_> = (0..BUCKETS).map(|n| format!("bucket-{n}")).collect();
    let scope = json!({"type": "all_permitted_buckets", "buckets": buckets});
    let integration = ready(stack(), &tenant.api, "hanging", &scope).await;
    let role = integration["role_arn"].as_str().unwrap();
    let fault = faults().inject(Fault::of(Service::Sts, Failure::Hangs).containing(role));
    let locators = buckets.iter().map(|bucket| format!("s3://{bucket}/a.png"));
    (tenant, fault, locators.collect())
}

#[tokio::test]
async fn many_requests_for_a_hanging_role_hold_up_nobody_else() {
    let (slow, _fault, locators) = hanging().await;
    let quick = Tenant::new(stack()).await;
    let batch = json!({"locators": locators});
    let started = Instant::now();
    let singles = locators.iter().map(|it| slow.api.get_for("/presign", it));
    let batches = (0..10).map(|_| slow.api.post("/presign", &batch));
    let waiting = Box::pin(join(join_all(singles), join_all(batches)));
    // First a session of its own, then the same one again.
    let served = Box::pin(async {
        for route in ["GET /presign", "POST /presign"] {
            let asked = quick.ask(route).await;
            asked.succeeded();
            assert!(asked.took < UNDISTURBED, "{route} took {:?}", asked.took);
        }
    });
    let Either::Right(((), waiting)) = select(waiting, served).await else {
        panic!("the role did not hang")
    };
    let (singles, batches) = waiting.await;
    assert!(started.elapsed() < IN_TIME);
    for answer in singles {
        assert_eq!(answer.unwrap().status, 503);
    }
    for answer in batches {
        assert_eq!(answer.unwrap().status, 200);
    }
    // Nor have they used up the retries of others.
    let unlucky = Tenant::new(stack()).await;
    let once = faults().inject(of_role(Failure::Broken, &unlucky).times(1));
    unlucky.ask("GET /presign").await.succeeded();
    assert_eq!(once.struck(), 1);
}

#[tokio::test]
async fn in_one_batch_a_hanging_role_fails_its_own_locators_only() {
    let (tenant, _fault, mut locators) = hanging().await;
    locators.push("s3://images/a.png".to_owned());
    let batch = json!({"locators": locators});
    let answer = tenant.api.post("/presign", &batch).await.unwrap();
    let results = answer.success().unwrap().json["results"].take();
    let (sound, hanging) = results.as_array().unwrap().split_last().unwrap();
    assert_ne!(sound["presigned_url"], Value::Null, "{sound}");
    assert_eq!(hanging.len(), BUCKETS);
    for result in hanging {
        assert_eq!(result["error"]["code"], "role_unavailable");
        assert_eq!(result["error"]["retry_after"], 1);
    }
}
