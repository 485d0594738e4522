use std::{
    io::{self, Write},
    net::TcpListener,
    sync::{Arc, Mutex},
};

use http::Method;
use serde_json::Value;

use super::{client, options, refused, request, seen, start};
use crate::gateway::{Gateway, StartError};

#[tokio::test]
async fn what_has_no_route_is_not_found() {
    let gateway = start().await;
    let not_found = (404, "Not Found".to_owned());
    for (method, path) in [
        (Method::GET, "/"),
        (Method::GET, "/echo/"),
        (Method::GET, "/echo/a/b"),
        (Method::GET, "/echo/a%2Fb"),
        (Method::DELETE, "/echo"),
    ] {
        assert_eq!(
            refused(request(&gateway, method, path)).await,
            not_found,
            "{path}"
        );
    }
    // Neither is a token asked for.
    let request = client().get(format!("{}/nowhere", gateway.url()));
    assert_eq!(refused(request).await, not_found);
}

#[tokio::test]
async fn every_answer_has_a_request_id_of_its_own() {
    let gateway = start().await;
    let mut ids = Vec::new();
    for path in ["/echo", "/nowhere", "/panic", "/local/token"] {
        let response = request(&gateway, Method::GET, path).send().await.unwrap();
        let id = response.headers()["apigw-requestid"]
            .to_str()
            .unwrap()
            .to_owned();
        if path == "/echo" {
            let seen: Value = response.json().await.unwrap();
            assert_eq!(seen["request_id"], id);
        }
        ids.push(id);
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4);
}

#[tokio::test]
async fn a_gateway_stops_when_it_is_shut_down_or_dropped() {
    let gateway = start().await;
    let url = gateway.url();
    seen(request(&gateway, Method::GET, "/echo")).await;
    gateway.shutdown().await;
    assert!(client().get(&url).send().await.is_err());

    let gateway = start().await;
    let url = gateway.url();
    drop(gateway);
    // The server learns of it when it is polled next.
    tokio::task::yield_now().await;
    assert!(client().get(&url).send().await.is_err());
}

#[tokio::test]
async fn whatever_localhost_means_answers() {
    let gateway = start().await;
    let port = gateway.url().rsplit(':').next().unwrap().to_owned();
    for address in ["127.0.0.1", "[::1]"] {
        if TcpListener::bind(format!("{address}:0")).is_err() {
            continue; // A machine without IPv6.
        }
        let request = client().get(format!("http://{address}:{port}/nowhere"));
        assert_eq!(request.send().await.unwrap().status(), 404, "{address}");
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let gateway = start().await;
    let mut options = options();
    options.port = gateway.url().rsplit(':').next().unwrap().parse().unwrap();
    let error = Gateway::start(options).await.err().unwrap();
    assert!(matches!(error, StartError::Listen { .. }), "{error}");
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_request_is_one_line_of_log_without_secrets() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_writer(move || writer.clone())
        .finish();
    // The test's runtime has one thread: the server logs from this one.
    let guard = tracing::subscriber::set_default(subscriber);
    let gateway = start().await;
    seen(request(&gateway, Method::GET, "/echo")).await;
    // Another test, on a thread without a subscriber, may have been first to log.
    tracing::callsite::rebuild_interest_cache();
    log.0.lock().unwrap().clear();

    let token = gateway.tokens().token("acme", "ada", &["admin"]);
    let request = request(&gateway, Method::GET, "/echo/a?locator=s3://bucket/private");
    let response = request.send().await.unwrap();
    let id = response.headers()["apigw-requestid"].to_str().unwrap();
    drop(guard);

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|line: &Value| line["fields"]["message"] == "request")
        .collect();
    let [line] = &lines[..] else { panic!("{log}") };
    assert_eq!(line["level"], "INFO");
    assert_eq!(line["fields"]["method"], "GET");
    assert_eq!(line["fields"]["route_key"], "GET /echo/{name}");
    assert_eq!(line["fields"]["status"], 200);
    assert_eq!(line["fields"]["request_id"], id);
    assert!(line["fields"]["latency_ms"].is_u64());
    assert!(!log.contains("private") && !log.contains(&token), "{log}");
}
