use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::ports::{Randomness, StoreError};

/// For how long a write that loses to others is decided anew before the caller is told to wait. Where
/// an attempt takes 20 to 30 milliseconds, fifty writers of one organisation at once need 3 seconds.
const PATIENCE: Duration = Duration::from_secs(8);

/// The longest first wait: some attempts long.
const FIRST_WAIT: Duration = Duration::from_millis(50);

/// How often the longest wait doubles, to 1.6 seconds: enough for fifty writers to spread out.
const DOUBLINGS: u32 = 5;

/// What is left of a write's patience with those that are faster.
#[derive(Debug)]
pub(super) struct Patience {
    ends: Instant,
    waits: u32,
}

impl Patience {
    pub(super) fn new() -> Self {
        Self {
            ends: Instant::now() + PATIENCE,
            waits: 0,
        }
    }

    /// Waits a random while, longer with each attempt, so that writers do not meet again; fails
    /// when patience ends before.
    pub(super) async fn wait(&mut self, randomness: &dyn Randomness) -> Result<(), StoreError> {
        let longest = FIRST_WAIT * 2_u32.pow(self.waits.min(DOUBLINGS));
        // 1,024 steps are fine enough.
        let wait = longest * (randomness.bits() % 1024) as u32 / 1024;
        if Instant::now() + wait > self.ends {
            return Err(StoreError::Contention);
        }
        self.waits += 1;
        sleep(wait).await;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Always draws half of what can be drawn.
    struct Half;

    impl Randomness for Half {
        fn bits(&self) -> u128 {
            512
        }
    }

    #[tokio::test(start_paused = true)]
    async fn waits_grow_to_a_limit_and_end_with_patience() {
        let mut patience = Patience::new();
        let (start, mut waits) = (Instant::now(), vec![]);
        let end = loop {
            let before = Instant::now();
            match patience.wait(&Half).await {
                Ok(()) => waits.push(before.elapsed().as_millis()),
                Err(end) => break end,
            }
        };
        assert_eq!(waits[..7], [25, 50, 100, 200, 400, 800, 800]);
        assert_eq!(end, StoreError::Contention);
        let left = PATIENCE.checked_sub(start.elapsed()).unwrap();
        assert!(left < Duration::from_millis(800));
    }
}
