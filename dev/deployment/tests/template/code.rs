//! How new code takes over.

use serde_json::{Value, json};

use crate::{OWNER_URL, Template, UNROUTED, functions, resolve, root};

#[test]
fn every_function_has_a_log_of_its_own_that_is_not_kept_for_ever_and_a_role_of_its_own() {
    let template = Template::of(&["LogRetentionDays=14"]);
    for function in functions() {
        let about = template.properties(&format!("{function}Function"));
        assert_eq!(about["LoggingConfig"]["LogGroup"], json!({ "Ref": format!("{function}LogGroup") }));
        assert_eq!(about["Role"], json!({ "Fn::GetAtt": [format!("{function}Role"), "Arn"] }));
        assert_eq!(template.properties(&format!("{function}LogGroup"))["RetentionInDays"], "14");
    }
    assert_eq!(template.of_type("AWS::Lambda::Function").len(), functions().count());
}

#[test]
fn no_function_changes_before_the_migration_has_succeeded() {
    let template = Template::of(&[]);
    for function in functions().filter(|function| *function != "Migrate") {
        assert_eq!(template.0["Resources"][format!("{function}Function")]["DependsOn"], "Migration", "{function}");
    }
    let migration = template.properties("Migration");
    assert_eq!(migration["ServiceToken"], json!({ "Fn::GetAtt": ["MigrateFunction", "Arn"] }));
    // Another version of the function is another value, and that is what makes CloudFormation ask again.
    let version = migration["Code"]["Ref"].as_str().unwrap();
    assert_eq!(template.0["Resources"][version]["Type"], "AWS::Lambda::Version");
    assert!(version.starts_with("MigrateFunctionVersion"), "{version}");
    // CloudFormation waits a little longer than the function may run, and not for an hour.
    let (waits, runs) = (&migration["ServiceTimeout"], &template.properties("MigrateFunction")["Timeout"]);
    assert!((runs.as_u64().unwrap() + 10..=600).contains(&waits.as_u64().unwrap()), "{waits} {runs}");
}

/// cargo-lambda, by which SAM builds, fills in what the profile leaves open, and with "abort" nothing catches a handler's panic.
#[test]
fn the_profile_says_all_that_cargo_lambda_would_fill_in() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let profile = manifest.split("[profile.release]\n").nth(1).unwrap().split("\n[").next().unwrap();
    for line in ["panic = \"unwind\"", "lto = \"fat\"", "codegen-units = 1", "strip = true"] {
        assert!(profile.lines().any(|said| said == line), "{line}: {profile}");
    }
}

/// Another value for each parameter; those with allowed values or patterns take one of these.
const CHANGES: [&str; 12] = [
    "OpenAiChatModel=another-model",
    "OpenAiBaseUrl=https://gateway.example/v1",
    "OpenAiTranscribeModel=another-model",
    "OwnerDollarsPerMonth=7",
    "TelegramChatId=43",
    "TelegramApiUrl=https://telegram.example",
    "AccessTokenExpireMinutes=60",
    "DatabasePooler=transaction",
    "SentryDsn=https://key@sentry.example/1",
    "TelemetryEndpoint=https://otlp.example",
    "CaBundle=/opt/ca.pem",
    "ChatTransferMode=BUFFERED",
];

#[test]
fn a_changed_parameter_reaches_live_traffic_with_a_new_release() {
    let before = Template::of(&[]);
    for change in CHANGES {
        let after = Template::of(&["Release=r2", change]);
        let differs = |function: &&str| {
            let named = |template: &Template| {
                let mut properties = template.properties(&format!("{function}Function")).clone();
                properties["Description"].take();
                properties["Environment"]["Variables"]["RELEASE"].take();
                properties
            };
            named(&before) != named(&after)
        };
        assert!(functions().any(|function| differs(&function)), "{change} changes no function");
        for function in functions() {
            assert_ne!(before.version(function), after.version(function), "{change} {function}");
        }
        // The migration runs again, on what may be another database.
        assert_ne!(before.properties("Migration")["Code"], after.properties("Migration")["Code"], "{change}");
    }
}

