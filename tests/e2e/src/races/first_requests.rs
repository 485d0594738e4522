//! A thousand ask for the same at once, and nobody has asked before.
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use local::aws::faults::Failure;
use tokio::task::JoinSet;

use crate::faults::{Tenant, of_role, stack};
use crate::world::Instance;

const REQUESTS: usize = 1000;

/// How long STS takes: time enough for the whole crowd to come.
const STS_TAKES: Duration = Duration::from_millis(500);

/// The seconds for which a locator has the same URL, unless asked otherwise: a quarter of 900.
const WINDOW: i64 = 225;

/// How many such windows there have been.
fn windows() -> i64 {
    local::clock::system()().as_second() / WINDOW
}

#[tokio::test]
async fn a_thousand_requests_assume_the_role_once_and_prove_once_that_it_wants_the_external_id() {
    let tenant = Tenant::new(stack()).await;
    let instance = Arc::new(Instance::start(stack(), 5).await);
    // Lambda gives a function its own session; here the first request has to ask for it.
    let elsewhere = instance.presign(&tenant.organization, "s3://elsewhere/a.png");
    assert_eq!(elsewhere.await.json["code"], "no_integration");
    let faults = stack().faults().unwrap();
    let late = || of_role(Failure::Late(STS_TAKES), &tenant);
    // The first that is about a call has it: the second is left those without an external id.
    let with_external_id = faults.inject(late().containing("&ExternalId="));
    let without_external_id = faults.inject(late());

    let before = windows();
    // Each is a task of its own: all in one would keep the runtime from its sockets.
    let mut crowd = JoinSet::new();
    for _ in 0..REQUESTS {
        let (instance, organization) = (Arc::clone(&instance), tenant.organization.clone());
        crowd.spawn(async move { instance.presign(&organization, "s3://images/a.png").await });
    }
    let answers = crowd.join_all().await;
    let turns = windows() - before;

    let mut urls = BTreeSet::new();
    for answer in answers {
        assert_eq!(answer.status, 200, "{}", answer.json);
        urls.insert(answer.json["presigned_url"].as_str().unwrap().to_owned());
    }
    assert!(urls.len() <= 1 + usize::try_from(turns).unwrap());
    let assumed = (with_external_id.struck(), without_external_id.struck());
    assert_eq!(assumed, (1, 1));
}
