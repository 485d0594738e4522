//! The embedded S3: s3s speaks the protocol, [`store::Store`] holds the objects, the rest is here.
//!
//! A request passes, in this order: CORS preflight (which nobody signs), the checks of what its
//! signature claims, s3s with its verification of the signature, authentication and authorization,
//! the operation; then its answer is completed with CORS headers, ids and the words of errors.
//! Unlike AWS there are no bucket policies (so an account reaches only its own buckets), ACLs, tags,
//! conditional writes, nor checksums other than MD5; and one endpoint serves all regions. Stricter
//! than AWS, which exempts the owner's account: role sessions must say that they pay for the objects
//! of a bucket whose requester pays, so that who forgot to is found without a third account.
mod access;
mod actions;
mod addressing;
mod authority;
mod cors;
mod errors;
mod front;
mod operations;
mod signature;
pub mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use s3s::config::{S3Config, StaticConfigProvider};
use s3s::service::S3ServiceBuilder;

use crate::clock::Clock;

use access::Access;
use addressing::Localhost;
pub use authority::Authority;
pub(super) use errors::error_response;
use front::{Front, answer};
use operations::Operations;
use store::Store;

/// S3 as a service: path style on `localhost` and on addresses, virtual-host style below
/// `localhost`, on whichever port.
///
/// s3s compares presigned URLs with the system's clock besides, so `clock` must not be behind it.
pub fn service(store: Arc<Store>, authority: Arc<dyn Authority>, clock: Clock) -> Router {
    let access = Access {
        store: Arc::clone(&store),
        authority,
    };
    let operations = Operations {
        access: access.clone(),
        clock: Arc::clone(&clock),
    };
    let mut s3 = S3ServiceBuilder::new(operations);
    s3.set_host(Localhost);
    s3.set_auth(access.clone());
    s3.set_access(access);
    let mut config = S3Config::default();
    // `signature` checks the time, by our clock.
    config.presigned_url_max_skew_time_secs = u32::MAX;
    s3.set_config(Arc::new(StaticConfigProvider::new(Arc::new(config))));
    Router::new().fallback(answer).with_state(Front {
        store,
        clock,
        s3: s3.build(),
    })
}
