//! API Gateway: which routes there are, whom they ask, and how the answer goes out.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{ROUTED, Template, root};

/// Pages and their parts are for people, and not in the document.
const PAGES: [&str; 6] = ["GET /", "GET /assets/{proxy+}", "GET /docs", "GET /metrics", "GET /openapi.json", "GET /widget.js"];

impl Template {
    fn methods(&self) -> Vec<(String, &Value)> {
        let paths = self.properties("Api")["Body"]["paths"].as_object().unwrap();
        let methods = paths.iter().flat_map(|(path, methods)| {
            let named = move |(method, about): (&String, _)| (format!("{} {path}", method.to_uppercase()), about);
            methods.as_object().unwrap().iter().map(named)
        });
        methods.collect()
    }
}

fn integration(method: &Value) -> (&str, &Value) {
    let integration = &method["x-amazon-apigateway-integration"];
    assert_eq!((&integration["type"], &integration["httpMethod"]), (&json!("aws_proxy"), &json!("POST")));
    (integration["uri"].as_str().unwrap().split("lambda:path/").nth(1).unwrap(), &integration["responseTransferMode"])
}

/// A voice message and a compressed file are no text.
#[test]
fn bodies_go_through_as_bytes() {
    assert_eq!(Template::of(&[]).properties("Api")["Body"]["x-amazon-apigateway-binary-media-types"], json!(["*/*"]));
}

