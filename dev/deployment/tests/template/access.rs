//! Whether the role that deploys from GitHub may do what a deployment does (`.github/aws/access.yaml`).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{OWNER_URL, Template, python, resolve};

const NAMES: [&str; 4] = ["Environment=prod", "StackName=leadline", "Refs=refs/tags/v*", "Repository=owner/leadline"];
/// All that a stack may have: of the template, and of the rights.
const ALL: [&str; 4] = ["Database=aurora", "Firewall=on", "DomainName=leads.example.com", "HostedZoneId=Z1"];

/// What AWS lists for properties that the template does not set: other services, keys and networks of one's own, copies elsewhere.
const UNUSED: [&str; 44] = [
    "amplify:*",
    "apigateway:UpdateRestApiPolicy",
    "apprunner:*",
    "appsync:*",
    "bedrock-agentcore:*",
    "codedeploy:RegisterOnPremisesInstance",
    "cognito-idp:*",
    "ec2:AcceptAddressTransfer",
    "ec2:AssignPrivateNatGatewayAddress",
    "ec2:AssociateSubnetCidrBlock",
    "ec2:AssociateVerifiedAccessInstanceWebAcl",
    "ec2:AttachVpnGateway",
    "ec2:CreateVpcEncryptionControl",
    "ec2:DetachVpnGateway",
    "ec2:DisassociateSubnetCidrBlock",
    "ec2:DisassociateVerifiedAccessInstanceWebAcl",
    "ec2:GetVerifiedAccessInstanceWebAcl",
    "ec2:ModifyVpcTenancy",
    "ec2:UnassignPrivateNatGatewayAddress",
    "elasticfilesystem:*",
    "elasticloadbalancing:*",
    "firehose:*",
    "iam:DeleteRolePermissionsBoundary",
    "iam:ListRoles",
    "iam:PutRolePermissionsBoundary",
    "iam:UpdateRoleDescription",
    "kms:*",
    "lambda:AssociateRuntimeAlias",
    "lambda:PassCapacityProvider",
    "logs:AssociateKmsKey",
    "logs:DisassociateKmsKey",
    "payments:*",
    "rds:*HttpEndpoint",
    "rds:*Replica*",
    "rds:*Role*",
    "rds:CreateDBSnapshot",
    "rds:RemoveFromGlobalCluster",
    "rds:Restore*",
    "s3:GetObjectVersion",
    "s3:REST.PUT.OBJECT",
    "s3files:*",
    "secretsmanager:*Region*",
    "sns:PutDataProtectionPolicy",
    "wafv2:*PermissionPolicy",
];

/// CloudFormation's role, for what a stack has.
struct Access(Value);

impl Access {
    fn of(parts: &[&str]) -> Self {
        Self(resolve(".github/aws/access.yaml", &[&NAMES, parts].concat())["Resources"]["ExecutionRole"]["Properties"].take())
    }

    fn statements(&self) -> Vec<&Value> {
        let policies = self.0["Policies"].as_array().unwrap().iter();
        let statements = policies.flat_map(|policy| policy["PolicyDocument"]["Statement"].as_array().unwrap());
        statements.filter(|statement| statement["Effect"] == "Allow").collect()
    }

    fn actions(&self) -> BTreeSet<&str> {
        self.statements().into_iter().flat_map(|statement| texts(&statement["Action"])).collect()
    }

    /// What a condition on the right to do this allows.
    fn allowed(&self, action: &str, operator: &str, key: &str) -> BTreeSet<&str> {
        let about = self.statements().into_iter().filter(|statement| texts(&statement["Action"]).contains(&action));
        about.flat_map(|statement| texts(&statement["Condition"][operator][key])).collect()
    }
}

fn texts(one_or_more: &Value) -> Vec<&str> {
    match one_or_more {
        Value::Array(items) => items.iter().map(|item| item.as_str().unwrap()).collect(),
        other => other.as_str().into_iter().collect(),
    }
}

