//! Which permissions a call of DynamoDB needs.
use serde_json::Value;

/// An action on a resource of the caller's account.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Permission {
    /// `dynamodb:GetItem`.
    pub(super) action: String,
    /// `arn:aws:dynamodb:REGION:ACCOUNT:table/NAME`, or an ARN the caller wrote itself.
    pub(super) resource: String,
}

/// What `operation` with this body needs: all of it.
///
/// Transactions are authorized by the actions inside them, batches by their own action on
/// each table:
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html>.
/// A body without a table's name is left to DynamoDB to refuse, but needs every table.
pub(super) fn needed(
    operation: &str,
    body: &Value,
    region: &str,
    account: &str,
) -> Vec<Permission> {
    let permission = |action: &str, table: &str| Permission {
        action: format!("dynamodb:{action}"),
        resource: if table.starts_with("arn:") {
            table.to_owned()
        } else {
            format!("arn:aws:dynamodb:{region}:{account}:table/{table}")
        },
    };
    let text = |name: &str| body[name].as_str();
    match operation {
        "TransactWriteItems" | "TransactGetItems" => members(&body["TransactItems"])
            .map(|(kind, item)| {
                let action = if kind == "ConditionCheck" {
                    "ConditionCheckItem"
                } else {
                    &format!("{kind}Item")
                };
                permission(action, item["TableName"].as_str().unwrap_or("*"))
            })
            .collect(),
        "BatchGetItem" | "BatchWriteItem" => {
            let tables = body["RequestItems"].as_object();
            tables
                .into_iter()
                .flatten()
                .map(|(table, _)| permission(operation, table))
                .collect()
        }
        "Query" | "Scan" if let Some(index) = text("IndexName") => {
            vec![permission(
                operation,
                &format!("{}/index/{index}", text("TableName").unwrap_or("*")),
            )]
        }
        _ => {
            let table = text("TableName").or(text("ResourceArn")).unwrap_or("*");
            vec![permission(operation, table)]
        }
    }
}

/// `[{"Put": …}, {"Delete": …}]` as pairs.
fn members(items: &Value) -> impl Iterator<Item = (&String, &Value)> {
    items
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn needs(operation: &str, body: &Value) -> Vec<(String, String)> {
        let permissions = needed(operation, body, "eu-central-1", "123456789012").into_iter();
        permissions
            .map(|permission| (permission.action, permission.resource))
            .collect()
    }

    #[test]
    fn transactions_need_the_actions_inside_them() {
        let key = json!({"TableName": "t"});
        let body = json!({"TransactItems": [
            {"Put": key}, {"Update": key}, {"Delete": key}, {"ConditionCheck": {"TableName": "u"}}
        ]});
        let t = "arn:aws:dynamodb:eu-central-1:123456789012:table/t";
        assert_eq!(
            needs("TransactWriteItems", &body),
            [
                ("dynamodb:PutItem", t),
                ("dynamodb:UpdateItem", t),
                ("dynamodb:DeleteItem", t),
                (
                    "dynamodb:ConditionCheckItem",
                    "arn:aws:dynamodb:eu-central-1:123456789012:table/u"
                ),
            ]
            .map(|(action, resource)| (action.to_owned(), resource.to_owned()))
        );
    }

    #[test]
    fn others_need_their_own_action_on_each_table_or_index() {
        for (operation, body, resources) in [
            ("GetItem", json!({"TableName": "t"}), vec!["table/t"]),
            (
                "BatchGetItem",
                json!({"RequestItems": {"t": {}, "u": {}}}),
                vec!["table/t", "table/u"],
            ),
            (
                "Query",
                json!({"TableName": "t", "IndexName": "i"}),
                vec!["table/t/index/i"],
            ),
            ("ListTables", json!({}), vec!["table/*"]),
        ] {
            let expected: Vec<_> = resources
                .into_iter()
                .map(|resource| {
                    let arn = format!("arn:aws:dynamodb:eu-central-1:123456789012:{resource}");
                    (format!("dynamodb:{operation}"), arn)
                })
                .collect();
            assert_eq!(needs(operation, &body), expected);
        }
    }

    #[test]
    fn a_table_may_be_named_by_its_arn() {
        let arn = "arn:aws:dynamodb:us-east-1:111122223333:table/t";
        assert_eq!(needs("GetItem", &json!({"TableName": arn}))[0].1, arn);
    }
}
