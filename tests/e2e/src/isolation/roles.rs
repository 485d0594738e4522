//! What a role opens: every route against every way to spell a role.
use serde_json::{Value, json};

use super::acme::Acme;
use super::routes::{Caller, ROUTES, Row};
use crate::contract::problems::refused;
use crate::world::world;

/// Someone of acme with these roles; null for none.
fn caller(acme: &Acme, roles: &Value) -> Caller {
    let tokens = world().gateway.tokens();
    let mut claims = json!(tokens.claims(&acme.organization.name, "ada", &[]));
    claims["roles"] = roles.clone();
    Caller::new(Some(tokens.sign(&claims)))
}

/// Asserts that whoever has one of these roles gets what the table says.
async fn assert_opens(roles: &[Value], expected: fn(&Row) -> u16) {
    let acme = Acme::new().await;
    for roles in roles {
        let caller = caller(&acme, roles);
        for row in &ROUTES {
            let things = acme.things_for(&row.method()).await;
            let answer = caller.ask(row, &things).await;
            let (route, text) = (row.route, &answer.text);
            assert_eq!(answer.status, expected(row), "{route} as {roles}: {text}");
            if answer.status == 403 {
                refused(&answer, 403, "forbidden");
            }
        }
    }
}

#[tokio::test]
async fn an_admin_does_everything_however_the_role_is_spelled() {
    let spellings = [
        json!("admin"),
        json!(["admin"]),
        json!(["member", "admin"]),
        json!("member admin"),
        json!("member,admin"),
        json!("[member admin]"),
        // One role with a space in its name: `[billing admin]` to API Gateway, as are two roles.
        json!(["billing admin"]),
    ];
    assert_opens(&spellings, |row| row.admin).await;
}

#[tokio::test]
async fn a_member_reads_and_presigns_however_the_role_is_spelled() {
    let spellings = [
        json!("member"),
        json!(["member", "billing"]),
        json!("billing member"),
        json!("[billing member]"),
    ];
    assert_opens(&spellings, |row| row.member).await;
}

#[tokio::test]
async fn whoever_has_no_role_of_ours_does_nothing() {
    let acme = Acme::new().await;
    for roles in [
        Value::Null,
        json!(""),
        json!([]),
        json!("billing"),
        json!("administrator"),
        json!("Admin"),
        json!(true),
        json!({"admin": true}),
        // Roles of another service, which API Gateway writes as `map[roles:[viewer admin owner]]`.
        json!({"roles": ["viewer", "admin", "owner"]}),
        json!({"title": "the admin of another service"}),
        json!([["viewer", "admin", "owner"]]),
        json!([{"service": "another", "roles": ["viewer", "admin", "owner"]}]),
    ] {
        let caller = caller(&acme, &roles);
        for row in &ROUTES {
            let answer = caller.ask(row, &acme.things()).await;
            let (route, text) = (row.route, &answer.text);
            assert_eq!(answer.status, 403, "{route} as {roles}: {text}");
            refused(&answer, 403, "forbidden");
        }
    }
    acme.assert_untouched().await;
}
