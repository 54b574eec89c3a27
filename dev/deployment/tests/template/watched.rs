//! Who is told when something is wrong.

use std::collections::BTreeSet;

use serde_json::json;

use crate::{Template, functions};

#[test]
fn an_alarm_sounds_for_all_that_a_lead_can_be_lost_or_late_by() {
    let template = Template::transformed(&["Database=aurora", "AlarmEmail=ops@example.com"]);
    let alarms = template.of_type("AWS::CloudWatch::Alarm");
    let mut watched: BTreeSet<String> = alarms
        .values()
        .filter_map(|alarm| Some(format!("{} {}", alarm["Namespace"].as_str()?, alarm["MetricName"].as_str()?)))
        .collect();
    for metric in ["ModelQuotaUsedUp", "DeliveriesFailed", "OutboxLeftBehind", "QueueFailures"] {
        assert!(watched.remove(&format!("Leadline {metric}")), "{metric}");
    }
    let expected = [
        "AWS/ApiGateway 5XXError",
        "AWS/ApiGateway Latency",
        "AWS/Lambda Errors",
        "AWS/Lambda Invocations",
        "AWS/Lambda Throttles",
        "AWS/RDS ACUUtilization",
        "AWS/RDS DatabaseConnections",
        "AWS/RDS DatabaseConnectionsCurrentlySessionPinned",
        "AWS/SQS ApproximateAgeOfOldestMessage",
        "AWS/SQS ApproximateNumberOfMessagesVisible",
    ];
    assert_eq!(watched.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    for (name, alarm) in &alarms {
        assert_eq!(alarm["AlarmActions"], json!([{ "Ref": "AlarmTopic" }]), "{name}");
        assert!(!alarm["AlarmDescription"].as_str().unwrap().is_empty(), "{name}");
    }
    assert_eq!(template.properties("AlarmTopicEmail")["Endpoint"], "ops@example.com");
}

#[test]
fn what_the_functions_count_is_watched_under_the_name_they_count_it_by() {
    let template = Template::of(&[]);
    for alarm in template.of_type("AWS::CloudWatch::Alarm").values().filter(|alarm| alarm["Namespace"] == "Leadline") {
        assert_eq!(alarm["Dimensions"], json!([{ "Name": "Stack", "Value": "leadline" }]));
    }
    for function in functions() {
        let variables = template.variables(function);
        assert_eq!(
            (&variables["METRICS_NAMESPACE"], &variables["STACK_NAME"]),
            (&json!("Leadline"), &json!("leadline")),
            "{function}"
        );
    }
}

#[test]
fn errors_and_throttles_of_every_function_are_watched() {
    let template = Template::of(&[]);
    // Without a dimension: the account's limit is what they share.
    let throttles = template.properties("Throttles");
    assert_eq!((&throttles["MetricName"], &throttles["Dimensions"]), (&json!("Throttles"), &json!(null)));
    for function in functions().filter(|function| *function != "Migrate") {
        let errors = template.properties(&format!("{function}Errors"));
        let alias = format!("${{{function}Function}}:live");
        assert_eq!(errors["MetricName"], "Errors");
        assert_eq!(errors["Dimensions"][1], json!({ "Name": "Resource", "Value": alias }), "{function}");
    }
}

#[test]
fn an_upkeep_that_does_not_run_is_missed() {
    let template = Template::of(&[]);
    let missing = template.properties("UpkeepMissing");
    assert_eq!(
        (&missing["TreatMissingData"], &missing["ComparisonOperator"]),
        (&json!("breaching"), &json!("LessThanThreshold"))
    );
}

#[test]
fn the_dashboard_can_be_read_and_shows_the_business() {
    let template = Template::of(&[]);
    let body = template.properties("Dashboard")["DashboardBody"].as_str().unwrap();
    let board: serde_json::Value = serde_json::from_str(body).unwrap();
    assert!(board["widgets"].as_array().unwrap().len() >= 10);
    for metric in
        ["Messages", "Leads", "TokensRead", "TokensWritten", "CostMicrodollars", "Announced", "AnswerMilliseconds", "ColdStarts"]
    {
        assert!(body.contains(&format!("\"Leadline\", \"{metric}\"")), "{metric}");
    }
}