#[test]
fn every_route_of_the_contract_has_a_method_and_nothing_else_has() {
    let document = std::fs::read_to_string(root().join("functions/web/openapi.json")).unwrap();
    let document: Value = serde_json::from_str(&document).unwrap();
    let documented = document["paths"].as_object().unwrap().iter().flat_map(|(path, methods)| {
        methods.as_object().unwrap().keys().map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    // What a page of another origin asks for is asked about first.
    let asked_first = document["paths"].as_object().unwrap().keys().filter(|path| path.starts_with("/api/widget/"));
    let asked_first = asked_first.map(|path| format!("OPTIONS {path}"));
    let expected: BTreeSet<String> = documented.chain(asked_first).chain(PAGES.map(str::to_owned)).collect();
    let template = Template::of(&[]);
    let deployed: BTreeSet<String> = template.methods().into_iter().map(|(name, _)| name).collect();
    assert_eq!(deployed, expected);
}

#[test]
fn each_route_asks_the_function_that_has_it() {
    for (method, about) in Template::of(&["ChatTransferMode=BUFFERED"]).methods() {
        let function = match method.split('/').nth(2) {
            Some(topic @ ("auth" | "assistant" | "chat" | "leads")) if method.contains("/api/") => {
                format!("{}{}", topic[..1].to_uppercase(), &topic[1..])
            }
            Some("widget") if method.contains("/api/") => "Chat".to_owned(),
            Some("conversations" | "usage") if method.contains("/api/") => "Leads".to_owned(),
            _ => "Web".to_owned(),
        };
        assert_eq!(
            integration(about).0,
            format!("2015-03-31/functions/${{{function}FunctionAliaslive}}/invocations"),
            "{method}"
        );
    }
}

#[test]
fn chat_and_the_inbox_stream_and_nothing_else_does() {
    let template = Template::of(&[]);
    for (method, about) in template.methods() {
        let (path, mode) = integration(about);
        let streams = ["Chat", "Leads"].into_iter().find(|function| path.contains(&format!("/${{{function}Function")));
        if let Some(function) = streams {
            assert_eq!(path, format!("2021-11-15/functions/${{{function}FunctionAliaslive}}/response-streaming-invocations"));
            assert_eq!(mode, "STREAM", "{method}");
        } else {
            assert!(
                path.starts_with("2015-03-31/") && path.ends_with("/invocations") && mode.is_null(),
                "{method}: {path} {mode}"
            );
        }
    }
    for function in ["Chat", "Leads"] {
        assert_eq!(template.variables(function)["RESPONSE_TRANSFER_MODE"], "RESPONSE_STREAM");
        assert_eq!(template.properties(&format!("{function}Function"))["Timeout"], 60);
    }
}

#[test]
fn chat_answers_in_one_piece_where_the_operator_says_so() {
    let template = Template::of(&["ChatTransferMode=BUFFERED"]);
    let methods = template.methods();
    let (_, chat) = methods.iter().find(|(method, _)| method == "POST /api/chat").unwrap();
    assert_eq!(integration(chat), ("2015-03-31/functions/${ChatFunctionAliaslive}/invocations", &json!("BUFFERED")));
    assert_eq!(template.variables("Chat")["RESPONSE_TRANSFER_MODE"], "BUFFERED");
    assert_eq!(template.properties("ChatFunction")["Timeout"], 29);
}

#[test]
fn the_door_may_ask_these_functions_and_no_others() {
    let template = Template::of(&[]);
    let permissions = template.of_type("AWS::Lambda::Permission");
    let asked: BTreeSet<&str> =
        permissions.values().map(|permission| permission["FunctionName"]["Ref"].as_str().unwrap()).collect();
    assert_eq!(asked, ROUTED.map(|function| format!("{function}FunctionAliaslive")).iter().map(String::as_str).collect());
    for permission in permissions.values() {
        assert_eq!(permission["Principal"], "apigateway.amazonaws.com");
        assert_eq!(permission["SourceArn"], "arn:aws:execute-api:eu-central-1:123456789012:${Api}/${ApiprodStage}/*");
    }
}

#[test]
fn what_the_door_refuses_itself_can_be_read_from_any_page() {
    let template = Template::of(&[]);
    let responses = template.properties("Api")["Body"]["x-amazon-apigateway-gateway-responses"].as_object().unwrap();
    assert!(responses.len() >= 5);
    for (name, response) in responses {
        let headers = &response["responseParameters"];
        assert_eq!(headers["gatewayresponse.header.Access-Control-Allow-Origin"], "'*'", "{name}");
        assert_eq!(headers["gatewayresponse.header.Content-Type"], "'application/problem+json'", "{name}");
    }
}

/// What costs a password hash has a low one. What pages ask for that stand open has one of its own, so that they take nobody else's room.
#[test]
fn the_stage_has_a_ceiling_and_some_routes_have_their_own() {
    let template = Template::of(&[]);
    let settings = template.properties("ApiprodStage")["MethodSettings"].as_array().unwrap();
    let ceiling = |setting: &Value| {
        let text = |name: &str| setting[name].as_str().unwrap().to_owned();
        (format!("{} {}", text("HttpMethod"), text("ResourcePath")), setting["ThrottlingRateLimit"].as_u64().unwrap())
    };
    let ceilings: Vec<(String, u64)> = settings.iter().map(ceiling).collect();
    let expected =
        [("* /*", 50), ("GET /~1api~1leads", 50), ("POST /~1api~1auth~1login", 10), ("POST /~1api~1auth~1register", 5)];
    assert_eq!(ceilings, expected.map(|(route, rate)| (route.to_owned(), rate)));
}

#[test]
fn a_firewall_and_a_domain_are_there_for_those_who_want_them() {
    let kinds =
        ["AWS::WAFv2::WebACL", "AWS::WAFv2::WebACLAssociation", "AWS::ApiGateway::DomainName", "AWS::Route53::RecordSetGroup"];
    let without = Template::of(&[]);
    let with = Template::of(&["Firewall=on", "DomainName=app.example.com", "CertificateArn=arn:certificate", "HostedZoneId=Z1"]);
    for kind in kinds {
        assert_eq!((without.of_type(kind).len(), with.of_type(kind).len()), (0, 1), "{kind}");
    }
    assert_eq!(with.0["Outputs"]["Url"]["Value"], "https://app.example.com/");
    let rules = with.properties("WebAcl")["Rules"].as_array().unwrap();
    assert_eq!(rules[0]["Statement"]["RateBasedStatement"]["AggregateKeyType"], "IP");
    let counted = rules[1]["Statement"]["ManagedRuleGroupStatement"]["RuleActionOverrides"].as_array().unwrap();
    assert!(counted.iter().any(|rule| rule["Name"] == "SizeRestrictions_BODY" && rule["ActionToUse"] == json!({ "Count": {} })));
}
