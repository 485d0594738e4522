//! `template.yaml` and the code say the same.
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use local::connection::REGION;
use local::gateway;
use local::platform::{self, TABLE};
use local::service::FUNCTIONS;
use serde_json::{Map, Value, json};
use shared::configuration::Configuration;
use shared::http::Route;

/// The template, its tags read away: `!Ref Table` is `Table`, `!GetAtt Table.Arn` is `Table.Arn`.
fn template() -> Value {
    serde_saphyr::from_str(include_str!("../../../template.yaml")).unwrap()
}

/// The functions' properties, by the name of the binary that each runs.
fn functions(template: &Value) -> BTreeMap<&str, &Value> {
    let resources = object(&template["Resources"]).values();
    resources
        .filter(|resource| resource["Type"] == "AWS::Serverless::Function")
        .map(|function| {
            let binary = &function["Metadata"]["BuildProperties"]["Binary"];
            (binary.as_str().unwrap(), &function["Properties"])
        })
        .collect()
}

/// The role that a function runs with.
fn role<'a>(template: &'a Value, function: &Value) -> &'a Value {
    let name = function["Role"].as_str().unwrap().strip_suffix(".Arn");
    let role = &template["Resources"][name.unwrap()];
    assert_eq!(role["Type"], "AWS::IAM::Role");
    &role["Properties"]
}

/// What a role's policies say, each as `Allow dynamodb:Query Table.Arn`.
fn permissions(role: &Value) -> BTreeSet<String> {
    let policies = role["Policies"].as_array().unwrap().iter();
    policies
        .flat_map(|policy| permissions_in(&policy["PolicyDocument"]))
        .collect()
}

fn permissions_in(document: &Value) -> BTreeSet<String> {
    let mut permissions = BTreeSet::new();
    for statement in document["Statement"].as_array().unwrap() {
        let effect = statement["Effect"].as_str().unwrap();
        let resource = statement["Resource"].as_str().unwrap();
        for action in one_or_many(&statement["Action"]) {
            permissions.insert(format!("{effect} {action} {resource}"));
        }
    }
    permissions
}

fn routes() -> BTreeMap<&'static str, Vec<Route>> {
    let functions = FUNCTIONS.iter();
    functions
        .map(|function| (function.name, (function.routes)()))
        .collect()
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap()
}

fn one_or_many(value: &Value) -> BTreeSet<&str> {
    let many = value
        .as_array()
        .map_or(std::slice::from_ref(value), |many| many);
    many.iter().map(|one| one.as_str().unwrap()).collect()
}

#[test]
fn every_route_reaches_the_function_that_answers_it() {
    let template = template();
    let in_template = functions(&template).into_iter().map(|(name, function)| {
        let events = object(&function["Events"]).values();
        let routes = events.map(|event| {
            let route = &event["Properties"];
            let text = |field: &str| route[field].as_str().unwrap();
            format!("{} {}", text("Method"), text("Path"))
        });
        (name, routes.collect::<BTreeSet<_>>())
    });
    let in_code = routes().into_iter().map(|(name, routes)| {
        let routes = routes.iter().map(ToString::to_string);
        (name, routes.collect::<BTreeSet<_>>())
    });
    assert_eq!(
        in_template.collect::<BTreeMap<_, _>>(),
        in_code.collect::<BTreeMap<_, _>>()
    );
}

#[test]
fn the_authorizer_guards_every_route() {
    let template = template();
    let auth = &template["Resources"]["Api"]["Properties"]["Auth"];
    let default = auth["DefaultAuthorizer"].as_str().unwrap();
    assert_eq!(
        auth["Authorizers"][default]["JwtConfiguration"],
        json!({"issuer": "JwtIssuer", "audience": "JwtAudience"})
    );
    for (name, function) in functions(&template) {
        for (event, source) in object(&function["Events"]) {
            assert_eq!(source["Type"], "HttpApi", "{name} {event}");
            assert_eq!(source["Properties"]["ApiId"], "Api", "{name} {event}");
            assert!(source["Properties"].get("Auth").is_none(), "{name} {event}");
        }
    }
}

