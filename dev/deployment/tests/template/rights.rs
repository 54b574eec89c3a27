//! What each function may do, to the letter.

use serde_json::{Value, json};

use crate::{Template, functions};

/// `ACTION on RESOURCE` of a function's role, sorted, without those to write its own log and to make the request that brings secrets.
fn rights(template: &Template, function: &str) -> Vec<String> {
    let mut rights = Vec::new();
    for policy in template.properties(&format!("{function}Role"))["Policies"].as_array().unwrap() {
        for statement in policy["PolicyDocument"]["Statement"].as_array().unwrap() {
            assert_eq!(statement["Effect"], "Allow");
            for action in list(&statement["Action"]) {
                rights.extend(
                    list(&statement["Resource"])
                        .iter()
                        .map(|resource| format!("{} on {}", action.as_str().unwrap(), name(resource))),
                );
            }
        }
    }
    let everybody = [
        format!("logs:CreateLogStream on {function}LogGroup.Arn"),
        format!("logs:PutLogEvents on {function}LogGroup.Arn"),
        // A right that AWS knows no resource for.
        "secretsmanager:BatchGetSecretValue on *".to_owned(),
    ];
    for right in everybody {
        let at = rights.iter().position(|found| *found == right);
        rights.remove(at.unwrap_or_else(|| panic!("{function} may not {right}")));
    }
    rights.sort();
    rights
}

fn list(one_or_more: &Value) -> Vec<&Value> {
    one_or_more.as_array().map_or_else(|| vec![one_or_more], |items| items.iter().collect())
}

fn name(resource: &Value) -> String {
    match (&resource["Ref"], &resource["Fn::GetAtt"]) {
        (Value::String(name), _) => name.clone(),
        (_, Value::Array(path)) => {
            path.iter().map(|part| part.as_str().unwrap()).collect::<Vec<_>>().join(".").trim_end_matches(".Id").to_owned()
        }
        _ => resource.as_str().unwrap().to_owned(),
    }
}

fn reads(secrets: &[&str]) -> Vec<String> {
    secrets.iter().map(|secret| format!("secretsmanager:GetSecretValue on {secret}")).collect()
}

#[test]
fn each_function_may_do_what_it_does_and_nothing_else() {
    let template = Template::of(&[]);
    let queue =
        |actions: &[&str]| actions.iter().map(|action| format!("sqs:{action} on LeadEventsQueue.Arn")).collect::<Vec<_>>();
    for (function, secrets, more) in [
        ("Assistant", &["AppDatabaseLogin", "SecretKey", "TelegramBotTokenSecret"][..], vec![]),
        ("Auth", &["AppDatabaseLogin", "SecretKey"], vec![]),
        ("Chat", &["AppDatabaseLogin", "OpenAiApiKeySecret", "SecretKey"], queue(&["GetQueueAttributes", "SendMessage"])),
        ("Leads", &["AppDatabaseLogin", "SecretKey"], queue(&["SendMessage"])),
        ("Migrate", &["AppDatabaseLogin", "DatabaseOwnerUrlSecret"], vec![]),
        (
            "Notifier",
            &["AppDatabaseLogin", "TelegramBotTokenSecret"],
            [
                queue(&["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage"]),
                ["GetQueueAttributes", "SendMessage"]
                    .map(|action| format!("sqs:{action} on LeadEventsDeadLetterQueue.Arn"))
                    .to_vec(),
            ]
            .concat(),
        ),
        ("Upkeep", &["AppDatabaseLogin"], queue(&["SendMessage"])),
        ("Web", &["AppDatabaseLogin", "MetricsToken"], vec![]),
    ] {
        let mut expected = [reads(secrets), more].concat();
        expected.sort();
        assert_eq!(rights(&template, function), expected, "{function}");
        let role = template.properties(&format!("{function}Role"));
        assert_eq!(role["ManagedPolicyArns"], json!([]), "{function}");
        let trusts = &role["AssumeRolePolicyDocument"]["Statement"];
        assert_eq!(
            trusts,
            &json!([{ "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole" }])
        );
    }
}

#[test]
fn in_a_network_lambda_may_make_the_functions_interface_and_the_migration_reads_the_clusters_own_secret() {
    let template = Template::transformed(&["Database=aurora"]);
    for function in functions() {
        let managed = &template.properties(&format!("{function}Role"))["ManagedPolicyArns"];
        assert_eq!(managed, &json!(["arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"]), "{function}");
    }
    assert_eq!(rights(&template, "Migrate"), reads(&["AppDatabaseLogin", "AuroraCluster.MasterUserSecret.SecretArn"]));
}
