//! `functions/web/openapi.json`: what all functions say of their routes, in one document.

use std::{collections::BTreeMap, fs, path::PathBuf};

use utoipa::openapi::{
    Content, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, ResponseBuilder, Schema, Server,
    path::Operation,
    security::{Flow, Http, HttpAuthScheme, OAuth2, Password, Scopes, SecurityScheme},
};

use crate::{arguments::root, terminal::Failure};

/// Writes the document.
pub(crate) fn write() -> Result<(), Failure> {
    fs::write(file(), document()?)?;
    Ok(())
}

fn file() -> PathBuf {
    root().join("functions/web/openapi.json")
}

fn document() -> Result<String, Failure> {
    let info = InfoBuilder::new()
        .title("Leadline")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("An assistant on a company's web site that turns what visitors say into leads."))
        .build();
    let mut document: OpenApi = OpenApiBuilder::new()
        .info(info)
        // Relative to where the document was loaded from, which may be below a stage.
        .servers(Some([Server::new(".")]))
        .build();
    for function in [assistant::openapi(), auth::openapi(), chat::openapi(), leads::openapi(), web::openapi()] {
        document.merge(function);
    }
    for item in document.paths.paths.values_mut() {
        let methods = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
        methods.into_iter().flatten().for_each(tell_what_all_may_answer);
    }
    let components = document.components.get_or_insert_default();
    for part in parts(&components.schemas) {
        if let Some(RefOr::T(Schema::Object(object))) = components.schemas.get_mut(&part) {
            // Or no document that has more would be one of it.
            object.additional_properties = None;
        }
    }
    // Relative to the page of Swagger UI, which is what resolves it.
    let sign_in = Flow::Password(Password::new("../api/auth/login", Scopes::new()));
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("owner", SecurityScheme::OAuth2(OAuth2::new([sign_in])));
    // `POST /api/widget/session` gives it.
    components.add_security_scheme("visitor", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    Ok(document.to_pretty_json()? + "\n")
}

/// The names of what stands within other documents, together with more.
fn parts(schemas: &BTreeMap<String, RefOr<Schema>>) -> Vec<String> {
    let whole = schemas.values().filter_map(|schema| match schema {
        RefOr::T(Schema::AllOf(whole)) => Some(&whole.items),
        _ => None,
    });
    let name = |part: &RefOr<Schema>| match part {
        RefOr::Ref(part) => part.ref_location.rsplit('/').next().map(str::to_owned),
        RefOr::T(_) => None,
    };
    whole.flatten().filter_map(name).collect()
}

/// What every route answers that takes a body, and every one that asks the database; said here once.
fn tell_what_all_may_answer(operation: &mut Operation) {
    let mut answers = Vec::new();
    if operation.request_body.is_some() {
        answers.extend([("413", "The body is too large."), ("415", "The body is of another type.")]);
    }
    if operation.tags.as_ref().is_some_and(|tags| tags.iter().all(|tag| tag != "web")) {
        answers.push(("503", "The database is away."));
    }
    for (status, description) in answers {
        let problem = Content::new(Some(Ref::from_schema_name("Problem")));
        let response = ResponseBuilder::new().description(description).content("application/problem+json", problem);
        operation.responses.responses.entry(status.to_owned()).or_insert_with(|| response.build().into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_served_document_is_the_one_of_the_code() {
        let served = fs::read_to_string(file()).unwrap();
        assert!(served == document().unwrap(), "run `cargo dev openapi` and commit functions/web/openapi.json");
    }

    #[test]
    fn the_emulator_of_lambda_routes_every_path_of_the_document() {
        let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
        let router = manifest.split("[workspace.metadata.lambda.watch.router]").nth(1).unwrap();
        let document: serde_json::Value = serde_json::from_str(&document().unwrap()).unwrap();
        for path in document["paths"].as_object().unwrap().keys() {
            assert!(router.contains(&format!("\"{path}\" = ")), "{path} is not in [workspace.metadata.lambda.watch.router]");
        }
    }
}
