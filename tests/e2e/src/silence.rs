//! Nothing secret is said: not in a log, not in an error, not by `Debug` (invariant 4).
mod debug;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use aho_corasick::AhoCorasick;
use futures::future::{join, join_all};
use futures::{StreamExt, stream};
use local::api::Answer;
use local::aws::faults::Failure;
use reqwest::{Method, RequestBuilder};
use serde_json::json;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::prelude::*;

use crate::faults::{AT_A_TIME, Asked, FAILURES, Tenant, of_role, of_store, stack};

/// Everything that was written.
#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Said {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Said {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// What must not be said.
#[derive(Default)]
struct Secrets(Vec<String>);

impl Secrets {
    /// The part of an access token that makes it one: its claims and their signature.
    fn add_token(&mut self, token: &str) {
        let parts = token.split('.').skip(1);
        self.0.extend(parts.map(str::to_owned));
    }

    /// The values of a presigned URL's query that make it one, percent-encoded as they are in it.
    fn add_url(&mut self, url: &str) {
        let (_, query) = url.split_once('?').unwrap();
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            match name {
                "X-Amz-Signature" | "X-Amz-Security-Token" => self.0.push(value.to_owned()),
                // The id of the session's key; the date and the region are everywhere.
                "X-Amz-Credential" => self.0.extend(value.split("%2F").next().map(str::to_owned)),
                _ => {}
            }
        }
    }

    fn search(&self) -> Search {
        Search(AhoCorasick::new(&self.0).unwrap())
    }
}

/// Finds any of many secrets in one pass.
struct Search(AhoCorasick);

impl Search {
    fn assert_unsaid(&self, whence: &str, text: &str) {
        if let Some(found) = self.0.find(text) {
            // The secret itself is not for the log of the tests either.
            let before: String = text[..found.start()].chars().rev().take(300).collect();
            let before: String = before.chars().rev().collect();
            panic!(
                "{whence}: a secret of {} characters after: {before}",
                found.len()
            );
        }
    }
}

/// A presigned URL where the answer has one on purpose.
fn url(asked: &Asked) -> Option<&str> {
    let url = match asked.route.as_str() {
        "POST /presign" => asked.answer.text_at("/results/0/presigned_url"),
        "GET /presign" => asked.answer.text_at("/presigned_url"),
        "GET /objects" => asked.answer.header("location"),
        _ => "",
    };
    Some(url).filter(|url| !url.is_empty())
}

/// Everything of an answer, head and body.
fn whole(answer: &Answer) -> String {
    format!("{:?} {}", answer.headers, answer.text)
}

/// Requests with a secret wherever a caller may put one by mistake.
fn misplaced(tenant: &Tenant, secret: &str) -> Vec<RequestBuilder> {
    let request = |method, path: &str| tenant.api.request(method, path);
    let post = |path: &str| request(Method::POST, path);
    vec![
        request(Method::GET, "/presign").query(&[("locator", secret)]),
        request(Method::GET, "/objects").query(&[("locator", secret)]),
        request(Method::GET, "/resolve").query(&[("locator", secret)]),
        request(Method::GET, "/presign").query(&[(secret, "x")]),
        request(Method::GET, "/integrations").query(&[("cursor", secret)]),
        request(Method::GET, "/integrations").header("x-api-key", secret),
        request(Method::DELETE, "/integrations/x").header("if-match", secret),
        post("/presign").json(&json!({"locators": [secret]})),
        post("/presign").json(&json!({secret: true})),
        post("/presign").body(secret.to_owned()),
        post("/integrations").json(&json!({"name": secret, "role_arn": secret, "region": secret})),
        post("/integrations").header("idempotency-key", format!("{secret} {secret}")),
        post("/policies").json(&json!({"scope": {"type": secret}})),
    ]
}

