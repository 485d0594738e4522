//! Pages of the AWS console.
use shared::domain::{Partition, RoleArn};

/// Where a role's trust policy is edited; none in partitions whose console is not public.
pub(crate) fn trust_relationships(role: &RoleArn) -> Option<String> {
    let console = match role.partition() {
        Partition::Aws => "console.aws.amazon.com",
        Partition::AwsCn => "console.amazonaws.cn",
        Partition::AwsUsGov => "console.amazonaws-us-gov.com",
        _ => return None,
    };
    let name = role.name();
    Some(format!(
        "https://{console}/iam/home#/roles/details/{name}?section=trust_relationships"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_edited_in_the_console_of_its_partition() {
        for (arn, page) in [
            (
                "arn:aws:iam::111122223333:role/teams/reader",
                Some(
                    "https://console.aws.amazon.com/iam/home#/roles/details/reader\
                     ?section=trust_relationships",
                ),
            ),
            ("arn:aws-iso:iam::111122223333:role/reader", None),
        ] {
            let role = arn.parse().unwrap();
            assert_eq!(trust_relationships(&role).as_deref(), page);
        }
    }
}
