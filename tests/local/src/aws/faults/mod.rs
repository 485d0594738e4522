//! A switch for everything that goes wrong in production: chosen calls are throttled, refused,
//! broken, left hanging, cut off, late, answered with nonsense, or carried out without a word.
mod failure;
#[cfg(test)]
mod tests;

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::watch;

use super::call::Call;
pub use super::call::Service;
pub use failure::Failure;
use failure::Strike;

/// Which calls fail, and how: `Fault::of(Service::Sts, Failure::Hangs).containing(role_arn)`.
#[derive(Clone, Debug)]
pub struct Fault {
    service: Service,
    failure: Failure,
    operation: Option<&'static str>,
    containing: Vec<String>,
    times: usize,
}

impl Fault {
    /// Every call of `service`, until the fault is lifted.
    #[must_use]
    pub fn of(service: Service, failure: Failure) -> Self {
        Self {
            service,
            failure,
            operation: None,
            containing: vec![],
            times: usize::MAX,
        }
    }

    /// Only this operation: `TransactWriteItems`, `AssumeRole`, …. Requests to S3 name none: choose
    /// them by what they contain.
    #[must_use]
    pub fn on(self, operation: &'static str) -> Self {
        Self {
            operation: Some(operation),
            ..self
        }
    }

    /// Only requests with `text` in method and address (`GET /bucket/key`), in a header or, but for
    /// S3, in the body, all read without percent-encoding: a role's ARN, an organisation, a key.
    /// Said several times, all of the texts.
    #[must_use]
    pub fn containing(mut self, text: impl Into<String>) -> Self {
        self.containing.push(text.into());
        self
    }

    /// Only the next `times` of these calls.
    #[must_use]
    pub fn times(self, times: usize) -> Self {
        Self { times, ..self }
    }

    fn is_about(&self, call: &Call) -> bool {
        let contains = |text: &String| call.contains(text);
        self.service == call.service()
            && self.failure.may_befall(call)
            && self.operation.is_none_or(|name| name == call.operation())
            && self.containing.iter().all(contains)
    }
}

/// The faults of one embedded AWS. Of several that are about a call, the oldest strikes.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Vec<Arc<Active>>>>);

#[derive(Debug)]
struct Active {
    fault: Fault,
    struck: AtomicUsize,
    lifted: watch::Sender<bool>,
}

/// A fault at work; it is lifted when dropped.
#[derive(Debug)]
#[must_use = "a fault is lifted when this is dropped"]
pub struct Injected {
    faults: Faults,
    active: Arc<Active>,
}

impl Faults {
    /// Lets a fault strike from now on, and until what is returned is dropped.
    pub fn inject(&self, fault: Fault) -> Injected {
        let active = Arc::new(Active {
            fault,
            struck: AtomicUsize::new(0),
            lifted: watch::Sender::new(false),
        });
        self.active().push(Arc::clone(&active));
        Injected {
            faults: self.clone(),
            active,
        }
    }

    /// What happens to a call, if any fault is about it. That counts as one of its times.
    pub(super) fn strike(&self, call: &Call) -> Option<Strike> {
        let faults = self.active();
        let is_due = |active: &&Arc<Active>| {
            active.struck.load(Ordering::SeqCst) < active.fault.times && active.fault.is_about(call)
        };
        let active = faults.iter().find(is_due)?;
        active.struck.fetch_add(1, Ordering::SeqCst);
        let lifted = active.lifted.subscribe();
        Some(Strike::new(active.fault.failure, call, lifted))
    }

    fn active(&self) -> MutexGuard<'_, Vec<Arc<Active>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Injected {
    /// How many calls it has struck.
    #[must_use]
    pub fn struck(&self) -> usize {
        self.active.struck.load(Ordering::SeqCst)
    }
}

impl Drop for Injected {
    fn drop(&mut self) {
        let is_other = |active: &Arc<Active>| !Arc::ptr_eq(active, &self.active);
        self.faults.active().retain(is_other);
        self.active.lifted.send_replace(true);
    }
}
