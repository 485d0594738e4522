//! What each locator of a batch costs: in the core alone, and from the event of API Gateway to the
//! answer of Lambda. Warm: DynamoDB and STS were asked before, once.
#[path = "../measure.rs"]
mod measure;
mod world;

use std::hint::black_box;
use std::sync::Arc;

use lambda_http::request::LambdaRequest;
use lambda_http::{Context, LambdaEvent, Service};
use presign::Presign;
use serde_json::{Value, json};
use shared::adapters::S3Addressing;
use shared::configuration::Configuration;
use shared::credential_cache::CredentialCache;
use shared::http::handler;
use shared::presign::{PresignOptions, Presigner, ResponseOverrides};
use shared::routing_cache::RoutingCache;

use jiff::SignedDuration;
use measure::Comparison;
use tokio::runtime::{Builder, Runtime};
use world::World;

const BUCKET: &str = "ml-images-of-a-customer";

fn main() {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let mut comparison = Comparison::default();
    let mut worlds = vec![];
    for (locators, integrations) in [(1_000, 10), (10_000, 10), (100_000, 10), (10_000, 1_000)] {
        worlds.push(core(&mut comparison, &runtime, locators, integrations));
    }
    for (form, encoding, locators) in [
        ("whole", "gzip", 10_000),
        ("compact", "gzip", 10_000),
        ("whole", "identity", 3_000),
        ("compact", "identity", 10_000),
    ] {
        worlds.push(function(
            &mut comparison,
            &runtime,
            locators,
            form,
            encoding,
        ));
    }
    comparison.print("core: 1000 locators, 10 integrations", "locator");
    // For the integrations, for a session and for a proof: once each, however many locators.
    assert!(worlds.iter().all(|world| world.asked() == 3));
}

/// Locators in, URLs out.
fn core<'a>(
    comparison: &mut Comparison<'a>,
    runtime: &'a Runtime,
    count: u32,
    integrations: usize,
) -> Arc<World> {
    let world = World::new(integrations);
    let state = state(&world);
    let locators = locators(count);
    let options = PresignOptions {
        expires_in: 900.try_into().expect("a life"),
        overrides: ResponseOverrides::default(),
    };
    let organization = "acme".parse().expect("an organisation");
    let mut url = String::with_capacity(4096);
    let name = format!("core: {count} locators, {integrations} integrations");
    comparison.add(&name, count, move || {
        let routing = runtime
            .block_on(state.routing.table(&organization))
            .expect("a table");
        let texts = locators.iter().map(String::as_str);
        let prepared = runtime.block_on(state.presigner.prepare(&routing, texts, &options));
        for outcome in prepared.outcomes() {
            url.clear();
            outcome.expect("a signer").write_url(&mut url);
            black_box(&url);
        }
    });
    world
}

/// An event's JSON in, an answer's JSON out.
fn function<'a>(
    comparison: &mut Comparison<'a>,
    runtime: &'a Runtime,
    count: u32,
    form: &str,
    encoding: &str,
) -> Arc<World> {
    let world = World::new(10);
    let event = event(&locators(count), form, encoding);
    let mut handler = handler(state(&world).router(&configuration()));
    let mut answer = move || {
        let request: LambdaRequest = serde_json::from_str(black_box(&event)).expect("an event");
        let answer = handler.call(LambdaEvent::new(request, Context::default()));
        let answer = runtime.block_on(answer).expect("an answer");
        serde_json::to_vec(&answer).expect("JSON")
    };
    let answered: Value = serde_json::from_slice(&answer()).expect("JSON");
    assert_eq!(answered["statusCode"], 200, "{answered}");
    let name = format!("function: {count} locators, {form}, {encoding}");
    comparison.add(&name, count, move || {
        black_box(answer());
    });
    world
}

fn state(world: &Arc<World>) -> Presign {
    Presign {
        routing: RoutingCache::new(world.clone(), world.clone(), SignedDuration::from_secs(5)),
        presigner: Presigner {
            credentials: CredentialCache::new(world.clone(), world.clone()),
            addressing: Arc::new(S3Addressing::default()),
            clock: world.clone(),
            window: SignedDuration::from_mins(5),
        },
    }
}

fn configuration() -> Configuration {
    let read = Configuration::read(|name| {
        let value = match name {
            "AWS_REGION" => "us-east-1",
            "PLATFORM_ACCOUNT_ID" => "123456789012",
            "TABLE_NAME" => "integrations",
            "CONSOLE_ORIGINS" => "https://console.example.com",
            _ => return None,
        };
        Some(value.to_owned())
    });
    read.expect("a configuration")
}

/// Locators as those of a data set.
fn locators(count: u32) -> Vec<String> {
    let locator = |n| {
        let camera = n % 8;
        format!("s3://{BUCKET}/datasets/validation/2026-11/camera {camera}/frame-{n:08}.jpg")
    };
    (0..count).map(locator).collect()
}

/// The event of the examples, with another body.
fn event(locators: &[String], form: &str, encoding: &str) -> String {
    let example = include_str!("../../../functions/presign/events/batch.json");
    let mut event: Value = serde_json::from_str(example).expect("JSON");
    event["headers"]["accept-encoding"] = encoding.into();
    event["body"] = json!({"locators": locators, "form": form})
        .to_string()
        .into();
    event.to_string()
}
