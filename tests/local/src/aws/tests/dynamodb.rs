//! Tables.
use aws_sdk_dynamodb::{
    Client,
    types::{
        AttributeDefinition, AttributeValue, BillingMode, ConditionCheck, KeySchemaElement,
        KeyType, Put, ScalarAttributeType, TransactWriteItem,
    },
};
use serde_json::json;

use super::{CUSTOMER, PLATFORM, World, allow, credentials, refusal, refused, root, trust};

pub(super) async fn create_table(client: &Client) -> String {
    let key = KeySchemaElement::builder()
        .attribute_name("pk")
        .key_type(KeyType::Hash)
        .build()
        .unwrap();
    let attribute = AttributeDefinition::builder()
        .attribute_name("pk")
        .attribute_type(ScalarAttributeType::S)
        .build();
    let table = client
        .create_table()
        .table_name("items")
        .key_schema(key)
        .attribute_definitions(attribute.unwrap())
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await
        .unwrap();
    table.table_description.unwrap().table_arn.unwrap()
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

fn put(pk: &str) -> TransactWriteItem {
    let put = Put::builder()
        .table_name("items")
        .item("pk", text(pk))
        .build()
        .unwrap();
    TransactWriteItem::builder().put(put).build()
}

fn exists(pk: &str) -> TransactWriteItem {
    let check = ConditionCheck::builder()
        .table_name("items")
        .key("pk", text(pk))
        .condition_expression("attribute_exists(pk)")
        .build()
        .unwrap();
    TransactWriteItem::builder().condition_check(check).build()
}

/// A client that is allowed one action on the platform's table.
async fn allowed(world: &World, action: &str) -> Client {
    let arn = format!("arn:aws:dynamodb:eu-central-1:{PLATFORM}:table/items");
    let name = action.replace(':', "-");
    let role = world
        .role(
            "platform",
            &name,
            &trust(&root(PLATFORM), &json!({})),
            &allow(action, &arn),
        )
        .await;
    let sts = aws_sdk_sts::Client::new(&world.administrator("platform"));
    let session = sts
        .assume_role()
        .role_arn(role)
        .role_session_name("s-1")
        .send()
        .await
        .unwrap();
    Client::new(&world.config(credentials(session)))
}

#[tokio::test]
async fn a_table_is_its_accounts_own() {
    let world = World::start().await;
    let platform = Client::new(&world.administrator("platform"));
    let arn = create_table(&platform).await;
    assert_eq!(
        arn,
        format!("arn:aws:dynamodb:eu-central-1:{PLATFORM}:table/items")
    );
    let customer = Client::new(&world.administrator("customer"));
    assert!(
        customer
            .list_tables()
            .send()
            .await
            .unwrap()
            .table_names()
            .is_empty()
    );
    let outcome = customer
        .get_item()
        .table_name(arn)
        .key("pk", text("a"))
        .send()
        .await;
    assert_eq!(refusal(outcome), refused(400, "AccessDeniedException"));
}

#[tokio::test]
async fn a_failed_condition_cancels_the_transaction() {
    let world = World::start().await;
    let client = Client::new(&world.administrator("platform"));
    create_table(&client).await;
    let outcome = client
        .transact_write_items()
        .transact_items(put("a"))
        .transact_items(exists("none"))
        .send()
        .await;
    let error = outcome.unwrap_err().into_service_error();
    let aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException(
        cancelled,
    ) = error
    else {
        panic!("{error:?}")
    };
    let reasons: Vec<_> = cancelled
        .cancellation_reasons()
        .iter()
        .map(|reason| reason.code().unwrap())
        .collect();
    assert_eq!(reasons, ["None", "ConditionalCheckFailed"]);
    let item = client
        .get_item()
        .table_name("items")
        .key("pk", text("a"))
        .send()
        .await
        .unwrap();
    assert_eq!(item.item, None);
}

#[tokio::test]
async fn each_action_needs_permission() {
    let world = World::start().await;
    create_table(&Client::new(&world.administrator("platform"))).await;
    let reader = allowed(&world, "dynamodb:GetItem").await;
    assert!(
        reader
            .get_item()
            .table_name("items")
            .key("pk", text("a"))
            .send()
            .await
            .is_ok()
    );
    let outcome = reader
        .put_item()
        .table_name("items")
        .item("pk", text("a"))
        .send()
        .await;
    assert_eq!(refusal(outcome), refused(400, "AccessDeniedException"));

    let writer = allowed(&world, "dynamodb:PutItem").await;
    let transaction = || writer.transact_write_items();
    assert!(
        transaction().transact_items(put("a")).send().await.is_ok(),
        "authorized by what is inside"
    );
    let outcome = transaction()
        .transact_items(put("b"))
        .transact_items(exists("a"))
        .send()
        .await;
    assert_eq!(refusal(outcome), refused(400, "AccessDeniedException"));
    let misnamed = allowed(&world, "dynamodb:TransactWriteItems").await;
    let outcome = misnamed
        .transact_write_items()
        .transact_items(put("c"))
        .send()
        .await;
    assert_eq!(refusal(outcome), refused(400, "AccessDeniedException"));
}

#[tokio::test]
async fn strangers_are_told_in_dynamodbs_words() {
    let world = World::start().await;
    let with = |key: &str, secret: &str, token: Option<&str>| {
        let token = token.map(str::to_owned);
        Client::new(&world.config(aws_credential_types::Credentials::from_keys(
            key, secret, token,
        )))
    };
    for (client, code) in [
        (with("nobody", "x", None), "UnrecognizedClientException"),
        (with("platform", "x", None), "InvalidSignatureException"),
        (
            with("platform", "platform", Some("foreign")),
            "UnrecognizedClientException",
        ),
    ] {
        assert_eq!(
            refusal(client.list_tables().send().await),
            refused(400, code)
        );
    }
    let role = world
        .role(
            "customer",
            "any",
            &trust(&root(CUSTOMER), &json!({})),
            &allow("*", "*"),
        )
        .await;
    let sts = aws_sdk_sts::Client::new(&world.administrator("customer"));
    let session = sts
        .assume_role()
        .role_arn(role)
        .role_session_name("s-1")
        .send()
        .await
        .unwrap();
    let client = Client::new(&world.config(credentials(session)));
    assert!(client.list_tables().send().await.is_ok());
    world.pass(3600);
    assert_eq!(
        refusal(client.list_tables().send().await),
        refused(400, "ExpiredTokenException")
    );
}
