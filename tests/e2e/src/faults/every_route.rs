//! Every route under every failure of every service.
use local::aws::faults::{Failure, Fault, Service};

use super::{Asked, FAILURES, IN_TIME, Tenant, faults, of_role, of_store, stack, under_each};
use crate::contract::problems::refused;

/// Asserts that whoever asked hears that the tenant's role cannot be used, and when to try again.
fn role_is_unavailable(asked: &Asked, status: u16) {
    if asked.route == "POST /presign" {
        assert_eq!(asked.answer.status, 200, "{asked:?}");
        let error = &asked.answer.json["results"][0]["error"];
        assert_eq!(error["code"], "role_unavailable", "{asked:?}");
        assert_eq!(error["retry_after"], 1, "{asked:?}");
    } else {
        refused(&asked.answer, status, "role_unavailable");
        assert_eq!(asked.answer.header("retry-after"), "1");
    }
}

#[tokio::test]
async fn without_the_store_every_route_says_so_in_time_and_recovers() {
    under_each(FAILURES, async |failure| {
        let tenant = Tenant::new(stack()).await;
        let before = tenant.stored().await;
        let fault = faults().inject(of_store(failure, &tenant));
        let asked = tenant.ask_all().await;
        assert!(fault.struck() >= asked.len(), "{failure:?}");
        drop(fault);
        for asked in asked {
            refused(&asked.answer, 503, "store_unavailable");
            assert_eq!(asked.answer.header("retry-after"), "1");
            assert!(asked.took < IN_TIME, "{failure:?}: {asked:?}");
        }
        assert_eq!(tenant.stored().await, before, "{failure:?}");
        tenant.ask_all().await.iter().for_each(Asked::succeeded);
    })
    .await;
}

#[tokio::test]
async fn without_the_role_only_its_urls_are_missing_and_come_back() {
    under_each(FAILURES, async |failure| {
        let tenant = Tenant::new(stack()).await;
        let fault = faults().inject(of_role(failure, &tenant));
        let asked = tenant.ask_all().await;
        assert!(fault.struck() >= 1, "{failure:?}");
        drop(fault);
        let status = if failure == Failure::Refused {
            409
        } else {
            503
        };
        for asked in asked {
            assert!(asked.took < IN_TIME, "{failure:?}: {asked:?}");
            if asked.needs_role {
                role_is_unavailable(&asked, status);
                tenant.ask_in_a_while(&asked.route).await.succeeded();
            } else {
                asked.succeeded();
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_role_that_could_not_prove_itself_is_not_used() {
    let failures = FAILURES.into_iter().filter(|it| *it != Failure::Refused);
    under_each(failures, async |failure| {
        let tenant = Tenant::new(stack()).await;
        // Only the request without the external id asks for a session that may do nothing.
        let of_proof = of_role(failure, &tenant).containing(r#""Effect":"Deny""#);
        let fault = faults().inject(of_proof);
        let asked = tenant.ask("GET /presign").await;
        role_is_unavailable(&asked, 503);
        assert!(asked.took < IN_TIME, "{failure:?}: {asked:?}");
        assert!(fault.struck() >= 1);
        drop(fault);
        tenant.ask_in_a_while("GET /presign").await.succeeded();
    })
    .await;
}

#[tokio::test]
async fn no_route_needs_s3() {
    under_each(FAILURES, async |failure| {
        let tenant = Tenant::new(stack()).await;
        let fault = faults().inject(Fault::of(Service::S3, failure));
        tenant.ask_all().await.iter().for_each(Asked::succeeded);
        assert_eq!(fault.struck(), 0, "{failure:?}");
    })
    .await;
}
