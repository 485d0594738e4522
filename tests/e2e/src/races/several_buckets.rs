//! Many claim lists of buckets that overlap, and buckets that have nothing in common.
use std::time::Duration;

use serde_json::Value;

use super::ledger::Ledger;
use super::{WRITERS, at_once, is_told_to_wait, losers_hear, statuses};
use crate::contract::bodies::{draft, draft_of_all};
use crate::world::world;

#[tokio::test]
async fn lists_that_overlap_never_both_win() {
    let ledger = Ledger::new(world());
    let names: Vec<_> = (0..=WRITERS).map(|n| format!("bucket-{n}")).collect();
    let bodies: Vec<_> = names
        .windows(2)
        .map(|pair| draft_of_all(&[&pair[0], &pair[1]]))
        .collect();
    let answers = at_once(bodies.iter().map(|body| ledger.create(body))).await;
    losers_hear(&answers, 201, 409, "scope_conflict");
    let left = ledger.check().await;
    assert_eq!(Some(&left.len()), statuses(&answers).get(&201));
}

#[tokio::test]
async fn creates_on_different_buckets_all_succeed_at_last() {
    let ledger = Ledger::new(world());
    let mut waiting: Vec<_> = (0..WRITERS)
        .map(|n| draft(&format!("bucket-{n}")))
        .collect();
    for _ in 0..10 {
        let answers = at_once(waiting.iter().map(|body| ledger.create(body))).await;
        let mut refused = vec![];
        for (body, answer) in waiting.into_iter().zip(&answers) {
            if answer.status != 201 {
                is_told_to_wait(answer);
                refused.push(body);
            }
        }
        waiting = refused;
        if waiting.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert_eq!(waiting, Vec::<Value>::new());
    assert_eq!(ledger.check().await.len(), WRITERS);
}
