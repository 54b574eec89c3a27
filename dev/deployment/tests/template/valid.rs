use crate::{root, sam};

/// The two look at different things: one transforms, and the other knows what each property may hold.
#[test]
fn sam_takes_the_template_as_it_is() {
    for lint in [&[][..], &["--lint"]] {
        let mut validate = std::process::Command::new(sam());
        validate.arg("validate").args(lint).current_dir(root());
        let output = validate.env("AWS_DEFAULT_REGION", "eu-central-1").env("SAM_CLI_TELEMETRY", "0").output().unwrap();
        let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success() && told.contains("is a valid SAM Template"), "{lint:?}: {told}");
    }
}
