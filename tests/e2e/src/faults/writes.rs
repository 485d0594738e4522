//! Writes whose answers are lost, and writes that meet others: made once, or not at all.
use std::collections::BTreeMap;

use futures::future::join_all;
use local::aws::faults::{Failure, Fault, Injected};

use super::{IN_TIME, Tenant, faults, of_store, stack, under_each};
use crate::contract::problems::refused;

const WRITES: [&str; 3] = [
    "POST /integrations",
    "PUT /integrations/{id}",
    "DELETE /integrations/{id}",
];

fn of_writes(failure: Failure, tenant: &Tenant) -> Fault {
    of_store(failure, tenant).on("TransactWriteItems")
}

/// What is stored once each of the writes has happened, and happened once.
fn after_all_writes() -> BTreeMap<String, String> {
    let stored = [
        ("ready", "version 1"),
        ("newcomer", "version 1"),
        ("replacement", "version 2"),
        ("CLAIMS", "revision 4"),
        ("IDEMPOTENCY", "one"),
    ];
    stored
        .map(|(name, state)| (name.to_owned(), state.to_owned()))
        .into()
}

#[tokio::test]
async fn a_write_that_fails_once_is_made_once() {
    let failures = [
        Failure::Hangs,
        Failure::Throttled,
        Failure::Broken,
        Failure::CutOff,
        Failure::AnswerLost,
        Failure::TransactionConflict,
    ];
    under_each(failures, async |failure| {
        let tenant = Tenant::new(stack()).await;
        // What only the one write contains.
        let deleted = tenant.deleted["id"].as_str().unwrap();
        let subjects = ["newcomer", "replacement", deleted];
        let faults = subjects.map(|subject| {
            let of_one = of_writes(failure, &tenant).containing(subject);
            faults().inject(of_one.times(1))
        });
        for asked in join_all(WRITES.map(|route| tenant.ask(route))).await {
            asked.succeeded();
        }
        assert_eq!(
            faults.each_ref().map(Injected::struck),
            [1; 3],
            "{failure:?}"
        );
        assert_eq!(tenant.stored().await, after_all_writes(), "{failure:?}");
    })
    .await;
}

#[tokio::test]
async fn a_write_whose_answers_are_all_lost_is_made_once_and_recognised() {
    under_each([Failure::CutOff, Failure::AnswerLost], async |failure| {
        let tenant = Tenant::new(stack()).await;
        let fault = faults().inject(of_writes(failure, &tenant));
        for asked in join_all(WRITES.map(|route| tenant.ask(route))).await {
            refused(&asked.answer, 503, "store_unavailable");
        }
        drop(fault);
        assert_eq!(tenant.stored().await, after_all_writes(), "{failure:?}");

        tenant.ask("POST /integrations").await.succeeded();
        let replaced = tenant.ask("PUT /integrations/{id}").await;
        refused(&replaced.answer, 412, "version_mismatch");
        let deleted = tenant.ask("DELETE /integrations/{id}").await;
        refused(&deleted.answer, 404, "not_found");
        assert_eq!(tenant.stored().await, after_all_writes(), "{failure:?}");
    })
    .await;
}

#[tokio::test]
async fn conflicts_that_never_end_are_given_up_in_time_with_nothing_changed() {
    let tenant = Tenant::new(stack()).await;
    let before = tenant.stored().await;
    let fault = faults().inject(of_writes(Failure::TransactionConflict, &tenant));
    for asked in join_all(WRITES.map(|route| tenant.ask(route))).await {
        let problem = refused(&asked.answer, 503, "store_unavailable");
        assert_eq!(problem["detail"], "too many changes at once");
        assert_eq!(asked.answer.header("retry-after"), "1");
        assert!(asked.took < IN_TIME, "{asked:?}");
    }
    assert_eq!(fault.struck(), 10 * WRITES.len());
    drop(fault);
    assert_eq!(tenant.stored().await, before);
    for route in WRITES {
        tenant.ask(route).await.succeeded();
    }
    assert_eq!(tenant.stored().await, after_all_writes());
}
