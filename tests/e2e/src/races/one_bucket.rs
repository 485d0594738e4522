//! Many claim one bucket.
use std::slice;

use futures::future::join;

use super::ledger::Ledger;
use super::{WRITERS, at_once, drafts, losers_hear, statuses, winner};
use crate::contract::bodies::draft;
use crate::world::world;

#[tokio::test]
async fn of_many_creates_exactly_one_wins() {
    let ledger = Ledger::new(world());
    let bodies = drafts("images");
    let answers = at_once(bodies.iter().map(|body| ledger.create(body))).await;
    let winner = winner(&answers, 201);
    losers_hear(&answers, 201, 409, "scope_conflict");
    for loser in answers.iter().filter(|answer| answer.status == 409) {
        assert_eq!(loser.json["integration_id"], winner.json["id"]);
    }
    assert_eq!(ledger.check().await, slice::from_ref(&winner.json));
}

#[tokio::test]
async fn of_many_integrations_that_take_it_exactly_one_wins() {
    let ledger = Ledger::new(world());
    let mut takers = vec![];
    for n in 0..20 {
        takers.push(ledger.create(&draft(&format!("bucket-{n}"))).await.json);
    }
    let wanted = draft("wanted");
    let answers = at_once(takers.iter().map(|taker| ledger.replace(taker, &wanted))).await;
    winner(&answers, 200);
    losers_hear(&answers, 200, 409, "scope_conflict");
    assert_eq!(ledger.check().await.len(), takers.len());
}

#[tokio::test]
async fn it_changes_hands_while_its_integration_is_deleted() {
    let ledger = Ledger::new(world());
    let body = draft("images");
    let mut holder = ledger.create(&body).await.json;
    for _ in 0..2 {
        let (deletes, creates) = join(
            at_once((0..2).map(|_| ledger.delete(&holder))),
            at_once((2..WRITERS).map(|_| ledger.create(&body))),
        )
        .await;
        winner(&deletes, 204);
        losers_hear(&deletes, 204, 404, "not_found");
        losers_hear(&creates, 201, 409, "scope_conflict");
        let left = ledger.check().await;
        let winners = statuses(&creates).get(&201).copied();
        assert_eq!(left.len(), winners.unwrap_or_default());
        holder = match left.into_iter().next() {
            Some(holder) => holder,
            None => ledger.create(&body).await.json,
        };
    }
}

#[tokio::test]
async fn it_changes_hands_while_its_integration_moves_away() {
    let ledger = Ledger::new(world());
    let (images, video) = (draft("images"), draft("video"));
    let holder = ledger.create(&images).await.json;
    let (put, creates) = join(
        ledger.replace(&holder, &video),
        at_once((1..WRITERS).map(|n| ledger.create(if n % 2 == 0 { &images } else { &video }))),
    )
    .await;
    // One moves away, and two buckets are there to be taken.
    losers_hear(&[put], 200, 409, "scope_conflict");
    losers_hear(&creates, 201, 409, "scope_conflict");
    assert!((1..=2).contains(&ledger.check().await.len()));
}