/// As IAM compares actions: without regard to case, `*` for any text.
fn covers(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|start| action.strip_prefix(start)) else { return false };
    let mut open = false;
    for piece in pieces {
        open = true;
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.is_empty() || (open && pattern.ends_with('*'))
}

/// The same stack, from the template's side.
fn stack(parts: &[&str]) -> Template {
    let database = if parts.is_empty() { OWNER_URL } else { "AlarmEmail=a@example.com" };
    Template::transformed(&[&[database, "TrafficShift=Canary10Percent5Minutes"], parts].concat())
}

#[test]
fn whoever_deploys_may_do_what_cloudformation_does_for_each_resource() {
    for parts in [&[][..], &ALL[..]] {
        let (template, access) = (stack(parts), Access::of(parts));
        let types: BTreeSet<&str> = template.resources().map(|(_, resource)| resource["Type"].as_str().unwrap()).collect();
        let needed = python("needed.py", &types.into_iter().collect::<Vec<_>>());
        let needed = needed.as_object().unwrap();
        assert!(needed.len() > 15, "{needed:?}");
        let mut missing = BTreeSet::new();
        for (kind, rights) in needed {
            for right in texts(rights) {
                let mut known = access.actions().into_iter().chain(UNUSED);
                // Other resources of the network than those of the stack are asked about by functions that have none.
                let of_a_network = parts.is_empty() && right.starts_with("ec2:");
                if !of_a_network && !known.any(|pattern| covers(pattern, right)) {
                    missing.insert(format!("{kind}: {right}"));
                }
            }
        }
        assert_eq!(missing, BTreeSet::new(), "{parts:?}");
    }
}

#[test]
fn whoever_deploys_may_give_roles_what_they_have_in_the_template_and_to_whom() {
    for parts in [&[][..], &ALL[..]] {
        let (template, access) = (stack(parts), Access::of(parts));
        let roles = template.of_type("AWS::IAM::Role");
        let attached: BTreeSet<&str> = roles.values().flat_map(|role| texts(&role["ManagedPolicyArns"])).collect();
        assert_eq!(access.allowed("iam:AttachRolePolicy", "ArnEquals", "iam:PolicyARN"), attached, "{parts:?}");
        let takers = roles.values().flat_map(|role| role["AssumeRolePolicyDocument"]["Statement"].as_array().unwrap());
        let takers: BTreeSet<&str> = takers.flat_map(|statement| texts(&statement["Principal"]["Service"])).collect();
        assert_eq!(access.allowed("iam:PassRole", "StringEquals", "iam:PassedToService"), takers, "{parts:?}");
    }
}

#[test]
fn a_part_that_the_stack_does_not_have_brings_no_rights() {
    let services = |parts: &[&str]| {
        let access = Access::of(parts);
        let services: BTreeSet<String> =
            access.actions().into_iter().map(|action| action.split(':').next().unwrap().to_owned()).collect();
        services
    };
    let (least, most) = (services(&[]), services(&ALL));
    let more: Vec<&str> = most.difference(&least).map(String::as_str).collect();
    assert_eq!(more, ["ec2", "rds", "route53", "wafv2"]);
}

#[test]
fn no_right_is_for_everything_of_a_service() {
    let access = Access::of(&ALL);
    assert!(access.actions().iter().all(|action| !action.ends_with(":*") && *action != "*"), "{:?}", access.actions());
}

#[test]
fn actions_are_compared_as_iam_does() {
    for (pattern, action, covered) in [
        ("sqs:GetQueueUrl", "sqs:getqueueurl", true),
        ("sqs:Get", "sqs:GetQueueUrl", false),
        ("logs:Put*", "logs:PutRetentionPolicy", true),
        ("logs:Put*", "logs:GetPutRetention", false),
        ("rds:*Role*", "rds:AddRoleToDBCluster", true),
        ("rds:*HttpEndpoint", "rds:EnableHttpEndpoint", true),
        ("rds:*HttpEndpoint", "rds:EnableHttpEndpoints", false),
        ("kms:*", "kms:Decrypt", true),
    ] {
        assert_eq!(covers(pattern, action), covered, "{pattern} {action}");
    }
}
