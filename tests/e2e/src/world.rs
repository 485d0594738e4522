//! The world of all journeys: one service in one AWS, started once, and in it as many
//! organisations as there are tests, which never meet.
mod browser;
mod customer;
mod integration;
mod organization;

use std::sync::LazyLock;
use std::thread;

use local::aws::{EmbeddedAws, Options, identity::accounts};
use local::connection::{Account, Aws};
use local::gateway::Gateway;
use local::{clock, service};
use tokio::runtime::Runtime;

pub(crate) use browser::{Fetched, fetch};
pub(crate) use customer::{Bucket, Customer};
pub(crate) use integration::Integration;
pub(crate) use organization::{Organization, permitted};

/// A running service, and the AWS that it runs in.
pub(crate) struct World {
    pub(crate) gateway: Gateway,
    pub(crate) aws: Aws,
    _embedded: Option<EmbeddedAws>,
    /// Every test has a runtime of its own, and the service outlives them all.
    _runtime: Runtime,
}

/// The one world, started by whoever asks first.
pub(crate) fn world() -> &'static World {
    static WORLD: LazyLock<World> = LazyLock::new(|| {
        let started = thread::spawn(|| {
            let runtime = Runtime::new().unwrap();
            let (gateway, aws, embedded) = runtime.block_on(start());
            World {
                gateway,
                aws,
                _embedded: embedded,
                _runtime: runtime,
            }
        });
        started.join().expect("the world starts")
    });
    &WORLD
}

async fn start() -> (Gateway, Aws, Option<EmbeddedAws>) {
    let (endpoint_url, embedded) = if let Some(url) = variable("AWS_ENDPOINT_URL") {
        (url, None)
    } else {
        let embedded = EmbeddedAws::start(Options {
            port: 0,
            data: None,
            clock: clock::system(),
        });
        let embedded = embedded.await.unwrap();
        (embedded.endpoint_url(), Some(embedded))
    };
    let aws = Aws {
        endpoint_url: Some(endpoint_url),
        platform: account("PLATFORM", accounts::PLATFORM_ACCOUNT, "platform"),
        customer: account("CUSTOMER", accounts::CUSTOMER_ACCOUNT, "customer"),
    };
    let gateway = service::start(&aws, 0).await.unwrap();
    (gateway, aws, embedded)
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
