//! The world of all journeys: one service in one AWS, started once, and in it as many
//! organisations as there are tests, which never meet.
mod browser;
mod customer;
mod integration;
mod organization;

use std::sync::LazyLock;
use std::thread;

use local::aws::identity::accounts;
use local::connection::{Account, Aws};
use local::stack::{Stack, StackOptions};
use tokio::runtime::Runtime;

pub(crate) use browser::{Fetched, fetch};
pub(crate) use customer::{Bucket, Customer};
pub(crate) use integration::Integration;
pub(crate) use organization::{Organization, permitted};

/// The one world, started by whoever asks first: a running service, and the AWS that it runs in.
/// Every test has a runtime of its own, and the service outlives them all.
pub(crate) fn world() -> &'static Stack {
    static WORLD: LazyLock<(Stack, Runtime)> = LazyLock::new(|| {
        let started = thread::spawn(|| {
            let runtime = Runtime::new().unwrap();
            (runtime.block_on(start()), runtime)
        });
        started.join().expect("the world starts")
    });
    &WORLD.0
}

/// With `E2E_PLATFORM_ACCOUNT` set the AWS is one outside, found as the SDKs find it: by the
/// `AWS_ENDPOINT_URL*` variables, or AWS itself without them. Otherwise it is embedded.
async fn start() -> Stack {
    if variable("E2E_PLATFORM_ACCOUNT").is_none() {
        return Stack::start(StackOptions::default()).await.unwrap();
    }
    let s3_endpoint_url = variable("AWS_ENDPOINT_URL_S3").or_else(|| variable("AWS_ENDPOINT_URL"));
    let outside = Aws {
        endpoint_url: None,
        s3_endpoint_url,
        platform: account("PLATFORM", accounts::PLATFORM_ACCOUNT, "platform"),
        customer: account("CUSTOMER", accounts::CUSTOMER_ACCOUNT, "customer"),
    };
    Stack::start_in(outside, 0).await.unwrap()
}

/// `E2E_{whose}_ACCOUNT`, `…_ACCESS_KEY_ID` and `…_SECRET_ACCESS_KEY`; by default the account that
/// the embedded AWS has.
fn account(whose: &str, id: &str, key: &str) -> Account {
    let or = |name: &str, default: &str| {
        variable(&format!("E2E_{whose}_{name}")).unwrap_or_else(|| default.to_owned())
    };
    Account {
        id: or("ACCOUNT", id),
        access_key_id: or("ACCESS_KEY_ID", key),
        secret_access_key: or("SECRET_ACCESS_KEY", key),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the journeys learn which AWS to walk in"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// A name that nothing else in the world has: `images-6b1f…`.
pub(crate) fn unique(label: &str) -> String {
    format!("{label}-{:016x}", getrandom::u64().unwrap())
}
