//! What everyone signs: the same keys with the same session.
use sha2::block_api::compress256;
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

/// What everyone hashes: a canonical request.
static CANONICAL: [u8; 8192] = [b'x'; 8192];

/// The least that a signature costs: the compressions for the canonical request, and the three of
/// the HMAC that are not the same for all. The hashes are not right, only as long.
pub(crate) fn hash_blocks(canonical_length: usize) -> [u32; 8] {
    let (canonical, _) = CANONICAL.as_chunks();
    let mut state = [0; 8];
    compress256(
        &mut state,
        &canonical[..(canonical_length + 9).div_ceil(64)],
    );
    compress256(&mut state, &canonical[..2]);
    compress256(&mut state, &canonical[..1]);
    state
}

/// The same with another library, as its interface allows it.
pub(crate) fn hash_with_ring(canonical_length: usize) -> ring::hmac::Tag {
    thread_local! {
        static PRIMED: ring::hmac::Context = {
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &[7; 32]);
            let mut mac = ring::hmac::Context::with_key(&key);
            mac.update(&CANONICAL[..69]);
            mac
        };
    }
    let hash = ring::digest::digest(&ring::digest::SHA256, &CANONICAL[..canonical_length]);
    let mut mac = PRIMED.with(Clone::clone);
    mac.update(hash.as_ref());
    mac.update(hash.as_ref());
    mac.sign()
}
