//! Many change one integration.
use futures::future::{join, join_all};
use serde_json::Value;

use super::ledger::Ledger;
use super::{WRITERS, at_once, drafts, losers_hear, statuses, winner};
use crate::contract::bodies::{draft, draft_of_all};
use crate::contract::callers::path;
use crate::world::world;

#[tokio::test]
async fn of_many_replacements_of_one_version_exactly_one_wins() {
    let ledger = Ledger::new(world());
    let mut current = ledger.create(&draft("images")).await.json;
    for _ in 0..2 {
        let bodies = drafts("images");
        let puts = bodies.iter().map(|body| ledger.replace(&current, body));
        let answers = at_once(puts).await;
        losers_hear(&answers, 200, 412, "version_mismatch");
        current = winner(&answers, 200).json.clone();
        assert_eq!(ledger.check().await, [current.clone()]);
    }
}

#[tokio::test]
async fn whoever_reads_before_writing_loses_nobodys_change() {
    let ledger = Ledger::new(world());
    let created = ledger.create(&draft_of_all(&["shared"])).await.json;
    let add = async |bucket: &str| {
        loop {
            let current = ledger.admin.get(&path(&created)).await.unwrap().json;
            let buckets = current["scope"]["buckets"].as_array().unwrap().iter();
            let buckets = buckets.map(|bucket| bucket.as_str().unwrap());
            let more: Vec<_> = buckets.chain([bucket]).collect();
            let put = ledger.replace(&current, &draft_of_all(&more)).await;
            match put.status.as_u16() {
                200 => return,
                status => assert!(status == 412 || status == 503, "{status}"),
            }
        }
    };
    let mut buckets: Vec<_> = (0..10).map(|n| format!("bucket-{n}")).collect();
    join_all(buckets.iter().map(|bucket| add(bucket))).await;
    let integrations = ledger.check().await;
    buckets.push("shared".to_owned());
    let mut stored: Vec<Value> = integrations[0]["scope"]["buckets"]
        .as_array()
        .unwrap()
        .clone();
    stored.sort_by_key(ToString::to_string);
    assert_eq!(stored, buckets);
}

#[tokio::test]
async fn a_replacement_and_a_deletion_of_one_version_do_not_both_win() {
    let ledger = Ledger::new(world());
    for _ in 0..2 {
        let created = ledger.create(&draft("images")).await.json;
        let video = draft("video");
        let (puts, deletes) = join(
            at_once((0..WRITERS / 2).map(|_| ledger.replace(&created, &video))),
            at_once((0..WRITERS / 2).map(|_| ledger.delete(&created))),
        )
        .await;
        let answers = [puts, deletes].concat();
        let is_replaced = statuses(&answers).contains_key(&200);
        let (won, lost, code) = if is_replaced {
            (200, 412, "version_mismatch")
        } else {
            (204, 404, "not_found")
        };
        winner(&answers, won);
        losers_hear(&answers, won, lost, code);
        let left = ledger.check().await;
        assert_eq!(left.len(), usize::from(is_replaced));
        for integration in left {
            ledger.delete(&integration).await.success().unwrap();
        }
    }
}
