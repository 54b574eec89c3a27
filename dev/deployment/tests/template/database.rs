//! A database that is there, or one that the stack makes.

use serde_json::{Value, json};

use crate::{Template, functions};

fn parts(template: &Template, function: &str) -> Value {
    let variables = template.variables(function);
    let part = |name: &str| variables[format!("DATABASE_{name}")].clone();
    json!([part("HOST"), part("PORT"), part("NAME"), part("USER"), part("SSLMODE")])
}

#[test]
fn the_functions_find_the_database_by_the_parts_of_its_owners_url() {
    for (url, expected) in [
        ("postgres://o:p@db.example/leads", json!(["db.example", "5432", "leads", "leadline_app", "verify-full"])),
        ("postgresql://o:p@db.example:6543/leads", json!(["db.example", "6543", "leads", "leadline_app", "verify-full"])),
        (
            "postgres://o:p@db.example/leads?channel_binding=require&sslmode=require",
            json!(["db.example", "5432", "leads", "leadline_app", "require"]),
        ),
        (
            "postgres://o:p%40%3A%2F@127.0.0.1:1/leads?sslmode=disable&connect_timeout=9",
            json!(["127.0.0.1", "1", "leads", "leadline_app", "disable"]),
        ),
    ] {
        let template = Template::transformed(&[&format!("DatabaseOwnerUrl={url}")]);
        for function in functions().filter(|function| *function != "Migrate") {
            assert_eq!(parts(&template, function), expected, "{function} of {url}");
        }
    }
}

#[test]
fn a_database_that_is_there_needs_no_network() {
    let template = Template::of(&[]);
    for (name, resource) in template.resources() {
        let kind = resource["Type"].as_str().unwrap();
        assert!(!kind.starts_with("AWS::EC2::") && !kind.starts_with("AWS::RDS::"), "{name} is {kind}");
    }
    for function in functions() {
        assert!(template.properties(&format!("{function}Function"))["VpcConfig"].is_null(), "{function}");
    }
}

#[test]
fn an_aurora_cluster_is_reached_through_a_proxy_with_tls_and_by_the_migration_itself() {
    let template = Template::transformed(&["Database=aurora"]);
    let proxy = template.properties("AuroraProxy");
    assert_eq!(
        (&proxy["RequireTLS"], &proxy["Auth"][0]["SecretArn"]),
        (&json!(true), &json!({ "Fn::GetAtt": ["AppDatabaseLogin", "Id"] }))
    );
    let (through, itself) =
        (json!({ "Fn::GetAtt": ["AuroraProxy", "Endpoint"] }), json!({ "Fn::GetAtt": ["AuroraCluster", "Endpoint.Address"] }));
    for function in functions() {
        let about = template.properties(&format!("{function}Function"));
        let (host, group, user, tls) = if function == "Migrate" {
            (&itself, "MigrateSecurityGroup", "leadline_owner", "require")
        } else {
            (&through, "FunctionsSecurityGroup", "leadline_app", "verify-full")
        };
        assert_eq!(parts(&template, function), json!([host, "5432", "leadline", user, tls]), "{function}");
        assert_eq!(about["VpcConfig"]["SecurityGroupIds"], json!([{ "Ref": group }]), "{function}");
        assert_eq!(about["VpcConfig"]["SubnetIds"].as_array().map(Vec::len), Some(2), "{function}");
    }
    let comes_in = |group: &str| -> Vec<Value> {
        let rules = template.properties(group)["SecurityGroupIngress"].as_array().cloned().unwrap_or_default();
        rules.iter().map(|rule| rule["SourceSecurityGroupId"]["Ref"].clone()).collect()
    };
    assert_eq!(comes_in("ClusterSecurityGroup"), ["ProxySecurityGroup", "MigrateSecurityGroup"]);
    assert_eq!(comes_in("ProxySecurityGroup"), ["FunctionsSecurityGroup"]);
    assert!(comes_in("FunctionsSecurityGroup").is_empty() && comes_in("MigrateSecurityGroup").is_empty());
    let cluster = template.properties("AuroraCluster");
    assert_eq!((&cluster["StorageEncrypted"], &cluster["DeletionProtection"]), (&json!(true), &json!(true)));
    assert!(template.0["Resources"]["DatabaseOwnerUrlSecret"].is_null());
}

#[test]
fn a_cluster_that_may_sleep_has_no_proxy_to_keep_it_awake() {
    let template = Template::transformed(&["Database=aurora", "AuroraMinCapacity=0", "AuroraAutoPauseSeconds=900"]);
    assert!(template.of_type("AWS::RDS::DBProxy").is_empty());
    assert_eq!(template.properties("AuroraCluster")["ServerlessV2ScalingConfiguration"]["SecondsUntilAutoPause"], "900");
    assert_eq!(parts(&template, "Leads")[0], json!({ "Fn::GetAtt": ["AuroraCluster", "Endpoint.Address"] }));
    let rules = template.properties("ClusterSecurityGroup")["SecurityGroupIngress"].as_array().unwrap();
    assert_eq!(rules[0]["SourceSecurityGroupId"], json!({ "Ref": "FunctionsSecurityGroup" }));
}

#[test]
fn the_migration_waits_for_a_database_that_answers_and_for_the_way_out() {
    let after = |template: &Template| template.properties("Migration")["After"].clone();
    let waits = after(&Template::transformed(&["Database=aurora"])).to_string();
    for resource in
        ["AuroraInstance", "PublicRoute", "PublicSubnetRoutes", "PrivateRoute", "PrivateSubnetARoutes", "PrivateSubnetBRoutes"]
    {
        assert!(waits.contains(&format!("\"{resource}\"")), "{resource}");
    }
    assert_eq!(after(&Template::of(&[])), Value::Null);
}
