use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
    TimeToLiveSpecification,
};

use super::keys;

/// Creates the table as `template.yaml` does, where there is no CloudFormation. A table that
/// exists is left as it is.
///
/// # Errors
/// What DynamoDB answers.
pub async fn create_table(client: &Client, name: &str) -> Result<(), aws_sdk_dynamodb::Error> {
    let attribute = |name: &str| {
        AttributeDefinition::builder()
            .attribute_name(name)
            .attribute_type(ScalarAttributeType::S)
            .build()
    };
    let key = |name: &str, kind| {
        let element = KeySchemaElement::builder().attribute_name(name);
        element.key_type(kind).build()
    };
    let create = client
        .create_table()
        .table_name(name)
        .attribute_definitions(attribute(keys::PARTITION_KEY)?)
        .attribute_definitions(attribute(keys::SORT_KEY)?)
        .key_schema(key(keys::PARTITION_KEY, KeyType::Hash)?)
        .key_schema(key(keys::SORT_KEY, KeyType::Range)?)
        .billing_mode(BillingMode::PayPerRequest);
    match create.send().await.map_err(aws_sdk_dynamodb::Error::from) {
        Err(aws_sdk_dynamodb::Error::ResourceInUseException(_)) => return Ok(()),
        created => created?,
    };
    let time_to_live = TimeToLiveSpecification::builder()
        .attribute_name(keys::EXPIRES_AT)
        .enabled(true)
        .build()?;
    let update = client.update_time_to_live().table_name(name);
    update
        .time_to_live_specification(time_to_live)
        .send()
        .await?;
    Ok(())
}
