//! Writers that DynamoDB interrupts: by conflicts of transactions, and by answers that are lost.
use std::slice;

use futures::future::join3;
use local::aws::faults::{Failure, Fault, Injected, Service};
use local::stack::{Stack, StackOptions};

use super::ledger::Ledger;
use super::{at_once, drafts, is_told_to_wait, losers_hear, winner};
use crate::contract::bodies::draft;

/// A stack of its own: what goes wrong in it goes wrong for nobody else.
async fn stack() -> Stack {
    Stack::start(StackOptions::default()).await.unwrap()
}

/// Fails the next writes.
fn fail(stack: &Stack, failure: Failure, times: usize) -> Injected {
    let fault = Fault::of(Service::DynamoDb, failure).on("TransactWriteItems");
    stack.faults().unwrap().inject(fault.times(times))
}

#[tokio::test]
async fn a_write_that_is_interrupted_happens_once() {
    let stack = stack().await;
    let ledger = Ledger::new(&stack);
    for failure in [Failure::TransactionConflict, Failure::AnswerLost] {
        let interruption = fail(&stack, failure, 2);
        let created = ledger.create(&draft("images")).await.success().unwrap();
        assert_eq!(interruption.struck(), 2);

        let interruption = fail(&stack, failure, 2);
        let replaced = ledger.replace(&created.json, &draft("video")).await;
        let replaced = replaced.success().unwrap();
        assert_eq!(interruption.struck(), 2);
        assert_eq!(ledger.check().await, slice::from_ref(&replaced.json));

        let interruption = fail(&stack, failure, 2);
        ledger.delete(&replaced.json).await.success().unwrap();
        assert_eq!(interruption.struck(), 2);
        assert!(ledger.check().await.is_empty());
    }
}

#[tokio::test]
async fn whoever_never_wins_is_told_to_wait_and_has_changed_nothing() {
    let stack = stack().await;
    let ledger = Ledger::new(&stack);
    let [images, video] = [draft("images"), draft("video")];
    let images = ledger.create(&images).await.json;
    let video = ledger.create(&video).await.json;
    let conflicts = fail(&stack, Failure::TransactionConflict, usize::MAX);
    let (audio, sound) = (draft("audio"), draft("sound"));
    let (create, replace, delete) = join3(
        ledger.create(&audio),
        ledger.replace(&images, &sound),
        ledger.delete(&video),
    )
    .await;
    for answer in [create, replace, delete] {
        is_told_to_wait(&answer);
    }
    drop(conflicts);
    assert_eq!(ledger.check().await, [images.clone(), video.clone()]);
    ledger.replace(&images, &sound).await.success().unwrap();
}

#[tokio::test]
async fn a_create_in_doubt_is_repeated_under_its_idempotency_key() {
    let stack = stack().await;
    let ledger = Ledger::new(&stack);
    // As often as the SDK tries.
    let lost = fail(&stack, Failure::AnswerLost, 3);
    let body = draft("images");
    is_told_to_wait(&ledger.create_once("key", &body).await);
    assert_eq!(lost.struck(), 3);
    let repeated = ledger.create_once("key", &body).await.success().unwrap();
    assert_eq!(ledger.check().await, [repeated.json]);
}

#[tokio::test]
async fn interruptions_make_no_second_winner() {
    let stack = stack().await;
    let ledger = Ledger::new(&stack);
    let bodies = drafts("images");
    let _conflicts = fail(&stack, Failure::TransactionConflict, 20);
    let _lost = fail(&stack, Failure::AnswerLost, 2);
    let answers = at_once(bodies.iter().map(|body| ledger.create(body))).await;
    losers_hear(&answers, 201, 409, "scope_conflict");
    let created = &winner(&answers, 201).json;
    assert_eq!(ledger.check().await, slice::from_ref(created));

    let _conflicts = fail(&stack, Failure::TransactionConflict, 20);
    let _lost = fail(&stack, Failure::AnswerLost, 2);
    let puts = at_once(bodies.iter().map(|body| ledger.replace(created, body))).await;
    losers_hear(&puts, 200, 412, "version_mismatch");
    assert_eq!(
        ledger.check().await,
        slice::from_ref(&winner(&puts, 200).json)
    );
}