/// The id of a version is the beginning of the release's name, so a release without a new name changes nothing that serves traffic.
#[test]
fn a_deployment_must_name_its_release() {
    let rule = &resolve("template.yaml", &[OWNER_URL])["Rules"]["ReleaseIsNamed"]["Assertions"][0];
    assert_eq!(rule["Assert"], false, "{rule}");
    assert_eq!(Template::of(&[]).0["Rules"]["ReleaseIsNamed"]["Assertions"][0]["Assert"], true);
    assert_ne!(Template::of(&["Release=1795000000"]).version("Chat"), Template::of(&["Release=1795000001"]).version("Chat"));
    assert_eq!(Template::of(&["Release=r3"]).variables("Chat")["RELEASE"], "r3");
}

/// Two environments of one account must not have anything of one name.
#[test]
fn every_fixed_name_has_the_name_of_the_stack() {
    let template = Template::transformed(&["Database=aurora", "Firewall=on", "DomainName=leads.example.com", "HostedZoneId=Z1"]);
    for (id, resource) in template.resources() {
        let named = resource["Properties"].as_object().into_iter().flatten().filter(|(name, _)| {
            let about = *name == "Name" || name.ends_with("Name") || name.ends_with("Identifier");
            about && is_name_of_its_own(resource["Type"].as_str().unwrap(), name)
        });
        for (name, value) in named {
            let text = value.as_str().unwrap_or_default();
            assert!(value.is_object() || text.contains("leadline"), "{id}: {name} is {value}");
        }
    }
}

/// What names another resource, or a part within one, is unique already.
fn is_name_of_its_own(kind: &str, property: &str) -> bool {
    let others = [
        ("AWS::Lambda::Alias", "Name"),
        ("AWS::Lambda::Alias", "FunctionName"),
        ("AWS::Lambda::Version", "FunctionName"),
        ("AWS::Lambda::Permission", "FunctionName"),
        ("AWS::Lambda::EventSourceMapping", "FunctionName"),
        ("AWS::CloudWatch::Alarm", "MetricName"),
        ("AWS::ApiGateway::Stage", "StageName"),
        ("AWS::ApiGateway::BasePathMapping", "DomainName"),
        ("AWS::ApiGateway::DomainName", "DomainName"),
        ("AWS::Route53::RecordSet", "Name"),
        ("AWS::CodeDeploy::DeploymentGroup", "ApplicationName"),
        ("AWS::CodeDeploy::DeploymentGroup", "DeploymentConfigName"),
        ("AWS::RDS::DBCluster", "DatabaseName"),
        ("AWS::RDS::DBProxyTargetGroup", "TargetGroupName"),
    ];
    !others.contains(&(kind, property))
}

#[test]
fn requests_go_to_an_alias() {
    let template = Template::of(&[]);
    for function in functions() {
        let alias = template.properties(&format!("{function}FunctionAliaslive"));
        assert_eq!(alias["FunctionName"], json!({ "Ref": format!("{function}Function") }));
    }
    let target = &template.properties("UpkeepFunctionRegularly")["Target"]["Arn"];
    assert_eq!(target, &json!({ "Ref": "UpkeepFunctionAliaslive" }));
}

#[test]
fn traffic_shifts_by_steps_and_goes_back_when_an_alarm_sounds() {
    let template = Template::of(&["TrafficShift=Canary10Percent5Minutes"]);
    for function in functions().filter(|function| *function != "Migrate") {
        let group = template.properties(&format!("{function}FunctionDeploymentGroup"));
        assert_eq!(group["DeploymentConfigName"], "CodeDeployDefault.LambdaCanary10Percent5Minutes", "{function}");
        let alarms = group["AlarmConfiguration"]["Alarms"].as_array().unwrap();
        let named = |name: &str| alarms.contains(&json!({ "Name": { "Ref": name } }));
        assert!(named(&format!("{function}Errors")), "{function}: {alarms:?}");
        assert_eq!(named("ApiFailures"), !UNROUTED.contains(&function), "{function}: {alarms:?}");
        let back = group["AutoRollbackConfiguration"]["Events"].as_array().unwrap();
        assert!(back.contains(&Value::from("DEPLOYMENT_STOP_ON_ALARM")), "{back:?}");
        assert!(
            template.0["Resources"][format!("{function}FunctionAliaslive")]["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
                .is_object()
        );
    }
}

#[test]
fn nothing_shifts_where_the_operator_wants_none_of_it() {
    let template = Template::of(&["TrafficShift=None"]);
    assert_eq!(template.resources().filter(|(_, resource)| resource["Type"].as_str().unwrap().contains("CodeDeploy")).count(), 0);
}
