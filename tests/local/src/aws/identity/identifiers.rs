//! Ids, keys and tokens in the shapes of AWS.
use base64::{Engine, prelude::BASE64_STANDARD};

use crate::random;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// An id such as `AROAJQABLZS4A3QDU576Q`: a prefix that tells the kind, and 17 characters.
///
/// The prefixes: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>.
pub(super) fn unique_id(prefix: &str) -> String {
    let random = random::bytes::<17>().map(|byte| char::from(BASE32[usize::from(byte % 32)]));
    prefix.chars().chain(random).collect()
}

/// An access key id: `ASIA` for a session, `AKIA` for a user, and 16 characters.
pub(super) fn access_key_id(prefix: &str) -> String {
    let mut id = unique_id(prefix);
    id.truncate(20);
    id
}

/// A secret access key of 40 characters.
pub(super) fn secret_access_key() -> String {
    BASE64_STANDARD.encode(random::bytes::<30>())
}

/// A session token as long as those of AWS, and with the characters that need escaping.
pub(super) fn session_token() -> String {
    format!(
        "IQoJb3JpZ2luX2Vj{}",
        BASE64_STANDARD.encode(random::bytes::<661>())
    )
}
