//! AWS takes these and then goes wrong; nothing else checks them.

use serde_json::json;

use crate::Template;

#[test]
fn a_message_is_out_of_sight_for_six_times_as_long_as_the_notifier_may_take() {
    let template = Template::of(&[]);
    let (queue, notifier) = (template.properties("LeadEventsQueue"), template.properties("NotifierFunction"));
    assert!(queue["VisibilityTimeout"].as_u64().unwrap() >= 6 * notifier["Timeout"].as_u64().unwrap());
}

#[test]
fn the_queue_hands_over_small_batches_and_takes_back_only_what_failed() {
    let template = Template::of(&["NotifierConcurrency=7"]);
    let mappings = template.of_type("AWS::Lambda::EventSourceMapping");
    let mapping = mappings["NotifierFunctionLeadEvents"];
    assert_eq!(mappings.len(), 1);
    assert_eq!(mapping["FunctionName"], json!({ "Ref": "NotifierFunctionAliaslive" }));
    assert_eq!(mapping["EventSourceArn"], json!({ "Fn::GetAtt": ["LeadEventsQueue", "Arn"] }));
    assert!(mapping["BatchSize"].as_u64().unwrap() <= 10, "more needs a window, and a lead must not wait");
    assert_eq!(mapping["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]));
    assert_eq!(mapping["ScalingConfig"]["MaximumConcurrency"], "7");
}

#[test]
fn what_is_given_up_is_kept_longer_than_what_waits() {
    let template = Template::of(&[]);
    let (queue, dead) = (template.properties("LeadEventsQueue"), template.properties("LeadEventsDeadLetterQueue"));
    assert_eq!(queue["RedrivePolicy"]["deadLetterTargetArn"], json!({ "Fn::GetAtt": ["LeadEventsDeadLetterQueue", "Arn"] }));
    assert!(queue["MessageRetentionPeriod"].as_u64().unwrap() < dead["MessageRetentionPeriod"].as_u64().unwrap());
    // Fair, and not FIFO: the sender names the owner as the group.
    assert!(queue["FifoQueue"].is_null());
    assert_eq!((&queue["SqsManagedSseEnabled"], &dead["SqsManagedSseEnabled"]), (&json!(true), &json!(true)));
}