#[test]
fn browsers_may_use_every_method_and_header_of_the_api() {
    let template = template();
    let cors = &template["Resources"]["Api"]["Properties"]["CorsConfiguration"];
    assert_eq!(cors["AllowOrigins"], "ConsoleOrigins");
    let routes = routes().into_values().flatten();
    let methods: BTreeSet<_> = routes.map(|route| route.method.to_string()).collect();
    assert!(one_or_many(&cors["AllowMethods"]).into_iter().eq(&methods));
    for (property, local) in [
        ("AllowMethods", gateway::ALLOW_METHODS),
        ("AllowHeaders", gateway::ALLOW_HEADERS),
        ("ExposeHeaders", gateway::EXPOSE_HEADERS),
    ] {
        let local: BTreeSet<_> = local.split(',').collect();
        assert_eq!(one_or_many(&cors[property]), local, "{property}");
    }
    assert_eq!(cors["MaxAge"].to_string(), gateway::MAX_AGE_SECONDS);
}

#[test]
fn every_function_is_given_exactly_the_variables_that_it_reads() {
    let read = RefCell::new(BTreeSet::new());
    Configuration::read(|name| {
        read.borrow_mut().insert(name.to_owned());
        // What the default of another variable is made of.
        let known = [
            ("AWS_REGION", "us-east-1"),
            ("PLATFORM_ACCOUNT_ID", "123456789012"),
        ];
        let known = known.into_iter().find(|(known, _)| *known == name);
        known.map(|(_, value)| value.to_owned())
    })
    .unwrap_err();
    let mut read = read.into_inner();
    assert!(read.remove("AWS_REGION"), "which Lambda itself sets");

    let template = template();
    let everywhere = object(&template["Globals"]["Function"]["Environment"]["Variables"]);
    for (name, function) in functions(&template) {
        let own = function["Environment"]["Variables"].as_object();
        let given = everywhere.keys().chain(own.into_iter().flat_map(Map::keys));
        assert_eq!(given.cloned().collect::<BTreeSet<_>>(), read, "{name}");
    }
}

/// The local stack's roles are made by hand: what a function may do there, it may do on AWS.
#[test]
fn every_function_may_do_what_it_may_do_locally_and_write_its_log() {
    let account = "123456789012";
    let template = template();
    for (name, function) in functions(&template) {
        let mut local = permissions_in(&platform::permissions(account, name));
        let logs = function["LoggingConfig"]["LogGroup"].as_str().unwrap();
        for action in ["logs:CreateLogStream", "logs:PutLogEvents"] {
            local.insert(format!("Allow {action} {logs}.Arn"));
        }
        let table = format!("arn:aws:dynamodb:{REGION}:{account}:table/{TABLE}");
        let resolved = permissions(role(&template, function))
            .into_iter()
            .map(|permission| {
                permission
                    .replace("${AWS::Partition}", "aws")
                    .replace("${AWS::AccountId}", account)
                    .replace(" Table.Arn", &format!(" {table}"))
            });
        assert_eq!(resolved.collect::<BTreeSet<_>>(), local, "{name}");
    }
}

#[test]
fn only_presign_and_verify_assume_roles() {
    let template = template();
    let assumes_roles = functions(&template).into_iter().filter(|(_, function)| {
        let permissions = permissions(role(&template, function));
        permissions.iter().any(|permission| {
            let action = permission.split(' ').nth(1).unwrap();
            ["sts:AssumeRole", "sts:*", "*"].contains(&action)
        })
    });
    let names: Vec<_> = assumes_roles.map(|(name, _)| name).collect();
    assert_eq!(names, ["presign", "verify"]);
}

#[test]
fn every_function_has_a_role_of_its_own_where_customers_look_for_it() {
    let template = template();
    let mut roles = BTreeSet::new();
    for (name, function) in functions(&template) {
        assert!(roles.insert(function["Role"].to_string()), "{name}");
        let role = role(&template, function);
        // The path in the default of `PRINCIPAL_ARNS`, which rendered trust policies name.
        assert_eq!(role["Path"], "/s3-integrations/", "{name}");
        assert!(role.get("ManagedPolicyArns").is_none(), "{name}");
        assert_eq!(
            role["AssumeRolePolicyDocument"]["Statement"],
            json!([{
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }]),
            "{name}"
        );
    }
}
