//! `Idempotency-Key`: a create that is sent twice happens once.
use super::bodies::{draft, with};
use super::callers::{admin, all, create_once, etag, path};
use super::problems::refused;

#[tokio::test]
async fn a_replay_answers_the_first_result() {
    let api = admin("replay");
    let first = create_once(&api, "key", &draft("images")).await;
    let second = create_once(&api, "key", &draft("images")).await;
    assert_eq!(
        (first.status, second.status),
        (201.try_into().unwrap(), first.status)
    );
    assert_eq!(first.json, second.json);
    for header in ["location", "etag"] {
        assert_eq!(first.header(header), second.header(header));
    }
    assert_eq!(all(&api).await, [first.json]);
}

#[tokio::test]
async fn spelling_does_not_make_another_request_but_content_does() {
    let api = admin("fingerprint");
    let first = create_once(&api, "key", &draft("images")).await;
    let spelled_out = with(draft("images"), "prefix", serde_json::Value::Null);
    let spelled_out = with(spelled_out, "browsing", false);
    let second = create_once(&api, "key", &spelled_out).await;
    assert_eq!(first.json["id"], second.json["id"]);
    for other in [draft("video"), with(draft("images"), "browsing", true)] {
        let answer = create_once(&api, "key", &other).await;
        refused(&answer, 422, "idempotency_key_reused");
    }
    assert_eq!(all(&api).await.len(), 1);
}

#[tokio::test]
async fn a_replay_answers_the_first_result_after_changes_too() {
    let api = admin("replay-later");
    let first = create_once(&api, "key", &draft("images")).await.json;
    let put = api.put(&path(&first), &etag(&first), &draft("video")).await;
    assert_eq!(put.unwrap().status, 200);
    let replay = create_once(&api, "key", &draft("images")).await;
    assert_eq!(replay.json, first);
    assert_eq!(all(&api).await.len(), 1);
}

#[tokio::test]
async fn another_organisations_key_is_another_key() {
    let (ours, theirs) = (admin("key-ours"), admin("key-theirs"));
    let our_first = create_once(&ours, "key", &draft("images")).await;
    let their_first = create_once(&theirs, "key", &draft("video")).await;
    assert_eq!(their_first.status, 201);
    assert_ne!(our_first.json["id"], their_first.json["id"]);
}

#[tokio::test]
async fn a_create_that_failed_is_not_remembered() {
    let api = admin("failed");
    let taken = create_once(&api, "one", &draft("images")).await.json;
    let conflict = create_once(&api, "two", &draft("images")).await;
    refused(&conflict, 409, "scope_conflict");
    let invalid = create_once(&api, "two", &draft("BAD")).await;
    refused(&invalid, 400, "invalid_request");
    let delete = api.delete(&path(&taken), &etag(&taken)).await;
    assert_eq!(delete.unwrap().status, 204);
    assert_eq!(create_once(&api, "two", &draft("images")).await.status, 201);
}

#[tokio::test]
async fn a_key_has_1_to_255_visible_characters() {
    let api = admin("keys");
    for key in ["", "two words", &"x".repeat(256), "ü"] {
        let answer = create_once(&api, key, &draft("images")).await;
        refused(&answer, 400, "invalid_request");
    }
    let longest = create_once(&api, &"x".repeat(255), &draft("images")).await;
    assert_eq!(longest.status, 201);
}
