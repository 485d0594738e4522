//! What goes wrong in production, done to the service on purpose by the switch of the embedded AWS.
//!
//! The one stack of these tests is nobody else's, and each test has tenants of its own in it: a
//! fault is about what one tenant's requests contain, so that all tests run at once.
mod every_route;
mod tenant;
mod tenants;
mod writes;

use std::sync::LazyLock;
use std::time::Duration;

use futures::{StreamExt, stream};
use local::aws::faults::{Failure, Fault, Faults, Service};
use local::stack::Stack;
use tokio::runtime::Runtime;

use crate::world::{embedded, outliving};

pub(crate) use tenant::{Asked, Tenant};

/// Every failure that may befall any call.
pub(crate) const FAILURES: [Failure; 7] = [
    Failure::Hangs,
    Failure::Throttled,
    Failure::Refused,
    Failure::Broken,
    Failure::CutOff,
    Failure::Garbage,
    Failure::AnswerLost,
];

/// How long any answer may take: `Timeout` of the functions in `template.yaml`.
const IN_TIME: Duration = Duration::from_secs(29);

/// How many failures are tried at a time: beside the hanging one, which takes its time, all others.
/// More would be so many requests at once that the machine is what makes them slow.
pub(crate) const AT_A_TIME: usize = 3;

/// Does something under each failure.
async fn under_each<F: Future<Output = ()>>(
    failures: impl IntoIterator<Item = Failure>,
    run: impl FnMut(Failure) -> F,
) {
    stream::iter(failures)
        .for_each_concurrent(AT_A_TIME, run)
        .await;
}

/// The stack of the fault tests.
pub(crate) fn stack() -> &'static Stack {
    static STACK: LazyLock<(Stack, Runtime)> = LazyLock::new(|| outliving(embedded));
    &STACK.0
}

fn faults() -> &'static Faults {
    stack().faults().expect("its AWS is embedded")
}

/// A fault of what the tenant has in the store.
pub(crate) fn of_store(failure: Failure, tenant: &Tenant) -> Fault {
    Fault::of(Service::DynamoDb, failure).containing(&tenant.organization)
}

/// A fault of the tenant's role.
pub(crate) fn of_role(failure: Failure, tenant: &Tenant) -> Fault {
    Fault::of(Service::Sts, failure).containing(&tenant.role_arn)
}
