//! The items behind the API, for what no caller could do.
use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use local::platform::TABLE;
use serde_json::Value;

use super::callers::organization;
use crate::world::world;

/// An item, by the names of its attributes.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// A client of the platform's account.
pub(crate) async fn client() -> Client {
    Client::new(&world().aws.connect(&world().aws.platform).await)
}

/// The item of an integration.
pub(crate) async fn item(client: &Client, label: &str, integration: &Value) -> Item {
    let id = integration["id"].as_str().unwrap();
    let pk = AttributeValue::S(format!("ORG#{}", organization(label)));
    let sk = AttributeValue::S(format!("INTEGRATION#{id}"));
    let get = client.get_item().table_name(TABLE);
    let answer = get.key("pk", pk).key("sk", sk).send().await.unwrap();
    answer.item.unwrap()
}

/// Every item of an organisation, by its whole name.
pub(crate) async fn partition(client: &Client, organization: &str) -> Vec<Item> {
    let pk = AttributeValue::S(format!("ORG#{organization}"));
    let query = client.query().table_name(TABLE).consistent_read(true);
    let query = query.key_condition_expression("pk = :pk");
    let query = query.expression_attribute_values(":pk", pk);
    let items = query.into_paginator().items().send();
    items.collect::<Result<_, _>>().await.unwrap()
}

/// Writes items over whatever is there.
pub(crate) async fn put(client: &Client, items: Vec<Item>) {
    let request = |item: &Item| {
        let put = PutRequest::builder().set_item(Some(item.clone()));
        let put = put.build().unwrap();
        WriteRequest::builder().put_request(put).build()
    };
    // As many as one batch takes.
    for batch in items.chunks(25) {
        let write = client.batch_write_item();
        let write = write.request_items(TABLE, batch.iter().map(request).collect());
        let written = write.send().await.unwrap();
        assert_eq!(written.unprocessed_items, Some(HashMap::new()));
    }
}

/// What is inside of an attribute that is a map.
pub(crate) fn inside<'a>(item: &'a mut Item, attribute: &str) -> &'a mut Item {
    match item.get_mut(attribute) {
        Some(AttributeValue::M(fields)) => fields,
        other => panic!("{attribute} is no map: {other:?}"),
    }
}
