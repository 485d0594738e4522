//! Writers that race, through HTTP: exactly one wins, and nothing is lost.
use std::time::Duration;

use futures::future::{join, join_all};
use local::api::{Answer, Api};
use serde_json::{Value, json};

use crate::contract::bodies::{draft, draft_of_all, with};
use crate::contract::callers::{admin, all, create, path};
use crate::contract::problems::refused;

const WRITERS: usize = 20;

/// Posts every body at once.
async fn create_at_once(api: &Api, bodies: &[Value]) -> Vec<Answer> {
    let creates = bodies.iter().map(|body| api.post("/integrations", body));
    let answers = join_all(creates).await;
    answers.into_iter().map(Result::unwrap).collect()
}

fn count(answers: &[Answer], status: u16) -> usize {
    answers
        .iter()
        .filter(|answer| answer.status == status)
        .count()
}

/// What an integration claims: for every bucket, the kind, the bucket and the prefix.
fn claims(integration: &Value) -> Vec<Value> {
    let scope = &integration["scope"];
    let one = scope.get("bucket").into_iter();
    let many = scope["buckets"].as_array().into_iter().flatten();
    let claim = |bucket| json!([scope["type"], bucket, integration["prefix"]]);
    one.chain(many).map(claim).collect()
}

/// Asserts that no two integrations claim the same, and returns all.
async fn without_conflicts(api: &Api) -> Vec<Value> {
    let integrations = all(api).await;
    let mut claimed: Vec<_> = integrations
        .iter()
        .flat_map(claims)
        .map(|claim| claim.to_string())
        .collect();
    let all_claims = claimed.len();
    claimed.sort();
    claimed.dedup();
    assert_eq!(claimed.len(), all_claims, "a scope is claimed twice");
    integrations
}

/// Asserts that the answer says when to try again.
fn is_told_to_wait(answer: &Answer) {
    let problem = refused(answer, 503, "store_unavailable");
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!(seconds >= 1);
    assert_eq!(problem["retry_after"], seconds);
}

#[tokio::test]
async fn of_many_replacements_of_one_version_exactly_one_wins() {
    let api = admin("race-put");
    let created = create(&api, &draft("images")).await;
    for version in 1..=2 {
        let tag = format!("\"{version}\"");
        let bodies: Vec<_> = (0..WRITERS)
            .map(|n| with(draft("images"), "name", format!("Writer {n}")))
            .collect();
        let (path, tag) = (&path(&created), &tag);
        let puts = bodies.iter().map(|body| api.put(path, tag, body));
        let answers = join_all(puts).await;
        let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
        let (winners, losers): (Vec<_>, Vec<_>) = answers.iter().partition(|a| a.status == 200);
        assert_eq!(winners.len(), 1);
        for loser in losers {
            refused(loser, 412, "version_mismatch");
        }
        let stored = api.get(path).await.unwrap().json;
        assert_eq!(stored, winners[0].json);
        assert_eq!(stored["version"], version + 1);
    }
}

#[tokio::test]
async fn of_many_creates_on_one_bucket_exactly_one_wins() {
    let api = admin("race-create");
    let bodies: Vec<_> = (0..WRITERS)
        .map(|n| with(draft("images"), "name", format!("Writer {n}")))
        .collect();
    let answers = create_at_once(&api, &bodies).await;
    let winner = answers.iter().find(|answer| answer.status == 201).unwrap();
    assert_eq!(count(&answers, 201), 1);
    for loser in answers.iter().filter(|answer| answer.status != 201) {
        let problem = refused(loser, 409, "scope_conflict");
        assert_eq!(problem["integration_id"], winner.json["id"]);
    }
    assert_eq!(without_conflicts(&api).await.len(), 1);
}

#[tokio::test]
async fn lists_that_overlap_never_both_win() {
    let api = admin("race-lists");
    let names: Vec<_> = (0..=WRITERS).map(|n| format!("bucket-{n}")).collect();
    let bodies: Vec<_> = names
        .windows(2)
        .map(|pair| draft_of_all(&[&pair[0], &pair[1]]))
        .collect();
    let answers = create_at_once(&api, &bodies).await;
    for answer in &answers {
        match answer.status.as_u16() {
            201 => {}
            503 => is_told_to_wait(answer),
            _ => drop(refused(answer, 409, "scope_conflict")),
        }
    }
    let stored = without_conflicts(&api).await;
    assert_eq!(stored.len(), count(&answers, 201));
    assert!(!stored.is_empty());
}

#[tokio::test]
async fn creates_on_different_buckets_all_succeed_at_last() {
    let api = admin("race-distinct");
    let mut waiting: Vec<_> = (0..WRITERS)
        .map(|n| draft(&format!("bucket-{n}")))
        .collect();
    for _ in 0..10 {
        let answers = create_at_once(&api, &waiting).await;
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
    assert_eq!(without_conflicts(&api).await.len(), WRITERS);
}

#[tokio::test]
async fn of_many_replacements_that_take_one_bucket_exactly_one_wins() {
    let api = admin("race-take");
    let mut before = vec![];
    for n in 0..WRITERS {
        before.push(create(&api, &draft(&format!("bucket-{n}"))).await);
    }
    let wanted = draft("wanted");
    let paths: Vec<_> = before.iter().map(path).collect();
    let puts = paths.iter().map(|path| api.put(path, "\"1\"", &wanted));
    let answers = join_all(puts).await;
    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    assert_eq!(count(&answers, 200), 1);
    for loser in answers.iter().filter(|answer| answer.status != 200) {
        refused(loser, 409, "scope_conflict");
    }
    assert_eq!(without_conflicts(&api).await.len(), WRITERS);
}

#[tokio::test]
async fn a_bucket_changes_hands_while_it_is_deleted() {
    let api = admin("race-delete");
    let mut holder = create(&api, &draft("images")).await;
    for _ in 0..5 {
        let holder_path = path(&holder);
        let bodies = vec![draft("images"); 4];
        let deletes = join_all([0, 1].map(|_| api.delete(&holder_path, "\"1\"")));
        let (deletes, creates) = join(deletes, create_at_once(&api, &bodies)).await;
        let deletes: Vec<_> = deletes.into_iter().map(Result::unwrap).collect();
        assert_eq!((count(&deletes, 204), count(&deletes, 404)), (1, 1));
        assert!(count(&creates, 201) <= 1);
        assert_eq!(count(&creates, 201) + count(&creates, 409), creates.len());
        let stored = without_conflicts(&api).await;
        assert_eq!(stored.len(), count(&creates, 201));
        holder = match stored.into_iter().next() {
            Some(taken) => taken,
            None => create(&api, &draft("images")).await,
        };
    }
}

#[tokio::test]
async fn a_replacement_and_a_deletion_of_one_version_do_not_both_win() {
    let api = admin("race-put-delete");
    for _ in 0..5 {
        let path = path(&create(&api, &draft("images")).await);
        let video = draft("video");
        let put = api.put(&path, "\"1\"", &video);
        let (put, delete) = join(put, api.delete(&path, "\"1\"")).await;
        let (put, delete) = (put.unwrap().status, delete.unwrap().status);
        match (put.as_u16(), delete.as_u16()) {
            (200, 412) => drop(api.delete(&path, "\"2\"").await.unwrap().success().unwrap()),
            (404 | 412, 204) => {}
            both => panic!("{both:?}"),
        }
        assert_eq!(all(&api).await, Vec::<Value>::new());
    }
}
