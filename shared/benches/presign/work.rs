//! What everyone signs: the same keys with the same session.
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use shared::domain::Locator;

use crate::peers::{HOST, Peer, Shared};

pub(crate) const BUCKET: &str = "ml-images-of-a-customer";
pub(crate) const REGION: &str = "us-east-1";
pub(crate) const ACCESS_KEY_ID: &str = "ASIAIOSFODNN7EXAMPLE";
pub(crate) const SECRET_ACCESS_KEY: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
pub(crate) const EXPIRES_IN: i64 = 900;

/// 900 characters, as long as STS's usually are.
pub(crate) fn session_token() -> String {
    "IQoJb3JpZ2luX2VjEBYaCXVzLWVhc3QtMSJHMEUCIQD/"
        .chars()
        .cycle()
        .take(900)
        .collect()
}

/// Objects with keys as data sets have them.
pub(crate) fn objects(count: usize) -> Vec<Locator> {
    let key = |n: usize| {
        format!(
            "datasets/validation/2026-11/camera {}/frame-{n:08}.jpg",
            n % 8
        )
    };
    let locator = |key| format!("s3://{BUCKET}/{key}").parse().expect("a locator");
    (0..count).map(key).map(locator).collect()
}

/// How long the canonical request for an object is.
pub(crate) fn canonical_length(object: &Locator) -> usize {
    let url = Shared::new().presign(object);
    let (address, query) = url.split_once('?').expect("a query");
    let path = address.len() - "https://".len() - HOST.len();
    // The signature is not in it; "GET", the host header and three lines more are.
    let unsigned = "&X-Amz-Signature=".len() + 64;
    let fixed = "GET\n\n\nhost:\n\nhost\nUNSIGNED-PAYLOAD".len();
    fixed + path + query.len() - unsigned + HOST.len()
}

/// The least that a signature costs: the hash of the canonical request, and the three blocks of the
/// HMAC that are not the same for all.
pub(crate) fn hash_blocks(canonical_length: usize) -> [u8; 32] {
    static CANONICAL: [u8; 8192] = [b'x'; 8192];
    let hash = Sha256::digest(&CANONICAL[..canonical_length]);
    thread_local! {
        static PRIMED: Hmac<Sha256> = {
            let mut mac = Hmac::new_from_slice(&[7; 32]).expect("any length");
            mac.update(&[b'y'; 69]);
            mac
        };
    }
    let mut mac = PRIMED.with(Clone::clone);
    mac.update(&hash);
    mac.update(&hash);
    mac.finalize().into_bytes().into()
}
