//! Where secrets lie and who is told where.

use serde_json::json;

use crate::{OWNER_URL, SECRET_PARAMETERS, Template, functions};

#[test]
fn a_secret_stands_in_secrets_manager_and_nowhere_else() {
    let given = SECRET_PARAMETERS.map(|name| format!("{name}=hush-{name}"));
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    let template = Template::of(&given);
    let mut kept = 0;
    for (name, resource) in template.resources() {
        let text = resource.to_string();
        let holds = SECRET_PARAMETERS.iter().filter(|parameter| text.contains(&format!("hush-{parameter}"))).count()
            + usize::from(text.contains("owners-password"));
        assert!(holds == 0 || resource["Type"] == "AWS::SecretsManager::Secret", "{name} holds a secret");
        kept += holds;
    }
    assert_eq!(kept, SECRET_PARAMETERS.len() + 1, "each secret is kept once");
    assert!(!template.0["Outputs"].to_string().contains("hush-"));
    assert!(OWNER_URL.contains("owners-password"));
}

#[test]
fn what_can_be_made_is_made_and_long_enough() {
    let template = Template::of(&[]);
    for secret in ["SecretKey", "MetricsToken", "AppDatabaseLogin"] {
        let made = &template.properties(secret)["GenerateSecretString"];
        assert!(made["PasswordLength"].as_u64().unwrap() >= 48 && made["ExcludePunctuation"] == true, "{secret}: {made}");
    }
    let login = &template.properties("AppDatabaseLogin")["GenerateSecretString"];
    assert_eq!(
        (&login["SecretStringTemplate"], &login["GenerateStringKey"]),
        (&json!(r#"{"username":"leadline_app"}"#), &json!("password"))
    );
}

#[test]
fn each_function_may_read_what_it_is_told_the_place_of() {
    for database in [OWNER_URL, "Database=aurora"] {
        let template = Template::transformed(&[database, "TelemetryHeaders=authorization=hush"]);
        for function in functions() {
            let role = template.properties(&format!("{function}Role")).to_string();
            let told = template.variables(function).as_object().unwrap().iter().filter(|(name, _)| name.ends_with("_SECRET"));
            let mut count = 0;
            for (variable, place) in told {
                // A reference, or one within a text with the key of a JSON secret behind it.
                let place = place.to_string();
                let parts = place.split(|end: char| !end.is_alphanumeric()).filter(|part| !["", "Fn", "GetAtt"].contains(part));
                let place = parts.take_while(|part| *part != "Id").find(|part| *part != "AuroraCluster").unwrap();
                assert!(role.contains(&format!("\"{place}")), "{function} may not read {variable} ({place})");
                count += 1;
            }
            assert!(count >= 2, "{function} reads its database's password and the headers of telemetry");
        }
    }
}

#[test]
fn only_the_migration_knows_the_schemas_owner() {
    let template = Template::of(&[]);
    for function in functions() {
        let knows =
            template.variables(function)["DATABASE_URL_SECRET"] == json!({ "Fn::GetAtt": ["DatabaseOwnerUrlSecret", "Id"] });
        assert_eq!(knows, function == "Migrate", "{function}");
        assert_eq!(template.variables(function)["DEV_MODE"], "FALSE");
    }
}
