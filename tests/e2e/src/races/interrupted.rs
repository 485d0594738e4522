//! Writers that race while DynamoDB interrupts them: by conflicts of transactions, and by answers
//! that are lost.
use std::slice;

use local::aws::faults::{Failure, Fault, Injected, Service};
use local::stack::Stack;

use super::ledger::Ledger;
use super::{at_once, drafts, losers_hear, winner};
use crate::world::embedded;

/// Fails the next writes.
fn fail(stack: &Stack, failure: Failure, times: usize) -> Injected {
    let fault = Fault::of(Service::DynamoDb, failure).on("TransactWriteItems");
    stack.faults().unwrap().inject(fault.times(times))
}

#[tokio::test]
async fn interruptions_make_no_second_winner() {
    let stack = embedded().await;
    let ledger = Ledger::new(&stack);
    let bodies = drafts("images");
    let conflicts = fail(&stack, Failure::TransactionConflict, 20);
    let lost = fail(&stack, Failure::AnswerLost, 2);
    let answers = at_once(bodies.iter().map(|body| ledger.create(body))).await;
    losers_hear(&answers, 201, 409, "scope_conflict");
    assert_eq!((conflicts.struck(), lost.struck()), (20, 2));
    let created = &winner(&answers, 201).json;
    assert_eq!(ledger.check().await, slice::from_ref(created));

    let more = [
        fail(&stack, Failure::AnswerLost, 2),
        fail(&stack, Failure::TransactionConflict, 20),
    ];
    let puts = at_once(bodies.iter().map(|body| ledger.replace(created, body))).await;
    assert_eq!(more.each_ref().map(Injected::struck), [2, 20]);
    losers_hear(&puts, 200, 412, "version_mismatch");
    assert_eq!(
        ledger.check().await,
        slice::from_ref(&winner(&puts, 200).json)
    );
}
