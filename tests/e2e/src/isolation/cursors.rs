//! Cursors that were guessed, bent, cut off or taken from elsewhere.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use local::api::{Answer, Api};
use reqwest::Method;
use serde_json::Value;

use crate::contract::bodies::draft;
use crate::contract::callers::{admin, create};
use crate::contract::problems::{pointers, refused};

/// Every text that differs from `text` in one bit, or lacks its end.
fn forged(text: &str) -> Vec<String> {
    let bent = (0..text.len() * 8).map(|bit| {
        let mut bytes = text.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let cut_off = (0..text.len()).map(|end| text[..end].to_owned());
    bent.chain(cut_off).collect()
}

/// Asserts that a cursor is refused, or that after the id in it come exactly the caller's own.
async fn assert_shows_own_only(api: &Api, own: &[Value], cursor: String) {
    let request = api.request(Method::GET, "/integrations");
    let request = request.query(&[("cursor", &cursor)]);
    let answer = Answer::of(request).await.unwrap();
    if answer.status != 200 {
        let problem = refused(&answer, 400, "invalid_request");
        assert_eq!(pointers(&problem), ["/cursor"], "{cursor}");
        return;
    }
    let id = String::from_utf8(URL_SAFE_NO_PAD.decode(&cursor).unwrap()).unwrap();
    let after = |integration: &&Value| integration["id"].as_str().unwrap() > id.as_str();
    let expected: Vec<_> = own.iter().filter(after).cloned().collect();
    assert_eq!(answer.json["integrations"], Value::Array(expected), "{id}");
}

#[tokio::test]
async fn whatever_the_cursor_a_list_shows_the_callers_own_integrations() {
    let (ours, theirs) = (admin("forger"), admin("forged"));
    let (mut own, mut guessed) = (vec![], vec![]);
    for n in 0..3 {
        let bucket = draft(&format!("bucket-{n}"));
        guessed.push(create(&theirs, &bucket).await["id"].take());
        own.push(create(&ours, &bucket).await);
    }
    own.sort_by_key(|integration| integration["id"].to_string());
    let page = async |api: &Api| api.get("/integrations?limit=1").await.unwrap();
    let [own_page, their_page] = [page(&ours).await, page(&theirs).await];
    let cursor = own_page.text_at("/next_cursor");

    let guessed = guessed.iter().map(|id| id.as_str().unwrap());
    let cursors = forged(cursor)
        .into_iter()
        .chain(guessed.map(|id| URL_SAFE_NO_PAD.encode(id)))
        .chain([their_page.text_at("/next_cursor").to_owned()]);
    for cursor in cursors {
        assert_shows_own_only(&ours, &own, cursor).await;
    }
}
