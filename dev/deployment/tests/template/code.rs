//! How new code takes over.

use serde_json::{Value, json};

use crate::{Template, UNROUTED, functions, root};

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
