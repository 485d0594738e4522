use axum::http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use shared::domain::Settings;
use shared::http::{Code, Problem};
use shared::ports::IdempotencyKey;

const REMEMBERED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// The `Idempotency-Key` of a create: 1–255 visible ASCII characters. What is kept are hashes.
pub(crate) fn idempotency_key(
    headers: &HeaderMap,
    settings: &Settings,
    now: Timestamp,
) -> Result<Option<IdempotencyKey>, Problem> {
    let Some(key) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let usable = (1..=255).contains(&key.len()) && key.as_bytes().iter().all(u8::is_ascii_graphic);
    if !usable {
        return Err(Problem::new(
            Code::InvalidRequest,
            "the header idempotency-key has 1 to 255 visible ASCII characters",
            "Send a UUID, for instance.",
        ));
    }
    let request = serde_json::to_vec(settings).expect("settings are plain JSON");
    Ok(Some(IdempotencyKey {
        key: hex::encode(Sha256::digest(key.as_bytes())),
        fingerprint: hex::encode(Sha256::digest(request)),
        expires_at: now + REMEMBERED_FOR,
    }))
}
