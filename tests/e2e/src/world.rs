//! The world of all journeys: one service in one AWS, started once, and in it as many
//! organisations as there are tests, which never meet.
mod browser;
mod customer;
mod difference;
mod instance;
mod integration;
mod organization;

use std::sync::LazyLock;
use std::thread;

use local::connection::{Aws, REGION};
use local::stack::{Stack, StackOptions};
use tokio::runtime::Runtime;

pub(crate) use browser::{Fetched, fetch};
pub(crate) use customer::{Bucket, Customer};
pub(crate) use difference::Difference;
pub(crate) use instance::Instance;
pub(crate) use integration::Integration;
pub(crate) use organization::{Organization, permitted};

/// The one world, started by whoever asks first: a running service, and the AWS that it runs in.
pub(crate) fn world() -> &'static Stack {
    static WORLD: LazyLock<(Stack, Runtime)> = LazyLock::new(|| outliving(start));
    &WORLD.0
}

/// Starts a stack on a runtime of its own: every test has another, and the stack outlives them all.
pub(crate) fn outliving<F: Future<Output = Stack>>(
    start: impl FnOnce() -> F + Send + 'static,
) -> (Stack, Runtime) {
    let started = thread::spawn(|| {
        let runtime = Runtime::new().unwrap();
        (runtime.block_on(start()), runtime)
    });
    started.join().expect("the stack starts")
}

/// In the AWS outside that the environment describes, or else in an embedded one.
async fn start() -> Stack {
    match Aws::from_environment().unwrap() {
        Some(outside) => Stack::start_in(outside, 0).await.unwrap(),
        None => embedded().await,
    }
}

/// In an AWS of its own.
pub(crate) async fn embedded() -> Stack {
    Stack::start(StackOptions::default()).await.unwrap()
}

/// Where S3 is in this world.
pub(crate) fn s3_url() -> String {
    let aws = || format!("https://s3.{REGION}.amazonaws.com");
    world().aws.s3_endpoint_url.clone().unwrap_or_else(aws)
}

/// A name that nothing else in the world has: `images-6b1f…`.
pub(crate) fn unique(label: &str) -> String {
    format!("{label}-{:016x}", getrandom::u64().unwrap())
}