/// What each route that takes a locator answers to one.
async fn locate(tenant: &Tenant, locator: &str) -> Vec<Answer> {
    let paths = ["/presign", "/objects", "/resolve"];
    let gets = paths.map(|path| tenant.api.get_for(path, locator));
    let batch = json!({"locators": [locator]});
    let (gets, post) = join(join_all(gets), tenant.api.post("/presign", &batch)).await;
    gets.into_iter().chain([post]).map(Result::unwrap).collect()
}

/// Asks every route without a store, and without a role.
async fn under(failure: Failure) -> ([Tenant; 2], Vec<Asked>) {
    let storeless = Tenant::new(stack()).await;
    let roleless = Tenant::new(stack()).await;
    let faults = [of_store(failure, &storeless), of_role(failure, &roleless)];
    let _faults = faults.map(|fault| stack().faults().map(|switch| switch.inject(fault)));
    let (mut asked, others) = join(storeless.ask_all(), roleless.ask_all()).await;
    asked.extend(others);
    ([storeless, roleless], asked)
}

#[tokio::test]
async fn no_secret_is_said_whatever_is_asked_and_whatever_fails() {
    let (log, trace) = (Said::default(), Said::default());
    let ours = shared::telemetry::OURS.map(|name| (name, tracing::Level::TRACE));
    let ours = Targets::new().with_targets(ours);
    let subscriber = tracing_subscriber::registry()
        .with(shared::telemetry::layer(log.clone()))
        .with(
            tracing_subscriber::fmt::layer()
                .with_writer(trace.clone())
                .with_filter(ours),
        );
    // For every thread, as the stack's are many; what other tests have the service say is heard, too.
    subscriber.init();
    let mut secrets = Secrets::default();

    let tenant = Tenant::new(stack()).await;
    let mut answers = tenant.ask_all().await;
    answers.iter().for_each(Asked::succeeded);
    let failures = FAILURES.into_iter().chain([Failure::TransactionConflict]);
    let mut under_faults = stream::iter(failures)
        .map(under)
        .buffer_unordered(AT_A_TIME);
    while let Some((tenants, asked)) = under_faults.next().await {
        for tenant in &tenants {
            secrets.add_token(tenant.api.token());
        }
        answers.extend(asked);
    }
    let urls: Vec<_> = answers.iter().filter_map(url).collect();
    assert!(urls.len() >= 3);
    for url in &urls {
        secrets.add_url(url);
    }
    secrets.add_token(tenant.api.token());
    secrets.0.extend(stack().embedded().unwrap().minted());
    let secrets = secrets.search();
    assert!(
        secrets.0.is_match(urls[0]),
        "the search finds what is there"
    );
    let (_, query) = urls[0].split_once('?').unwrap();
    let of_amazon = format!("https://images.s3.us-east-1.amazonaws.com/a.png?{query}");
    for url in [urls[0], &of_amazon] {
        let answers = join_all(misplaced(&tenant, url).into_iter().map(Answer::of)).await;
        for answer in answers.into_iter().map(Result::unwrap) {
            assert_ne!(answer.status, 500);
            let echo = format!("\"locator\":{}", json!(url));
            secrets.assert_unsaid("misplaced", &whole(&answer).replacen(&echo, "", 1));
        }
    }
    for answer in locate(&tenant, &of_amazon).await {
        assert!(answer.text.contains("written s3://images/a.png\""));
    }

    let (log, trace) = (log.text(), trace.text());
    for (level, said) in [("log", &log), ("trace", &trace)] {
        for expected in [
            "answered",
            "DynamoDB did not answer",
            "a role cannot be used",
        ] {
            assert!(said.contains(expected), "{level} without {expected}");
        }
        secrets.assert_unsaid(level, said);
    }
    for asked in &answers {
        let whole = whole(&asked.answer);
        let rest = url(asked).map_or(whole.clone(), |url| whole.replacen(url, "", 1));
        secrets.assert_unsaid(&asked.route, &rest);
    }
}
