//! Where the embedded AWS takes its time from.
use std::sync::Arc;

use jiff::Timestamp;

/// Tells the time; tests give one that they can move.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The clock of this machine.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the system's time"
)]
pub fn system() -> Clock {
    Arc::new(Timestamp::now)
}
