//! A function that answers, and nothing else: what `lambda_http` itself costs.

use lambda_http::{Error, Request, Response, run, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(async |_: Request| Ok::<_, Error>(Response::new("hello".to_owned())))).await
}
