//! What our own signer signs, S3 takes for exactly that object; whatever is changed, S3 refuses.
//!
//! The judge is s3s with the checks around it, which know nothing of `shared::sigv4`.
mod signing;
mod tampering;

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use bytes::Bytes;
use futures::stream;
use http::{HeaderMap, Request, StatusCode};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use shared::domain::Locator;
use shared::presign::ResponseOverrides;
use tempfile::TempDir;
use tokio::runtime::{self, Runtime};
use tower::ServiceExt as _;

use self::signing::{BUCKET, NOW, REGION, Session, Signing, keys, overrides, signings};
use self::tampering::{Asked, tamperings};
use super::people::OWNER;
use crate::aws::s3::service;
use crate::aws::s3::store::{Attributes, Settings, Store, Versioning};

/// How many ways of tampering are tried on each URL.
const TAMPERINGS: usize = 6;

/// S3 without a network, with one versioned bucket whose requester pays.
struct World {
    s3: Router,
    store: Arc<Store>,
    runtime: Runtime,
    _folder: TempDir,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let store = Arc::new(Store::open(folder.path()).unwrap());
    let settings = Settings {
        region: REGION.to_owned(),
        account: OWNER.to_owned(),
        created: NOW,
        versioning: Versioning::Enabled,
        cors: vec![],
        requester_pays: true,
    };
    store.create_bucket(BUCKET, settings).unwrap();
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    World {
        s3: service(store.clone(), Arc::new(Session), Arc::new(|| NOW)),
        store,
        runtime: runtime.unwrap(),
        _folder: folder,
    }
});

/// What the objects are stored with; the URLs override some of it.
fn stored() -> Attributes {
    Attributes {
        content_type: Some("image/png".to_owned()),
        cache_control: Some("no-store".to_owned()),
        content_disposition: Some("inline".to_owned()),
        ..Attributes::default()
    }
}

impl World {
    /// Writes a version past S3's protocol, so that nothing has encoded or decoded the key, and
    /// gives back its id.
    async fn put(&self, key: &str, body: &str) -> String {
        let body = Bytes::copy_from_slice(body.as_bytes());
        let spooled = self
            .store
            .spool(stream::iter([Ok::<_, std::io::Error>(body)]));
        let spooled = spooled.await.unwrap();
        let version = self.store.put(BUCKET, key, spooled, stored(), NOW);
        version.unwrap().id
    }

    async fn ask(&self, asked: &Asked) -> (StatusCode, HeaderMap, Bytes) {
        let request = Request::builder()
            .method(asked.method.clone())
            .uri(asked.target())
            .header("host", &asked.host)
            .body(Body::empty());
        let answer = self.s3.clone().oneshot(request.unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        (parts.status, parts.headers, body)
    }
}

/// Asserts that an answer has the headers that were asked for, or else the stored ones.
fn overridden(headers: &HeaderMap, overrides: &ResponseOverrides) -> Result<(), TestCaseError> {
    let stored = stored();
    for (name, wish, stored) in [
        ("content-type", &overrides.content_type, stored.content_type),
        (
            "cache-control",
            &overrides.cache_control,
            stored.cache_control,
        ),
        (
            "content-disposition",
            &overrides.content_disposition,
            stored.content_disposition,
        ),
    ] {
        let expected = wish.as_ref().map(ToString::to_string).or(stored);
        let sent = headers.get(name).and_then(|value| value.to_str().ok());
        prop_assert_eq!(sent, expected.as_deref(), "{}", name);
    }
    Ok(())
}

proptest! {
    // Each case is two writes and seven requests.
    #![proptest_config(ProptestConfig {
        cases: (ProptestConfig::default().cases / 4).max(1),
        ..ProptestConfig::default()
    })]

    #[test]
    fn s3_serves_what_was_signed_and_refuses_whatever_was_changed(
        key in keys(),
        of_first_version in any::<bool>(),
        signing in signings(),
        overrides in overrides(),
        tamperings in vec(tamperings(), TAMPERINGS),
    ) {
        let world = &*WORLD;
        world.runtime.block_on(async {
            let bodies = [format!("first {key:?}"), format!("second {key:?}")];
            let first = world.put(&key, &bodies[0]).await;
            world.put(&key, &bodies[1]).await;
            let version_id = of_first_version.then(|| first.parse().unwrap());
            let locator = Locator::new(BUCKET.parse().unwrap(), key.parse().unwrap(), version_id);
            let url = Signing::url(&signing, &overrides, &locator.unwrap());
            let asked = Asked::of(&url);

            let (status, headers, body) = world.ask(&asked).await;
            let body = String::from_utf8_lossy(&body);
            prop_assert_eq!(status, StatusCode::OK, "{}: {}", url, body);
            prop_assert_eq!(body, bodies[usize::from(!of_first_version)].as_str());
            overridden(&headers, &overrides)?;

            for tampering in tamperings {
                let tampered = asked.tampered(&tampering);
                let (status, _, body) = world.ask(&tampered).await;
                let is_refused = status == StatusCode::FORBIDDEN || status == StatusCode::BAD_REQUEST;
                prop_assert!(
                    is_refused,
                    "{status} for {tampering:?}\nof {asked:?}\n to {tampered:?}: {}",
                    String::from_utf8_lossy(&body)
                );
            }
            Ok(())
        })?;
    }
}
