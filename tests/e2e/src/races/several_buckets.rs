//! Many claim lists of buckets that overlap, and buckets that have nothing in common.
use std::time::Duration;

use super::ledger::Ledger;
use super::{WRITERS, at_once, is_told_to_wait, losers_hear, statuses};
use crate::contract::bodies::{draft, draft_of_all};
use crate::world::world;

#[tokio::test]
async fn lists_that_overlap_never_both_win() {
    let ledger = Ledger::new(world());
    let names: Vec<_> = (0..WRITERS + 9).map(|n| format!("bucket-{n}")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let bodies: Vec<_> = names.windows(10).map(draft_of_all).collect();
    let answers = at_once(bodies.iter().map(|body| ledger.create(body))).await;
    losers_hear(&answers, 201, 409, "scope_conflict");
    let left = ledger.check().await;
    assert_eq!(Some(&left.len()), statuses(&answers).get(&201));
}

/// Fewer than elsewhere: each of them reads what all others have written.
const FRIENDS: usize = 20;

#[tokio::test]
async fn creates_on_different_buckets_all_succeed_for_whoever_waits_as_told() {
    let ledger = Ledger::new(world());
    let create = async |bucket: String| {
        let body = draft(&bucket);
        let mut answer = ledger.create(&body).await;
        for _ in 0..5 {
            if answer.status != 503 {
                break;
            }
            is_told_to_wait(&answer);
            tokio::time::sleep(Duration::from_secs(1)).await;
            answer = ledger.create(&body).await;
        }
        answer
    };
    let creates = (0..FRIENDS).map(|n| create(format!("bucket-{n}")));
    let answers = at_once(creates).await;
    assert_eq!(statuses(&answers), [(201, FRIENDS)].into());
    assert_eq!(ledger.check().await.len(), FRIENDS);
}
