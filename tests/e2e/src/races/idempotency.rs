//! Many creates under one idempotency key.
use super::ledger::Ledger;
use super::{WRITERS, at_once, losers_hear, statuses};
use crate::contract::bodies::draft;
use crate::world::world;

#[tokio::test]
async fn many_identical_creates_make_one_integration() {
    let ledger = Ledger::new(world());
    let body = draft("images");
    let creates = (0..WRITERS).map(|_| ledger.create_once("key", &body));
    let answers = at_once(creates).await;
    assert!(statuses(&answers).keys().eq(&[201]));
    // The ledger has seen that all were told the same.
    assert_eq!(ledger.check().await.len(), 1);
}

#[tokio::test]
async fn of_different_creates_exactly_one_is_remembered() {
    let ledger = Ledger::new(world());
    let bodies: Vec<_> = (0..WRITERS)
        .map(|n| draft(&format!("bucket-{}", n % 2)))
        .collect();
    let creates = bodies.iter().map(|body| ledger.create_once("key", body));
    let answers = at_once(creates).await;
    losers_hear(&answers, 201, 422, "idempotency_key_reused");
    let left = ledger.check().await;
    assert_eq!(left.len(), 1);
    for (body, answer) in bodies.iter().zip(&answers) {
        let is_first = body["scope"] == left[0]["scope"];
        assert!(answer.status == 503 || is_first == (answer.status == 201));
    }
}
