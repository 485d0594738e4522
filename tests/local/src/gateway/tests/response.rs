use http::Method;

use super::{request, start};

#[tokio::test]
async fn status_headers_cookies_and_text_come_back() {
    let gateway = start().await;
    let response = request(&gateway, Method::GET, "/answer")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 201);
    let values = |name| -> Vec<_> {
        let values = response.headers().get_all(name).iter();
        values
            .map(|value| value.to_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(values("content-type"), ["text/plain"]);
    assert_eq!(values("content-length"), ["8"]);
    assert_eq!(values("set-cookie"), ["a=1; HttpOnly", "b=2"]);
    // lambda_http sends the first of two headers with one name.
    assert_eq!(values("vary"), ["origin"]);
    assert_eq!(response.text().await.unwrap(), "done ✓");
}

#[tokio::test]
async fn a_binary_body_comes_back_as_it_was() {
    let gateway = start().await;
    let response = request(&gateway, Method::GET, "/binary")
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()["content-length"], "256");
    let expected: Vec<u8> = (0..=255).collect();
    assert_eq!(response.bytes().await.unwrap(), expected);
}

#[tokio::test]
async fn an_answer_may_have_no_body() {
    let gateway = start().await;
    let response = request(&gateway, Method::GET, "/empty")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 204);
    assert!(response.bytes().await.unwrap().is_empty());
}
