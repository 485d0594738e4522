use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::domain::ExpiresIn;
use crate::sigv4::SessionCredentials;

/// For how long a presigned URL is valid, and what decides that.
///
/// The signing time is rounded down to a window, so that the same locator has the same URL within
/// the window and a browser can cache what it fetched; never to before the session began. The
/// window is added to the life that was asked for, so that a URL is never valid for less than
/// that, unless its session ends first (invariant 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// `X-Amz-Date`, in whole seconds.
    pub signed_at: Timestamp,
    /// `X-Amz-Expires`, in seconds.
    pub expires_in: i64,
    /// When the URL stops working.
    pub expires_at: Timestamp,
    /// What `expires_at` follows from.
    pub limited_by: LimitedBy,
}

/// What the end of a presigned URL's life follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitedBy {
    /// The `expires_in` that was asked for.
    Requested,
    /// The role's session ends before the life that was asked for, or with it. At the largest
    /// `expires_in` it always does: a session lasts no longer than that, and has begun before.
    Session,
}

impl Validity {
    /// The validity of a URL asked for at `now`, or none when the session has ended.
    ///
    /// `window` is the most by which the signing time is rounded; a quarter of `expires_in` limits
    /// it further.
    #[must_use]
    pub fn plan(
        now: Timestamp,
        expires_in: ExpiresIn,
        window: SignedDuration,
        session: &SessionCredentials,
    ) -> Option<Self> {
        let now = now.as_second();
        let session_end = session.expires_at.as_second();
        let window = rounding(expires_in, window);
        let floor = now - now.rem_euclid(window.max(1));
        // `X-Amz-Date` has no fractions: a session that began within a second counts from the next.
        let session_start = ceil_to_second(session.starts_at);
        let signed_at = floor.max(session_start.min(now));
        let wish = floor + window + expires_in.seconds();
        let end = wish.min(session_end);
        if end <= now {
            return None;
        }
        let limited = session_end <= now + expires_in.seconds();
        Some(Self {
            signed_at: Timestamp::from_second(signed_at).ok()?,
            expires_in: end - signed_at,
            expires_at: Timestamp::from_second(end).ok()?,
            limited_by: if limited {
                LimitedBy::Session
            } else {
                LimitedBy::Requested
            },
        })
    }
}

/// How much life a session must have left to serve `expires_in` in full.
#[must_use]
pub fn needed_life(expires_in: ExpiresIn, window: SignedDuration) -> SignedDuration {
    SignedDuration::from_secs(expires_in.seconds() + rounding(expires_in, window))
}

fn rounding(expires_in: ExpiresIn, window: SignedDuration) -> i64 {
    window.as_secs().clamp(0, expires_in.seconds() / 4)
}

fn ceil_to_second(instant: Timestamp) -> i64 {
    instant.as_second() + i64::from(instant.subsec_nanosecond() > 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sigv4::SigningKeys;

    const WINDOW: SignedDuration = SignedDuration::from_mins(5);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn session(starts_at: i64, expires_at: i64) -> SessionCredentials {
        SessionCredentials {
            access_key_id: String::new(),
            secret_access_key: String::new(),
            session_token: String::new(),
            starts_at: at(starts_at),
            expires_at: at(expires_at),
            signing_keys: SigningKeys::default(),
        }
    }

    fn plan(now: i64, expires_in: u64, session: &SessionCredentials) -> Option<Validity> {
        Validity::plan(at(now), expires_in.try_into().unwrap(), WINDOW, session)
    }

    #[test]
    fn within_a_window_the_url_is_the_same() {
        let session = session(90_000, 93_600);
        // A quarter of 900 s is 225 s: 90,000 is a multiple of it.
        let first = plan(90_000, 900, &session).unwrap();
        assert_eq!(plan(90_224, 900, &session), Some(first));
        assert_ne!(plan(90_225, 900, &session), Some(first));
        assert_eq!(first.signed_at, at(90_000));
        assert_eq!(first.expires_at, at(90_000 + 225 + 900));
        assert_eq!(first.limited_by, LimitedBy::Requested);
    }

    #[test]
    fn nothing_is_signed_for_a_time_before_the_session() {
        let session = session(90_100, 93_700);
        let validity = plan(90_110, 900, &session).unwrap();
        assert_eq!(validity.signed_at, at(90_100));
        assert_eq!(validity.expires_at, at(90_000 + 225 + 900));
    }

    #[test]
    fn the_session_limits_and_says_so() {
        let session = session(90_000, 93_600);
        let validity = plan(93_000, 900, &session).unwrap();
        assert_eq!(validity.expires_at, at(93_600));
        assert_eq!(validity.limited_by, LimitedBy::Session);
        for now in [90_000, 90_001] {
            let hour = plan(now, 3600, &session).unwrap();
            assert_eq!(hour.limited_by, LimitedBy::Session);
        }
        assert_eq!(plan(93_600, 1, &session), None);
    }

    proptest! {
        /// Invariant 1, and no less than was asked for.
        #[test]
        fn a_url_lives_as_asked_and_never_longer_than_its_session(
            start in 0_i64..2_000_000, life in 1_i64..3600, now in 0_i64..3600, asked in 1_u64..=3600,
        ) {
            let session = session(start, start + life);
            let now = start + now;
            match plan(now, asked, &session) {
                None => prop_assert!(now >= start + life),
                Some(validity) => {
                    let asked = i64::try_from(asked).unwrap();
                    let end = validity.expires_at.as_second();
                    prop_assert_eq!(validity.signed_at.as_second() + validity.expires_in, end);
                    prop_assert!((1..=604_800).contains(&validity.expires_in));
                    prop_assert!(end <= start + life && end > now);
                    prop_assert!(validity.signed_at.as_second() <= now);
                    prop_assert!(validity.signed_at.as_second() >= start);
                    prop_assert!(end >= (start + life).min(now + asked));
                    let limited = start + life <= now + asked;
                    prop_assert_eq!(limited, validity.limited_by == LimitedBy::Session);
                }
            }
        }
    }
}
