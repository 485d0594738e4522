//! The items behind the API, for what no caller could do.
use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use local::platform::TABLE;
use serde_json::Value;

use super::callers::organization;
use crate::world::world;

/// An item, by the names of its attributes.
pub(super) type Item = HashMap<String, AttributeValue>;

/// A client of the platform's account.
pub(super) async fn client() -> Client {
    Client::new(&world().aws.connect(&world().aws.platform).await)
}

/// The item of an integration.
pub(super) async fn item(client: &Client, label: &str, integration: &Value) -> Item {
    let id = integration["id"].as_str().unwrap();
    let pk = AttributeValue::S(format!("ORG#{}", organization(label)));
    let sk = AttributeValue::S(format!("INTEGRATION#{id}"));
    let get = client.get_item().table_name(TABLE);
    let answer = get.key("pk", pk).key("sk", sk).send().await.unwrap();
    answer.item.unwrap()
}

/// Writes an item over whatever is there.
pub(super) async fn put(client: &Client, item: Item) {
    let put = client.put_item().table_name(TABLE).set_item(Some(item));
    put.send().await.unwrap();
}

/// What is inside of an attribute that is a map.
pub(super) fn inside<'a>(item: &'a mut Item, attribute: &str) -> &'a mut Item {
    match item.get_mut(attribute) {
        Some(AttributeValue::M(fields)) => fields,
        other => panic!("{attribute} is no map: {other:?}"),
    }
}
