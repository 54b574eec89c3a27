//! `functions/web/openapi.json`: what all functions say of their routes, in one document.

use std::{fs, path::PathBuf};

use utoipa::openapi::{
    InfoBuilder, OpenApi, OpenApiBuilder, Server,
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
    // Relative to the page of Swagger UI, which is what resolves it.
    let sign_in = Flow::Password(Password::new("../api/auth/login", Scopes::new()));
    let schemes = document.components.get_or_insert_default();
    schemes.add_security_scheme("owner", SecurityScheme::OAuth2(OAuth2::new([sign_in])));
    // `POST /api/widget/session` gives it.
    schemes.add_security_scheme("visitor", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    Ok(document.to_pretty_json()? + "\n")
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
