//! The largest bodies: answered in time, briefly, and from little memory.
use std::time::{Duration, Instant};

use super::targets::{Answer, Function, answer, event};

/// What Lambda takes at most, less the event around it.
const BODY_BYTES: usize = 6 * 1024 * 1024 - 16 * 1024;

/// API Gateway waits for 30 seconds; this is without optimisation, on a machine that does more.
const IN_TIME: Duration = Duration::from_secs(15);

fn send(function: Function, path: &str, body: &str) -> Answer {
    let started = Instant::now();
    let answer = answer(function, &event("POST", path, "", body.as_bytes())).unwrap();
    assert!(
        started.elapsed() < IN_TIME,
        "{path}: {:?}",
        started.elapsed()
    );
    answer
}

/// All routes read bodies the same way: one stands for them.
fn refused(body: &str, detail: &str) {
    assert!(body.len() <= BODY_BYTES);
    let answer = send(Function::Policies, "/policies", body);
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains(detail), "{}", answer.body);
}

/// As many times `part` as fit.
fn full_of(part: &str) -> String {
    part.repeat((BODY_BYTES - 64) / part.len())
}

#[test]
fn brackets_go_no_deeper_than_a_parser_does() {
    refused(&"[".repeat(19_000), "recursion limit exceeded");
    refused(&full_of("["), "more than 20000 values");
    refused(&full_of("{\"a\":"), "more than 20000 values");
}

/// In memory each of these would take a hundred times its text.
#[test]
fn values_are_counted_before_they_are_kept() {
    for part in ["0,", "[],", "{\"\":0},", "\"\","] {
        refused(&format!("[{}0]", full_of(part)), "more than 20000 values");
    }
    let member = |n| format!("\"unknown_{n}\":{n},");
    let members = (0..100_000).map(member).collect::<Vec<_>>().concat();
    refused(&format!("{{{members}\"a\":0}}"), "more than 20000 values");
}

#[test]
fn a_name_is_repeated_as_far_as_anyone_reads_it() {
    for part in ["/", "~", "é", "\\u0000", "\\\""] {
        refused(
            &format!("{{\"{}\":0}}", full_of(part)),
            "there is no such field",
        );
    }
    let names = (0..60).map(|n| format!("\"{n}{}\":0,", "/".repeat(100_000)));
    refused(
        &format!("{{{}\"a\":0}}", names.collect::<String>()),
        "there is no such field",
    );
}

#[test]
fn texts_and_numbers_have_no_size_that_hurts() {
    let settings = |name: &str, region: &str| {
        format!(
            "{{\"name\":{name},\"scope\":{{\"type\":\"bucket\",\"bucket\":\"images\"}},\"region\":{region}}}"
        )
    };
    let long = format!("\"{}\"", full_of("x"));
    let digits = full_of("9");
    for body in [
        settings(&long, "\"us-east-1\""),
        settings("\"images\"", &long),
        settings(&digits, "\"us-east-1\""),
        settings("\"images\"", &format!("1e{digits}")),
    ] {
        let answer = send(Function::Integrations, "/integrations", &body);
        assert_eq!(answer.status, 400);
    }
    let answer = send(
        Function::Presign,
        "/presign",
        &format!("{{\"locators\":[{long}]}}"),
    );
    assert!(matches!(answer.status, 200 | 413), "{}", answer.status);
}

/// What is allowed at most, and one more.
#[test]
fn ten_thousand_locators_are_answered_and_no_more() {
    let batch = |count: usize| {
        let locators: Vec<_> = (0..count).map(|n| format!("s3://images/{n}")).collect();
        serde_json::json!({ "locators": locators }).to_string()
    };
    let answer = send(Function::Presign, "/presign", &batch(10_000));
    assert_eq!(answer.status, 413, "their URLs do not fit into one answer");
    let answer = send(Function::Presign, "/presign", &batch(1_000));
    assert_eq!(answer.status, 200, "{}", answer.body);
    let answer = send(Function::Presign, "/presign", &batch(10_001));
    assert!(
        answer.body.contains("1 to 10000 locators"),
        "{}",
        answer.body
    );
}

/// The documents that take longest to make: each has room for one bucket.
#[test]
fn five_hundred_buckets_behind_the_longest_prefix_are_answered_in_time() {
    let bucket = |n| format!("{n:03}-{}", "b".repeat(59));
    let buckets: Vec<_> = (0..500).map(bucket).collect();
    let draft = serde_json::json!({
        "scope": {"type": "all_permitted_buckets", "buckets": buckets},
        "prefix": "*".repeat(1024),
        "browsing": true,
    });
    let answer = send(Function::Policies, "/policies", &draft.to_string());
    assert_eq!(answer.status, 200);
    assert!(answer.json()["access_policies"].as_array().unwrap().len() > 500);
}
