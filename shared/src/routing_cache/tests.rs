use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use futures::future::join_all;

use super::*;
use crate::domain::fixtures::bucket_integration;
use crate::domain::{Integration, IntegrationId};
use crate::ports::{IdempotencyKey, Page, WriteError};

/// A table that anyone can change, and a clock that anyone can move.
#[derive(Default)]
struct World {
    integrations: Mutex<Vec<Integration>>,
    fails: Mutex<bool>,
    reads: AtomicUsize,
    seconds: Mutex<i64>,
}

impl World {
    fn cache(self: &Arc<Self>, max_age: i64) -> RoutingCache {
        RoutingCache::new(
            self.clone(),
            self.clone(),
            SignedDuration::from_secs(max_age),
        )
    }

    fn reads(&self) -> usize {
        self.reads.load(Ordering::SeqCst)
    }
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(*self.seconds.lock().unwrap()).unwrap()
    }
}

#[async_trait]
impl IntegrationStore for World {
    async fn all(&self, _: &OrganizationId) -> Result<Vec<Integration>, StoreError> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        if *self.fails.lock().unwrap() {
            return Err(StoreError::Unavailable);
        }
        Ok(self.integrations.lock().unwrap().clone())
    }

    async fn page(
        &self,
        _: &OrganizationId,
        _: Option<IntegrationId>,
        _: u16,
    ) -> Result<Page, StoreError> {
        unreachable!("routing reads all")
    }

    async fn get(
        &self,
        _: &OrganizationId,
        _: IntegrationId,
    ) -> Result<Option<Integration>, StoreError> {
        unreachable!("routing reads all")
    }

    async fn create(
        &self,
        _: &OrganizationId,
        _: Integration,
        _: Option<&IdempotencyKey>,
    ) -> Result<Integration, WriteError> {
        unreachable!("routing only reads")
    }

    async fn replace(&self, _: &OrganizationId, _: Integration) -> Result<Integration, WriteError> {
        unreachable!("routing only reads")
    }

    async fn delete(&self, _: &OrganizationId, _: IntegrationId, _: u64) -> Result<(), WriteError> {
        unreachable!("routing only reads")
    }
}

async fn count(cache: &RoutingCache, organization: &str) -> Result<usize, StoreError> {
    let table = cache.table(&organization.parse().unwrap()).await;
    table.map(|table| table.integrations().len())
}

#[tokio::test]
async fn a_change_shows_when_the_age_is_reached_and_not_before() {
    let world = Arc::new(World::default());
    let cache = world.cache(5);
    assert_eq!(count(&cache, "acme").await, Ok(0));
    *world.integrations.lock().unwrap() = vec![bucket_integration(1, "images")];
    *world.seconds.lock().unwrap() = 4;
    assert_eq!(count(&cache, "acme").await, Ok(0));
    *world.seconds.lock().unwrap() = 5;
    assert_eq!(count(&cache, "acme").await, Ok(1));
    assert_eq!(world.reads(), 2);
}

#[tokio::test]
async fn however_many_wait_the_store_is_read_once_for_each_organisation() {
    let world = Arc::new(World::default());
    let cache = world.cache(5);
    let organizations = ["acme", "globex"].into_iter().cycle().take(1000);
    let counts = join_all(organizations.map(|organization| count(&cache, organization))).await;
    assert!(counts.iter().all(|count| *count == Ok(0)));
    assert_eq!(world.reads(), 2);
}

#[tokio::test]
async fn a_failure_is_never_served_again() {
    let world = Arc::new(World::default());
    let cache = world.cache(5);
    *world.fails.lock().unwrap() = true;
    assert_eq!(count(&cache, "acme").await, Err(StoreError::Unavailable));
    *world.fails.lock().unwrap() = false;
    assert_eq!(count(&cache, "acme").await, Ok(0));
}

#[tokio::test]
async fn without_an_age_every_change_shows_at_once() {
    let world = Arc::new(World::default());
    let cache = world.cache(0);
    assert_eq!(count(&cache, "acme").await, Ok(0));
    *world.integrations.lock().unwrap() = vec![bucket_integration(1, "images")];
    assert_eq!(count(&cache, "acme").await, Ok(1));
}
